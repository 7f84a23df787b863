"""spaCy's tokenizer with a larger cache, and long words in parts. The wheel carries this file: it imports only spaCy."""

import re
from collections.abc import Callable, Iterator

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.util import registry

_REMEMBERED = 100_000  # some 200 bytes each
_LONG_WORD = 300  # characters without white space: longer than a word of any language
_PART = 100
_WORD = re.compile(r"\S+")


def create_tokenizer(remembered: int = _REMEMBERED) -> Callable[[Language], Tokenizer]:
    """Returns a function from a pipeline to spaCy's own tokenizer of its language, with the same rules.

    It caches the tokens of the first `remembered` different words (between spaces); spaCy's caches 10,000, fewer than a
    small archive has. It never caches fewer than spaCy's does. The number is saved with the pipeline's configuration.
    """
    create = registry.tokenizers.get("spacy.Tokenizer.v1")()

    def make(nlp: Language) -> Tokenizer:
        tokenizer = create(nlp)
        tokenizer.max_cache_size = max(tokenizer.max_cache_size, remembered)
        return tokenizer

    return make


def tokenised(text: str, nlp: Language) -> Doc:
    """Returns the text as the pipeline's tokenizer splits it, a word of more than 300 characters in parts of 100.

    spaCy's tokenizer takes time quadratic in the length of a run of punctuation: minutes for 30,000 brackets.
    """
    # (a long word fills at least one of these stretches; testing that is faster than looking at every word)
    if len(text) <= _LONG_WORD or all(" " in text[at : at + _PART] for at in range(0, len(text) - _PART, _PART)):
        return nlp.make_doc(text)
    if max(map(len, text.split()), default=0) <= _LONG_WORD:
        return nlp.make_doc(text)
    words: list[str] = []
    spaces: list[bool] = []
    for part in _parts(text):
        doc = nlp.make_doc(part)
        words += [token.text for token in doc]
        spaces += [bool(token.whitespace_) for token in doc]
    return Doc(nlp.vocab, words, spaces)


def _parts(text: str) -> Iterator[str]:
    """Yields the text in stretches that end inside its long words and after them."""
    at = 0
    for word in _WORD.finditer(text):
        if word.end() - word.start() > _LONG_WORD:
            for cut in range(word.start() + _PART, word.end(), _PART):
                yield text[at:cut]
                at = cut
    yield text[at:]
