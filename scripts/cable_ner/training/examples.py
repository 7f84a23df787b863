"""Docs -> samples that can be varied -> training examples with the pipeline's own tokens."""

from functools import cache

import numpy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Alignment, Example
from spacy.training.alignment_array import AlignmentArray

from ..model import tokenised
from .variation import TextSample

_UNKNOWN = 0  # spaCy's code of ENT_IOB
_ALIGNED = 2_000  # tokens; the alignments of all shorter texts take 16 MB


def sample_of(doc: Doc) -> TextSample:
    """Returns the text of a Doc, its entities, and its tokens with missing labels, adjacent ones as one place."""
    missing: list[tuple[int, int]] = []
    before = None
    for index in numpy.flatnonzero(doc.to_array("ENT_IOB") == _UNKNOWN).tolist():
        token = doc[index]
        start = missing.pop()[0] if before == index - 1 else token.idx
        missing.append((start, token.idx + len(token)))
        before = index
    return TextSample(doc.text, tuple((ent.start_char, ent.end_char, ent.label_) for ent in doc.ents), tuple(missing))


def example_of(sample: TextSample, nlp: Language) -> Example:
    """Returns the sample with the pipeline's own tokens, which are what a model sees of such a text.

    Where a span misses the token boundaries, the labels of the tokens it touches are missing.
    """
    doc = tokenised(sample.text, nlp)
    reference = doc.copy()
    ents: list[Span] = []
    missing = list(sample.missing)
    for start, end, label in sample.spans:
        if (ent := reference.char_span(start, end, label)) is not None:
            ents.append(ent)
        else:
            missing.append((start, end))
    reference.set_ents(ents, missing=_touched(reference, missing), default="outside")
    return Example(doc, reference, alignment=_same_tokens(len(doc)))


def _touched(doc: Doc, places: list[tuple[int, int]]) -> list[Span]:
    """Returns the tokens that these characters touch, each as a span."""
    return [
        doc[token.i : token.i + 1]
        for token in (doc if places else ())
        if any(token.idx < end and start < token.idx + len(token) for start, end in places)
    ]


def _same_tokens(count: int) -> Alignment | None:
    """Returns the alignment of so many tokens with themselves, or None to let spaCy find it, which takes longer."""
    return _identity(count) if count <= _ALIGNED else None


@cache
def _identity(count: int) -> Alignment:
    one = AlignmentArray([[index] for index in range(count)])
    return Alignment(x2y=one, y2x=one)
