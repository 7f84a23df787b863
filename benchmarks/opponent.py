"""The benchmark's small opponent: a linear-chain CRF over the usual features, and what lines and the cable add to them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import NamedTuple

import pycrfsuite

from cable_ner.audit import crf
from cable_ner.corpus import by_cable

# Chosen on folds of news articles (NoiseBench, gold labels): F1 0.8 and 1.9 points above c1 = 0.1. Affixes of five and six
# letters, and the words within four tokens wherever they stand, did not help there.
OPPONENT = {"c1": 0.005, "c2": 0.1}
ITERATIONS = 100
_MOST_PLACES = 6  # of a form in a cable, so that frequent ones stay cheap
_STOPS = (".", "!", "?")


class LineTokens(NamedTuple):
    """The tokens of a text that are not white space: their indices and words; `breaks` are those that begin a line.

    A place, in `breaks` and below, is a position among these tokens, not an index of the text's tokens.
    """

    indices: list[int]
    words: list[str]
    breaks: set[int]

    def begins(self, at: int) -> bool:
        """Returns whether a token begins a line or a sentence, where a capital letter says nothing."""
        return at in self.breaks or self.words[at - 1] in _STOPS


def without_white_space(words: Sequence[str]) -> LineTokens:
    """Returns the tokens that are not white space. The first of them begins a line."""
    tokens = LineTokens([], [], {0})
    for index, word in enumerate(words):
        if not word.isspace():
            tokens.indices.append(index)
            tokens.words.append(word)
        elif "\n" in word:
            tokens.breaks.add(len(tokens.words))
    return tokens


def cable_features(texts: Sequence[LineTokens]) -> list[crf.Features]:
    """Returns the features of all texts of one cable: those of `crf.features`, and what lines and the cable add."""
    elsewhere = _Elsewhere(texts)
    return [
        [
            [*row, *_more_features(text, at), *(["capitals"] if in_capitals else []), *elsewhere.features(number, at)]
            for at, (row, in_capitals) in enumerate(zip(crf.features(text.words), lines_in_capitals(text)))
        ]
        for number, text in enumerate(texts)
    ]


def _more_features(text: LineTokens, at: int) -> list[str]:
    word = text.words[at]
    row = [f"p1={word[:1]}", f"c={''.join(key for key, _ in groupby(crf.shape(word)))}"]
    if at in text.breaks:
        row.append("first of line")
    if at + 1 in text.breaks or at + 1 == len(text.words):
        row.append("last of line")
    if text.begins(at):
        row.append("begins")
    return row


class _Elsewhere:
    """What other places in the cable say of a form: context aggregation (Chieu and Ng 2002, https://aclanthology.org/C02-1025/)."""

    def __init__(self, texts: Sequence[LineTokens]):
        self.texts = texts
        self.small = {word for text in texts for word in text.words if word.islower()}
        self.capital: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)  # number of the text, of the token
        for number, text in enumerate(texts):
            for at, word in enumerate(text.words):
                if word[:1].isupper():
                    self.capital[word.lower()].append((number, at))

    def features(self, number: int, at: int) -> list[str]:
        """Returns whether the cable has a token's form in small letters, and what stands beside its capitalised places."""
        word = self.texts[number].words[at]
        lower = word.lower()
        found = ["@small"] if lower in self.small and not word.islower() else []
        others = (place for place in self.capital.get(lower, ()) if place != (number, at))
        for other, place in islice(others, _MOST_PLACES):
            text = self.texts[other]
            before = text.words[place - 1] if place else "_"
            after = text.words[place + 1] if place + 1 < len(text.words) else "_"
            found += [
                f"@-1={before.lower()}",
                f"@+1={after.lower()}",
                f"@-1s={crf.shape(before)}",
                f"@+1s={crf.shape(after)}",
            ]
            if not text.words[place].isupper() and not text.begins(place):
                found.append("@title")
        return found


def lines_in_capitals(text: LineTokens) -> list[bool]:
    """Returns for each token whether its line is in capitals: three words or more, and none in small letters."""
    bounds = sorted({*text.breaks, len(text.words)})
    found: list[bool] = []
    for start, end in zip(bounds, bounds[1:]):
        words = [word for word in text.words[start:end] if word.isalpha()]
        found += [len(words) > 2 and all(word.isupper() for word in words)] * (end - start)
    return found


def train_opponent(texts: Sequence[crf.Text], path: Path, *, iterations: int = ITERATIONS) -> None:
    """Writes the opponent's model of the texts' tags."""

    def sequences() -> Iterator[tuple[crf.Features, list[str]]]:
        for members in by_cable([text.group for text in texts]):
            cable = [without_white_space(texts[index].words) for index in members]
            for index, tokens, rows in zip(members, cable, cable_features(cable)):
                yield rows, [texts[index].tags[at] for at in tokens.indices]

    crf.train_crf(path, sequences(), OPPONENT, iterations)


class Opponent:
    """Finds the mentions of a cable by the model that `train_opponent` wrote."""

    def __init__(self, path: Path):
        self.tagger = pycrfsuite.Tagger()
        self.tagger.open(str(path))

    def spans(self, texts: Sequence[Sequence[str]]) -> list[crf.Spans]:
        """Returns the spans (start, end, label; token indices) of all texts of one cable, each a list of its tokens."""
        cable = [without_white_space(words) for words in texts]
        return [self._spans(tokens, rows) for tokens, rows in zip(cable, cable_features(cable))]

    def _spans(self, tokens: LineTokens, rows: crf.Features) -> crf.Spans:
        tags = self.tagger.tag(pycrfsuite.ItemSequence(rows)) if rows else []
        return tuple((tokens.indices[start], tokens.indices[end - 1] + 1, label) for start, end, label in crf.spans_of(tags))
