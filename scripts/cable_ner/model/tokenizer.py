"""spaCy's tokenizer with a memory for words, and long words in parts. The wheel carries this file: it imports only spaCy."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.util import registry

_REMEMBERED = 100_000  # some 500 bytes each
_LONG_WORD = 300  # characters without white space: longer than a word of any language
_PART = 100
_WORD = re.compile(r"\S+")
_CHUNK = re.compile(r"\S+ ?|\s+")  # what spaCy cuts on its own: a word with the space after it, or other white space


class _Special(NamedTuple):
    """Of a chunk that special cases may have made: norms that differ from the vocabulary's, by the token's index, and the
    first and the last token that it has without special cases.
    """

    norms: list[tuple[int, str]]
    first: str
    last: str


_Chunk = tuple[list[str], list[bool], _Special | None]  # the tokens' texts, and whether a space follows


class RememberingTokenizer(Tokenizer):  # type: ignore[misc] # (it is compiled, without types)
    """spaCy's tokenizer that remembers how it cut each chunk (a word between spaces): the same tokens in half the time.

    spaCy's own stops remembering in a text as soon as that holds a special case such as `Jan.`, and recalls no more than
    10,000 words. A special case that seems to span chunks (`: )`) may hide another from it, so such texts are left to it.
    """

    def __init__(self, vocab: Any, *arguments: Any, **options: Any) -> None:
        self._chunks: dict[str, _Chunk] = {}
        self._plain: Tokenizer | None = None
        self._pairs: set[tuple[str, str]] = set()  # tokens side by side in a special case that has several
        super().__init__(vocab, *arguments, **options)

    def __call__(self, string: str) -> Doc:
        """Returns the text as a Doc, with the tokens and norms that spaCy's tokenizer gives it."""
        words: list[str] = []
        spaces: list[bool] = []
        specials: list[tuple[int, int, _Special]] = []
        known = self._chunks.get
        for text in _CHUNK.findall(string):
            own, spaced, special = known(text) or self._cut(text)
            if special:
                specials.append((len(words), len(words) + len(own), special))
            words += own
            spaces += spaced
        if specials and self._may_span(words, specials):
            made: Doc = super().__call__(string)
            return made
        doc = Doc(self.vocab, words, spaces)
        for start, _, special in specials:
            for index, norm in special.norms:
                doc[start + index].norm_ = norm
        return doc

    def _cut(self, text: str) -> _Chunk:
        doc = super().__call__(text)
        word = text if text.isspace() else text.rstrip(" ")
        if len(doc) == 1 and word not in self.rules:
            chunk: _Chunk = [word], [word != text], None
        else:
            norms = [(token.i, token.norm_) for token in doc if token.norm != token.lex.norm]
            plain = self._without_cases()(word)
            special = _Special(norms, plain[0].text, plain[-1].text)
            chunk = [token.text for token in doc], [bool(token.whitespace_) for token in doc], special
        if len(self._chunks) < self.max_cache_size:
            self._chunks[text] = chunk
        return chunk

    def _without_cases(self) -> Tokenizer:
        if self._plain is None:
            self._plain = Tokenizer(self.vocab, {}, *self.__reduce__()[1][2:])
            split = [[token.text for token in self._plain(text)] for text in self.rules]
            self._pairs = {pair for own in split for pair in zip(own, own[1:])}
        return self._plain

    def _may_span(self, words: list[str], specials: list[tuple[int, int, _Special]]) -> bool:
        """Returns whether a special case of several tokens may lie across the border of one of these chunks."""
        before = {end: special.last for _, end, special in specials}
        behind = {start: special.first for start, _, special in specials}
        return any(
            (before.get(at) or words[at - 1], behind.get(at) or words[at]) in self._pairs
            for at in before.keys() | behind.keys()
            if 0 < at < len(words)
        )

    def _flush_cache(self) -> None:
        """Forgets what it remembers (spaCy calls this whenever its rules change)."""
        self._chunks, self._plain = {}, None
        super()._flush_cache()


def create_tokenizer(remembered: int = _REMEMBERED) -> Callable[[Language], Tokenizer]:
    """Returns a function from a pipeline to the tokenizer of its language, with spaCy's rules and a memory for words.

    It remembers the first `remembered` different words (between spaces), and never fewer than spaCy's own tokenizer, which
    remembers 10,000. The number is saved with the pipeline's configuration.
    """
    create = registry.tokenizers.get("spacy.Tokenizer.v1")()

    def make(nlp: Language) -> Tokenizer:
        spacys = create(nlp)
        remember = max(spacys.max_cache_size, remembered)
        # (the arguments of a copy are those that spaCy itself gives when it is pickled)
        return RememberingTokenizer(*spacys.__reduce__()[1], max_cache_size=remember)

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
