"""What a training needs besides spaCy, under the names that configurations use: `--code scripts/training.py`."""

from collections.abc import Callable, Iterator
from pathlib import Path

from spacy.language import Language
from spacy.training import Example
from spacy.util import registry

from ..model import backend, consistency, embedding, tokenizer  # noqa: F401 (registered when imported)
from . import calibrating, logger, provenance  # noqa: F401 (registered when imported)
from .reader import FreshCorpus
from .variation import Shares


@registry.readers("cable_ner.FreshCorpus.v1")
def create_fresh_corpus(
    path: Path | None,
    cut: float = 0.0,
    capitals: float = 0.0,
    capital_lead: float = 0.0,
    lower_headings: float = 0.0,
    line_wraps: float = 0.0,
    quotes: float = 0.0,
    redactions: float = 0.0,
    markings: float = 0.0,
    token_spaced: float = 0.0,
    word_dropout: float = 0.0,
    rare: int = 3,
    seed: int = 0,
    stream: bool = False,
    buffer: int = 10_000,
) -> Callable[[Language], Iterator[Example]]:
    """Returns a reader of training examples that are varied anew at every epoch, with `training.max_epochs = -1`.

    (An augmenter of spaCy's own reader varies them only once, unless they are streamed.) Shares are from 0 (never, the
    default: the corpus as it is) to 1 (always), of the texts that a variation can be applied to:

    cut             cut at sentence ends into pieces of 1, 2, 3, 5, 8 or all sentences, the pieces shuffled
    capitals        all in capitals, as headers, subject lines and headings
    capital_lead    the first line or sentence in capitals, as headings and datelines
    lower_headings  headings in lower case, as web sites show them
    line_wraps      line ends in place of spaces, after 65 to 75 characters, also inside names
    quotes          curly quotes for straight ones or the reverse, or each double quote as two characters
    redactions      a mention, or some words that hold none, as `xxxxxxxxxxxx`, which has no label
    markings        another marking `(S/NF)` at the start, or none
    token_spaced    spaces around punctuation, as taggers write

    Of the words that the corpus has at most `rare` times, word_dropout is the share that get other letters in their middle.

    With `stream`, the corpus is not held in memory: files are read in random order, and texts shuffled in a buffer of
    `buffer`. Raises ValueError if there is no path, or for shares or a buffer out of range.
    """
    if path is None:
        raise ValueError("there is no path to the training Docs; give one with --paths.train")
    shares = Shares(
        cut=cut,
        capitals=capitals,
        capital_lead=capital_lead,
        lower_headings=lower_headings,
        line_wraps=line_wraps,
        quotes=quotes,
        redactions=redactions,
        markings=markings,
        token_spaced=token_spaced,
        word_dropout=word_dropout,
    )
    return FreshCorpus(path, shares, rare=rare, seed=seed, stream=stream, buffer=buffer)
