"""spaCy's tokenizer with a memory for words, and long words in parts. The wheel carries this file: it imports only spaCy."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, pairwise
from typing import Any

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Token
from spacy.util import registry

_REMEMBERED = 100_000  # some 500 bytes each
_LONG_WORD = 300  # characters without white space: longer than a word of any language
_PART = 100
_WORD = re.compile(r"\S+")
_BETWEEN = "\ue000"  # for private use: stands in no word
_CHUNK = re.compile(r"\S+ ?|\s+")  # what spaCy cuts on its own: a word with the space after it, or other white space

# A chunk's tokens, whether a space follows each, and the norms that differ from the vocabulary's, by the token's index.
_Chunk = tuple[tuple[str, ...], tuple[bool, ...], tuple[tuple[int, str], ...]]


class RememberingTokenizer(Tokenizer):  # type: ignore[misc] # (it is compiled, without types)
    """spaCy's tokenizer that remembers how it cut each chunk (a word between spaces): the same tokens in less time.

    spaCy's own stops remembering in a text as soon as that holds a special case such as `Jan.`, recalls no more than 10,000
    words, and nothing in a memory zone. A special case that seems to span chunks (`: )`) may hide another from it, so such
    texts are left to it. `pipe` cuts what is new in several texts together, which is faster than one text after the other.
    """

    def __init__(self, vocab: Any, *arguments: Any, **options: Any) -> None:
        self._forget()
        super().__init__(vocab, *arguments, **options)

    def _forget(self) -> None:
        self._chunks: dict[str, _Chunk] = {}
        self._plain: Tokenizer | None = None  # without special cases; `_prepare` makes it and the next two
        self._pairs: set[tuple[str, str]] = set()  # tokens side by side in a special case that has several
        self._signs: set[str] = set()  # the characters where these meet, with a space between them
        self._ends: dict[str, tuple[str, str]] = {}  # the first and the last token of a word without special cases

    def _flush_cache(self) -> None:
        """Forgets what it remembers (spaCy calls this whenever its rules change)."""
        self._forget()
        super()._flush_cache()

    def __call__(self, string: str) -> Doc:
        """Returns the text as a Doc, with the tokens and norms that spaCy's tokenizer gives it."""
        texts = _CHUNK.findall(string)
        return self._doc(string, texts, self._learn(texts))

    def pipe(self, texts: Iterable[str], batch_size: int = 1000) -> Iterator[Doc]:
        """Yields the texts as Docs, in order."""
        left = iter(texts)
        while batch := list(islice(left, batch_size)):
            cut = list(map(_CHUNK.findall, batch))
            new = self._learn(chain.from_iterable(cut))
            for string, chunks in zip(batch, cut):
                yield self._doc(string, chunks, new)

    def _doc(self, string: str, texts: Sequence[str], new: Mapping[str, _Chunk]) -> Doc:
        """Returns a text as a Doc, given its chunks and those of them that were not known before."""
        chunks = [self._chunks.get(text) or new[text] for text in texts]
        if self._may_span(texts, chunks):
            made: Doc = super().__call__(string)
            return made
        words: list[str] = []
        spaces: list[bool] = []
        norms: list[tuple[int, str]] = []
        for own, spaced, normed in chunks:
            if normed:
                norms += [(len(words) + index, norm) for index, norm in normed]
            words += own
            spaces += spaced
        doc = Doc(self.vocab, words, spaces)
        for index, norm in norms:
            doc[index].norm_ = norm
        return doc

    def _learn(self, texts: Iterable[str]) -> dict[str, _Chunk]:
        """Cuts the chunks that are not known, and remembers them as long as there is room. Returns them.

        spaCy cuts them as one text, which takes much less time than a Doc for each.
        """
        new = dict.fromkeys(text for text in texts if text not in self._chunks)
        if not new:
            return {}
        if self._plain is None:
            self._prepare()
        cut = self._cut_together(dict.fromkeys(_word(text) for text in new if not text.isspace()))
        made = {}
        for text in new:
            word = _word(text)
            if (chunk := cut.get(word)) is None:
                chunk = cut[word] = _chunk(super().__call__(word))
            made[text] = chunk if text == word else (chunk[0], (*chunk[1][:-1], True), chunk[2])
        if len(self._chunks) + len(made) <= self.max_cache_size:
            self._chunks.update(made)
        return made

    def _cut_together(self, words: Iterable[str]) -> dict[str, _Chunk]:
        """Returns the chunks of different words without a space after them, of those that could be cut together."""
        parts: list[str] = []
        for word in words:
            if len(word) > _LONG_WORD:
                continue
            if parts and f"{parts[-1][-1]} {word[0]}" in self._signs:
                parts.append(_BETWEEN)
            parts.append(word)
        tokens = list(super().__call__(" ".join(parts)))
        starts = {token.idx: index for index, token in enumerate(tokens)}
        ends = {token.idx + len(token): index + 1 for index, token in enumerate(tokens)}
        cut, at = {}, 0
        for part in parts:
            start, end = starts.get(at), ends.get(at + len(part))
            if start is not None and end is not None:  # (else it shares a token with the word beside it)
                cut[part] = _chunk(tokens[start:end])
            at += len(part) + 1
        return cut

    def _prepare(self) -> None:
        self._plain = Tokenizer(self.vocab, {}, *self.__reduce__()[1][2:])
        split = [[token.text for token in self._plain(text)] for text in self.rules]
        self._pairs = {pair for own in split for pair in zip(own, own[1:])}
        self._signs = {f"{left[-1]} {right[0]}" for left, right in self._pairs}

    def _may_span(self, texts: Sequence[str], chunks: Sequence[_Chunk]) -> bool:
        """Returns whether a special case of several tokens may lie across the border of two chunks."""
        signs = self._signs  # (few words end and begin with such signs, and only these are cut without special cases)
        borders = [at for at, (left, right) in enumerate(pairwise(texts)) if left[-2:] + right[0] in signs]
        return any(
            (self._ends_of(_word(texts[at]))[1], self._ends_of(_word(texts[at + 1]))[0]) in self._pairs
            for at in borders
            if any(len(chunks[side][0]) > 1 or _word(texts[side]) in self.rules for side in (at, at + 1))
        )

    def _ends_of(self, word: str) -> tuple[str, str]:
        """Returns the first and the last token that a word has without special cases."""
        if word not in self._ends:
            assert self._plain is not None, "_prepare makes it"
            if len(self._ends) >= self.max_cache_size:
                self._ends.clear()
            tokens = self._plain(word)
            self._ends[word] = tokens[0].text, tokens[-1].text
        return self._ends[word]


def _word(text: str) -> str:
    """Returns a chunk without the space after it; white space as it is."""
    return text if text.isspace() else text.removesuffix(" ")


def _chunk(tokens: Iterable[Token]) -> _Chunk:
    """Returns the tokens of a word as a chunk without a space after it."""
    own = tuple(tokens)
    norms = [(index, token.norm_) for index, token in enumerate(own) if token.norm != token.lex.norm]
    spaces = [bool(token.whitespace_) for token in own[:-1]]
    return tuple([token.text for token in own]), (*spaces, False), tuple(norms)


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
    if not _has_long_word(text):
        return nlp.make_doc(text)
    words: list[str] = []
    spaces: list[bool] = []
    for part in _parts(text):
        doc = nlp.make_doc(part)
        words += [token.text for token in doc]
        spaces += [bool(token.whitespace_) for token in doc]
    return Doc(nlp.vocab, words, spaces)


def tokenised_together(texts: Sequence[str], nlp: Language) -> Iterator[Doc]:
    """Yields the same for each text. Our tokenizer cuts the words of all that are new to it together, in less time."""
    are_long = list(map(_has_long_word, texts))
    tokenizer: Any = nlp.tokenizer  # (to spaCy's types any function)
    docs = tokenizer.pipe(text for text, is_long in zip(texts, are_long) if not is_long)
    for text, is_long in zip(texts, are_long):
        yield tokenised(text, nlp) if is_long else next(docs)


def _has_long_word(text: str) -> bool:
    # (a long word fills at least one of these stretches; testing that is faster than looking at every word)
    if len(text) <= _LONG_WORD or all(" " in text[at : at + _PART] for at in range(0, len(text) - _PART, _PART)):
        return False
    return max(map(len, text.split()), default=0) > _LONG_WORD


def _parts(text: str) -> Iterator[str]:
    """Yields the text in stretches that end inside its long words and after them."""
    at = 0
    for word in _WORD.finditer(text):
        if word.end() - word.start() > _LONG_WORD:
            for cut in range(word.start() + _PART, word.end(), _PART):
                yield text[at:cut]
                at = cut
    yield text[at:]
