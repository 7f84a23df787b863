"""Linear-chain CRFs over the usual NER features: second opinions of the audit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
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
