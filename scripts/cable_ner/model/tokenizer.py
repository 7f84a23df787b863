"""spaCy's tokenizer with a memory for words, and long words in parts. The wheel carries this file: it imports only spaCy."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy
from spacy.attrs import IDX, LENGTH
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Span
from spacy.util import registry

_REMEMBERED = 100_000  # some 500 bytes each
_LONG_WORD = 300  # characters without white space: longer than a word of any language
_PART = 100
_WORD = re.compile(r"\S+")
_BETWEEN = "\ue000"  # for private use: stands in no word
_CHUNK = re.compile(r"\S+ ?|\s+")  # what spaCy cuts on its own: a word with the space after it, or other white space


# A chunk's tokens, whether a space follows each, and, unless it is one ordinary word, the norms that differ from the
# vocabulary's, by the token's index.
_Chunk = tuple[list[str], list[bool], list[tuple[int, str]] | None]


class _Words(NamedTuple):
    """The tokens of a text, whether a space follows each, and the norms that differ from the vocabulary's, by token."""

    words: list[str]
    spaces: list[bool]
    norms: list[tuple[int, str]]


class RememberingTokenizer(Tokenizer):  # type: ignore[misc] # (it is compiled, without types)
    """spaCy's tokenizer that remembers how it cut each chunk (a word between spaces): the same tokens in half the time.

    spaCy's own stops remembering in a text as soon as that holds a special case such as `Jan.`, and recalls no more than
    10,000 words. A special case that seems to span chunks (`: )`) may hide another from it, so such texts are left to it.
    """

    def __init__(self, vocab: Any, *arguments: Any, **options: Any) -> None:
        self._forget()
        super().__init__(vocab, *arguments, **options)

    def _forget(self) -> None:
        self._chunks: dict[str, _Chunk] = {}
        self._plain: Tokenizer | None = None
        self._pairs: set[tuple[str, str]] = set()  # tokens side by side in a special case that has several
        self._ends: dict[str, tuple[str, str]] = {}  # the first and the last token of a chunk without special cases

    def _flush_cache(self) -> None:
        """Forgets what it remembers (spaCy calls this whenever its rules change)."""
        self._forget()
        super()._flush_cache()

    def __call__(self, string: str) -> Doc:
        """Returns the text as a Doc, with the tokens and norms that spaCy's tokenizer gives it."""
        cut = self._words(string)
        if cut is None:
            made: Doc = super().__call__(string)
            return made
        doc = Doc(self.vocab, cut.words, cut.spaces)
        for index, norm in cut.norms:
            doc[index].norm_ = norm
        return doc

    def _words(self, string: str) -> _Words | None:
        """Returns the tokens of a text; None if a special case may span several chunks."""
        found = _Words([], [], [])
        words, spaces, _ = found
        texts = _CHUNK.findall(string)
        chunks: list[Any] = list(map(self._chunks.get, texts))
        if None in chunks:
            new = self._learn(dict.fromkeys(text for text, chunk in zip(texts, chunks) if chunk is None))
            chunks = [chunk or new[text] for text, chunk in zip(texts, chunks)]
        odd: list[int] = []
        for number, (own, spaced, norms) in enumerate(chunks):
            if norms is not None:
                odd.append(number)
                if norms:
                    found.norms.extend((len(words) + index, norm) for index, norm in norms)
            words += own
            spaces += spaced
        return None if odd and self._may_span(texts, odd) else found

    def _learn(self, texts: Iterable[str]) -> dict[str, _Chunk]:
        """Cuts new chunks, and remembers them as long as there is room. Returns them.

        spaCy cuts them as one text, which takes much less time than a Doc for each.
        """
        words = {text: text if text.isspace() else text.rstrip(" ") for text in texts}
        together = [word for word in dict.fromkeys(words.values()) if not word.isspace()]
        doc = super().__call__(f" {_BETWEEN} ".join(together))
        sizes = numpy.array(list(map(len, together)), dtype="int64")
        begins = numpy.cumsum(sizes + len(_BETWEEN) + 2) - sizes - len(_BETWEEN) - 2
        cut: dict[str, _Chunk] = {}
        for word, tokens in zip(together, _between(doc, begins, begins + sizes)):
            if tokens is not None:
                cut[word] = ([word], [False], None) if self._is_plain(word, len(tokens)) else _chunk(tokens)
        made = {text: self._spaced(text, word, cut.get(word)) for text, word in words.items()}
        if len(self._chunks) + len(made) <= self.max_cache_size:
            self._chunks.update(made)
        return made

    def _spaced(self, text: str, word: str, chunk: _Chunk | None) -> _Chunk:
        """Returns the chunk of a text, from that of its word, if that could be cut together with others."""
        tokens, spaces, norms = chunk or _chunk(super().__call__(word)[:])
        return tokens, [*spaces[:-1], word != text], None if self._is_plain(word, len(tokens)) else norms

    def _is_plain(self, word: str, tokens: int) -> bool:
        return tokens == 1 and word not in self.rules

    def _may_span(self, texts: list[str], odd: list[int]) -> bool:
        """Returns whether a special case of several tokens may lie across the border of one of these chunks."""
        if self._plain is None:
            self._plain = Tokenizer(self.vocab, {}, *self.__reduce__()[1][2:])
            split = [[token.text for token in self._plain(text)] for text in self.rules]
            self._pairs = {pair for own in split for pair in zip(own, own[1:])}
            self._signs = ({pair[0][-1] for pair in self._pairs}, {pair[1][0] for pair in self._pairs})
        lasts, firsts = self._signs
        for at in {border for number in odd for border in (number, number + 1) if 0 < border < len(texts)}:
            left, right = texts[at - 1].rstrip(" "), texts[at]
            # (few words end and begin with such signs, and only these are cut without special cases)
            if not (left[-1:] in lasts and right[0] in firsts):
                continue
            if (self._ends_of(left)[1], self._ends_of(right)[0]) in self._pairs:
                return True
        return False

    def _ends_of(self, text: str) -> tuple[str, str]:
        """Returns the first and the last token that a chunk has without special cases."""
        if text not in self._ends:
            assert self._plain is not None, "_may_span makes it"
            if len(self._ends) >= self.max_cache_size:
                self._ends.clear()
            tokens = self._plain(text.rstrip(" ") or text)
            self._ends[text] = tokens[0].text, tokens[-1].text
        return self._ends[text]


def _between(doc: Doc, begins: numpy.ndarray, ends: numpy.ndarray) -> Iterator[Span | None]:
    """Yields the tokens between pairs of character offsets, in order; None where these are not the ends of tokens."""
    starts, lengths = doc.to_array([IDX, LENGTH]).astype("int64").reshape(-1, 2).T
    first, last = starts.searchsorted(begins), starts.searchsorted(ends)
    fits = (numpy.append(starts, -1)[first] == begins) & (numpy.append(starts + lengths, -1)[last - 1] == ends)
    for start, end, is_there in zip(first.tolist(), last.tolist(), fits.tolist()):
        yield doc[start:end] if is_there else None


def _chunk(tokens: Span) -> _Chunk:
    norms = [(index, token.norm_) for index, token in enumerate(tokens) if token.norm != token.lex.norm]
    return [token.text for token in tokens], [bool(token.whitespace_) for token in tokens], norms


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
