"""Linear-chain CRFs over the usual NER features: second opinions of the audit, and the benchmark's small opponent."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import NamedTuple

import pycrfsuite

OUTSIDE, MISSING = "O", "-"
Spans = tuple[tuple[int, int, str], ...]
Features = list[list[str]]  # one list of features for each token


class Text(NamedTuple):
    """A Doc as the models see it: its tokens and their tags (B-PER, I-PER, O; `-` where the label is missing).

    `group` is the name of its cable.
    """

    group: str
    words: list[str]
    spaces: list[bool]
    tags: list[str]


def tags_of(size: int, spans: Iterable[tuple[int, int, str]], missing: Iterable[int] = ()) -> list[str]:
    """Returns the tags of `size` tokens from spans (start, end, label; token indices) and the tokens that are `missing`."""
    tags = [OUTSIDE] * size
    for index in missing:
        tags[index] = MISSING
    for start, end, label in spans:
        tags[start:end] = [f"B-{label}", *[f"I-{label}"] * (end - start - 1)]
    return tags


def spans_of(tags: Sequence[str]) -> Spans:
    """Returns the spans (start, end, label; token indices) that tags encode; an I- tag that continues no span starts one."""
    found: list[tuple[int, int, str]] = []
    start = -1
    for index, tag in enumerate([*tags, OUTSIDE]):
        goes_on = start >= 0 and tag == f"I-{tags[start][2:]}"
        if start >= 0 and not goes_on:
            found.append((start, index, tags[start][2:]))
            start = -1
        if tag[:2] in ("B-", "I-") and not goes_on:
            start = index
    return tuple(found)


def train_crf(
    path: Path, sequences: Iterable[tuple[Features, Sequence[str]]], parameters: Mapping[str, float], iterations: int
) -> None:
    """Trains a model on sequences (features and tags of each token) and writes it. Skips tokens whose tag is missing."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for rows, tags in sequences:
        for start, end in _known(tags):
            trainer.append(rows[start:end], tags[start:end])
    trainer.set_params({**parameters, "max_iterations": iterations, "feature.possible_transitions": True})
    trainer.train(str(path))


def _known(tags: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yields the runs of tokens (start, end; token indices) whose tags are not missing."""
    start = 0
    for is_missing, run in groupby(tags, key=lambda tag: tag == MISSING):
        end = start + len(list(run))
        if not is_missing:
            yield start, end
        start = end


def shape(word: str) -> str:
    """Returns a word's shape: X, x and d for upper case, lower case and digits, with runs cut to two characters."""
    kinds = ("X" if c.isupper() else "x" if c.islower() else "d" if c.isdigit() else c for c in word)
    return "".join(key * min(len(list(run)), 2) for key, run in groupby(kinds))


def _word_features(word: str) -> list[str]:
    lower = word.lower()
    found = [f"w={word}", f"l={lower}", f"s={shape(word)}", f"n={min(len(word), 8)}"]
    found += [f"p{size}={lower[:size]}" for size in (2, 3, 4)] + [f"e{size}={lower[-size:]}" for size in (1, 2, 3, 4)]
    found.append("case=" + ("up" if word.isupper() else "title" if word[:1].isupper() else "low" if word.islower() else "-"))
    return found


def features(words: Sequence[str]) -> Features:
    """Returns the features of each token: its form, case and affixes, and the forms and shapes of its neighbours."""
    lowers, shapes = [word.lower() for word in words], [shape(word) for word in words]
    own = {word: _word_features(word) for word in set(words)}
    size = len(words)
    rows = []
    for index, word in enumerate(words):
        row = ["bias", *own[word]]
        for offset in (-3, -2, -1, 1, 2, 3):
            at = index + offset
            if 0 <= at < size:
                row.append(f"{offset}l={lowers[at]}")
                if abs(offset) < 3:
                    row.append(f"{offset}s={shapes[at]}")
                if abs(offset) == 1:
                    row += [f"{offset}e={lowers[at][-3:]}", f"{offset}p={lowers[at][:3]}"]
            else:
                row.append(f"{offset}=_")
        before = lowers[index - 1] if index else "_"
        around = "|".join([shapes[index - 1] if index else "_", shapes[index], *(shapes[index + 1 : index + 2] or "_")])
        after = lowers[index + 1] if index + 1 < size else "_"
        row += [
            f"-1|0l={before}|{lowers[index]}",
            f"0|1l={lowers[index]}|{after}",
            f"-1|1l={before}|{after}",
            f"-1|0|1s={around}",
        ]
        rows.append(row)
    return rows


def few_features(words: Sequence[str]) -> Features:
    """Returns features that also work for unseen tokens: a token's own full form is not among them.

    The neighbours of its other occurrences in the same text count, too.
    """
    lowers, shapes = [word.lower() for word in words], [shape(word) for word in words]
    small = {word for word in words if word.islower()}
    size = len(words)
    places: dict[str, list[int]] = {}
    for index, word in enumerate(words):
        if word[:1].isupper():
            places.setdefault(word, []).append(index)
    own = {word: [feature for feature in _word_features(word) if feature[:2] not in ("w=", "l=")] for word in set(words)}
    rows = []
    for index, word in enumerate(words):
        row = ["bias", *own[word]]
        for offset in (-2, -1, 1, 2):
            at = index + offset
            row += [f"{offset}l={lowers[at]}", f"{offset}s={shapes[at]}"] if 0 <= at < size else [f"{offset}=_"]
        if word[:1].isupper() and lowers[index] in small:
            row.append("small too")
        for at in places.get(word, ())[:6]:
            if at != index:
                row += [f"@-1={lowers[at - 1] if at else '_'}", f"@+1={lowers[at + 1] if at + 1 < size else '_'}"]
        rows.append(row)
    return rows


# -- the opponent ---------------------------------------------------------------------------------

# Chosen on folds of news articles (NoiseBench, gold labels): F1 0.8 and 1.9 points above c1 = 0.1. Affixes of five and six
# letters, and the words within four tokens wherever they stand, did not help there.
OPPONENT = {"c1": 0.005, "c2": 0.1}
ITERATIONS = 100
_MOST_PLACES = 6  # of a form in a cable that are looked at
_STOPS = (".", "!", "?")


class Tokens(NamedTuple):
    """The tokens of a text that are not white space: their indices and words; `breaks` has those that begin a line.

    What is said of a place below, also in `breaks`, is a number among these tokens, not an index of the text.
    """

    indices: list[int]
    words: list[str]
    breaks: set[int]

    def begins(self, at: int) -> bool:
        """Returns whether a token begins a line or a sentence, where a capital says nothing."""
        return at in self.breaks or self.words[at - 1] in _STOPS


def without_white_space(words: Sequence[str]) -> Tokens:
    """Returns the tokens that are not white space. The first one begins a line."""
    tokens = Tokens([], [], {0})
    for index, word in enumerate(words):
        if not word.isspace():
            tokens.indices.append(index)
            tokens.words.append(word)
        elif "\n" in word:
            tokens.breaks.add(len(tokens.words))
    return tokens


def cable_features(texts: Sequence[Tokens]) -> list[Features]:
    """Returns the features of all texts of one cable: those of `features`, and what lines and the cable add."""
    elsewhere = _Elsewhere(texts)
    return [
        [
            [*row, *_more_features(text, at), *(["capitals"] if in_capitals else []), *elsewhere.features(number, at)]
            for at, (row, in_capitals) in enumerate(zip(features(text.words), lines_in_capitals(text)))
        ]
        for number, text in enumerate(texts)
    ]


def _more_features(text: Tokens, at: int) -> list[str]:
    word = text.words[at]
    row = [f"p1={word[:1]}", f"c={''.join(key for key, _ in groupby(shape(word)))}"]
    if at in text.breaks:
        row.append("first of line")
    if at + 1 in text.breaks or at + 1 == len(text.words):
        row.append("last of line")
    if text.begins(at):
        row.append("begins")
    return row


class _Elsewhere:
    """What a cable's other places say of a form: context aggregation (Chieu and Ng 2002, https://aclanthology.org/C02-1025/)."""

    def __init__(self, texts: Sequence[Tokens]):
        self.texts = texts
        self.small = {word for text in texts for word in text.words if word.islower()}
        self.capital: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)  # number of the text, of the token
        for number, text in enumerate(texts):
            for at, word in enumerate(text.words):
                if word[:1].isupper():
                    self.capital[word.lower()].append((number, at))

    def features(self, number: int, at: int) -> list[str]:
        """Returns whether a token's form is in the cable in small letters, and what it is beside where it has a capital."""
        word = self.texts[number].words[at]
        lower = word.lower()
        found = ["@small"] if lower in self.small and not word.islower() else []
        others = (place for place in self.capital.get(lower, ()) if place != (number, at))
        for other, place in islice(others, _MOST_PLACES):
            text = self.texts[other]
            before = text.words[place - 1] if place else "_"
            after = text.words[place + 1] if place + 1 < len(text.words) else "_"
            found += [f"@-1={before.lower()}", f"@+1={after.lower()}", f"@-1s={shape(before)}", f"@+1s={shape(after)}"]
            if not text.words[place].isupper() and not text.begins(place):
                found.append("@title")
        return found


def lines_in_capitals(text: Tokens) -> list[bool]:
    """Returns for each token whether its line is in capitals: three words or more, and none in small letters."""
    bounds = sorted({*text.breaks, len(text.words)})
    found: list[bool] = []
    for start, end in zip(bounds, bounds[1:]):
        words = [word for word in text.words[start:end] if word.isalpha()]
        found += [len(words) > 2 and all(word.isupper() for word in words)] * (end - start)
    return found


def by_cable(groups: Sequence[str]) -> list[list[int]]:
    """Returns the indices of texts of one cable, in the order of their first ones; a text of no cable is alone."""
    found: defaultdict[str | int, list[int]] = defaultdict(list)
    for index, group in enumerate(groups):
        found[group or index].append(index)
    return list(found.values())


def train_opponent(texts: Sequence[Text], path: Path, *, iterations: int = ITERATIONS) -> None:
    """Writes the opponent's model of the texts' tags."""

    def sequences() -> Iterator[tuple[Features, list[str]]]:
        for members in by_cable([text.group for text in texts]):
            cable = [without_white_space(texts[index].words) for index in members]
            for index, tokens, rows in zip(members, cable, cable_features(cable)):
                yield rows, [texts[index].tags[at] for at in tokens.indices]

    train_crf(path, sequences(), OPPONENT, iterations)


class Opponent:
    """Finds the mentions of a cable by the model that `train_opponent` wrote."""

    def __init__(self, path: Path):
        self.tagger = pycrfsuite.Tagger()
        self.tagger.open(str(path))

    def spans(self, texts: Sequence[Sequence[str]]) -> list[Spans]:
        """Returns the spans (start, end, label; token indices) of all texts of one cable, each a list of its tokens."""
        cable = [without_white_space(words) for words in texts]
        return [self._spans(tokens, rows) for tokens, rows in zip(cable, cable_features(cable))]

    def _spans(self, tokens: Tokens, rows: Features) -> Spans:
        tags = self.tagger.tag(pycrfsuite.ItemSequence(rows)) if rows else []
        return tuple((tokens.indices[start], tokens.indices[end - 1] + 1, label) for start, end, label in spans_of(tags))
