"""The sample after a person has checked it: answers in a spreadsheet, read as verdicts by stratum."""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from ..files import SheetError, read_table
from .candidates import MENTION, PARAGRAPH, UNLABELLED
from .sampling import COLUMNS, RIGHT_COLUMN


class CheckedPlace(NamedTuple):
    """A person's verdict on a place: 1 if it is `right` as labelled, else 0; and how many names there really are."""

    right: int
    names: int


class Stratum(NamedTuple):
    """The verdicts on a stratum (a label, or a kind of unlabelled text), and its size in the corpus."""

    what: str
    name: str
    size: int
    checked: list[CheckedPlace]


class CheckedSample(NamedTuple):
    """A checked sample; `left` rows have no answer yet."""

    strata: list[Stratum]
    left: int


_WORDS = {"yes": "y", "no": "n", "boundary": "b"}
_VERDICTS = {
    MENTION: {"y": CheckedPlace(1, 1), "n": CheckedPlace(0, 0), "b": CheckedPlace(0, 1)},
    UNLABELLED: {"y": CheckedPlace(0, 0), "n": CheckedPlace(0, 1), "b": CheckedPlace(0, 0)},
    PARAGRAPH: {"y": CheckedPlace(0, 0)},
}


def verdict(what: str, label: str, *, answer: str, labels: Iterable[str]) -> CheckedPlace | None:
    """Returns the meaning of an answer in the column `right`, or None if it is empty. Raises ValueError for any other word.

    For a mention: `y` it is right; `n` there is no name; `b` there is one that begins or ends elsewhere; or the correct
    label, one of `labels`. For unlabelled text: `y` it rightly has no label; `n` it is a name; or the label it should
    have. Where there are several names, their labels are listed (`PER LOC`). A name of which a part is labelled already
    is not a missed one (`y` or `b`): it is counted with its mention.
    """
    words = [word for word in re.split(r"[\s,;+]+", answer.strip()) if word]
    if not words:
        return None
    short = words[0].lower()
    if len(words) == 1 and (found := _VERDICTS[what].get(_WORDS.get(short, short))):
        return found
    if what == PARAGRAPH and len(words) == 1 and re.fullmatch("[0-9]{1,4}", words[0]):
        return CheckedPlace(0, int(words[0]))
    known = {name.upper() for name in labels}
    if strange := [word for word in words if word.upper() not in known]:
        allowed = "a number of missed names, y" if what == PARAGRAPH else "y, n, b"
        raise ValueError(
            f"'{strange[0]}' is neither {allowed} nor one of {', '.join(sorted(known))}; correct it, or leave it empty"
        )
    if what == MENTION and [word.upper() for word in words] == [label.upper()]:
        return CheckedPlace(1, 1)
    return CheckedPlace(0, len(words))


Judge = Callable[[Mapping[str, str], CheckedPlace, str], CheckedPlace]


def _as_drawn(_row: Mapping[str, str], checked: CheckedPlace, _answer: str) -> CheckedPlace:
    return checked


def read_sample(path: Path, labels: Iterable[str] = (), *, judge: Judge = _as_drawn) -> CheckedSample:
    """Returns a checked sample. Raises SheetError with a line for each row that cannot be read.

    `labels` are labels that a person may answer with, beside those that the sample's mentions have. `judge` may change the
    verdict on a row, of which it is told the answer; see `LaterLabels`.
    """
    table = read_table(path, (*COLUMNS, RIGHT_COLUMN))
    problems: list[str] = []
    strata: dict[tuple[str, str], Stratum] = {}
    known = {*labels, *(row["stratum"] for _, row in table if row["what"] == MENTION)}
    left = 0
    lines: dict[str, int] = {}
    for line, row in table:
        try:
            if (first := lines.setdefault(row["number"], line)) != line:
                raise ValueError(f"row number {row['number']} is in line {first} already; keep one of the two")
            stratum = _stratum_of(row, strata)
            checked = verdict(row["what"], row["stratum"], answer=row[RIGHT_COLUMN], labels=known)
            checked = checked and judge(row, checked, row[RIGHT_COLUMN])
        except ValueError as error:
            problems.append(f"{path}:{line}: {error}")
            continue
        if checked is None:
            left += 1
        else:
            stratum.checked.append(checked)
    problems += [f"{path}: {gap}" for gap in _gaps(strata.values())]
    if problems:
        raise SheetError(problems)
    return CheckedSample([strata[key] for key in sorted(strata)], left)


def _gaps(strata: Iterable[Stratum]) -> list[str]:
    """Returns what a sample lacks for an estimate."""
    gaps = [
        f"none of the {stratum.size} '{stratum.name}' ({stratum.what}) are checked; check at least two of these rows"
        for stratum in strata
        if not stratum.checked
    ]
    if not any(stratum.what == MENTION for stratum in strata):
        gaps.append("holds no mention; draw a sample with `cable-ner labels sample`")
    return gaps


def _stratum_of(row: dict[str, str], strata: dict[tuple[str, str], Stratum]) -> Stratum:
    what, name, size = row["what"], row["stratum"], row["stratum_size"]
    if what not in _VERDICTS:
        raise ValueError(f"'{what}' in column what is none of {', '.join(_VERDICTS)}; draw the sample again")
    if not re.fullmatch(r"[1-9][0-9]*", size):
        raise ValueError(f"'{size}' in column stratum_size is not a number; draw the sample again")
    stratum = strata.setdefault((what, name), Stratum(what, name, int(size), []))
    if stratum.size != int(size):
        raise ValueError(f"stratum_size {size} of {name} is {stratum.size} in another row; draw the sample again")
    return stratum
