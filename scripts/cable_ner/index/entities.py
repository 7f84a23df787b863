"""The entity index of an archive: its names, the variants of each grouped, how often, in how many cables, since when.

A group is a name, not a person or a place: two people who are called the same are one group. Which forms are of one
name is `grouping`'s to say; a short form of a person's name may be of one group in this cable and of another in that.
"""

import datetime
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy
import srsly
from spacy.tokens import Doc
from spacy.vocab import Vocab

from ..evaluation import pages
from ..files import ENDING, SheetError, as_table, printable, read_docs, read_table, unguarded
from ..names import grouping, surface
from ..tagging import MODEL
from ..text import HEADER, LABELS, TRANSMISSION

COLUMNS = ("cable", "date", "label", "text")
NAMES = ("entities.csv", "variants.csv", "entities.json", "entities.html")
UNKNOWN = 0  # the day of a cable whose date is not known


# -- dates ---------------------------------------------------------------------------------------

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = f"(?P<month>{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in _MONTHS)})"
_DATES = (
    re.compile(r"(?P<year>\d{4})-(?P<number>\d\d)-(?P<day>\d\d)(?:[T ]\d\d:\d\d.*)?"),  # the archive's pages
    re.compile(rf"(?P<day>\d\d)\d{{4}}\s?Z?\s{{0,2}}{_MONTH}\s?(?P<short>\d\d)", re.I),  # a cable's date-time group
    re.compile(rf"(?P<year>\d{{4}}) {_MONTH} (?P<day>\d\d?)(?:,? .*)?", re.I),
    re.compile(rf"(?P<day>\d\d?) {_MONTH},? (?P<year>\d{{4}})", re.I),
    re.compile(rf"{_MONTH} (?P<day>\d\d?),? (?P<year>\d{{4}})", re.I),
)
_DATE_TIME_GROUP = re.compile(r"\b\d{6}Z\s{1,2}[A-Z]{3}\s\d\d\b")
_FIRST_YEAR = 60  # `JUN 66` is of 1966, the oldest cables there are in electronic archives


def day_of(text: str) -> datetime.date | None:
    """Returns the day of `2010-02-28 15:10`, of a date-time group (`281510Z FEB 10`) or of `28 February 2010`, or None."""
    for pattern in _DATES:
        if match := pattern.fullmatch(" ".join(text.split())[:80]):
            found = match.groupdict()
            year = int(found["year"]) if found.get("year") else _century(int(found["short"]))
            month = int(found["number"]) if found.get("number") else _month(found["month"])
            try:
                return datetime.date(year, month, int(found["day"]))
            except ValueError:
                return None
    return None


def _month(name: str) -> int:
    return 1 + next(number for number, month in enumerate(_MONTHS) if month.startswith(name.lower()))


def _century(year: int) -> int:
    return year + (1900 if year >= _FIRST_YEAR else 2000)


# -- mentions ------------------------------------------------------------------------------------


class Mention(NamedTuple):
    """A row of the input: which cable, its date as written, the label, the text.

    `place` is which text of the cable the offsets `start` and `end` (characters) count in; None where it is not known.
    """

    cable: str
    date: str
    label: str
    text: str
    place: str | None = None
    start: int = 0
    end: int = 0


def sheet_files(path: Path) -> list[Path]:
    """Returns the file, or the CSV files of a folder in order. Raises FileNotFoundError."""
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if not (files and files[0].is_file()):
        raise FileNotFoundError(f"{path}: no mentions there; give what `scripts/tag.py --format csv` wrote, or DocBin files")
    return files


def is_docbin(path: Path) -> bool:
    """Whether a path is that of a DocBin file, or of a folder of them."""
    return path.suffix == ENDING or (path.is_dir() and any(path.glob(f"*{ENDING}")))


def read_mentions(path: Path) -> Iterator[Mention]:
    """Yields the rows of a CSV file of mentions; of a comparison (`tag.py --compare`), those that are the model's.

    Raises SheetError with a line for each row that is none, and OSError.
    """
    rows = [(line, row) for line, row in read_table(path, COLUMNS) if row.get("by", MODEL) == MODEL]
    problems = [
        f"{path}:{line}: has no {name}; write one there, or take the row out"
        for line, row in rows
        for name in ("cable", "label", "text")
        if not unguarded(row[name])
    ]
    if problems:
        raise SheetError(problems)
    for _, row in rows:
        start, end = (_offset(row.get(name, "")) for name in ("start", "end"))
        written = (unguarded(row[name]) for name in COLUMNS)
        if start is None or end is None:
            yield Mention(*written)
        else:
            yield Mention(*written, row.get("index", ""), start, end)


def _offset(cell: str) -> int | None:
    return int(cell) if cell.isascii() and cell.isdecimal() and len(cell) < 12 else None


def docs_mentions(path: Path, vocab: Vocab) -> Iterator[Mention]:
    """Yields the entities of the Docs in a DocBin file or folder; before them, of each Doc a mention without label and text.

    The date is the page's (`doc.user_data["date"]`); a cable without one has it in the date-time group of its header.
    """
    for number, doc in enumerate(read_docs(path, vocab)):
        data = doc.user_data
        cable = str(data.get("cable", path))
        date = str(data.get("date") or _header_date(doc))
        yield Mention(cable, date, "", "")
        for ent in doc.ents:
            if text := " ".join(ent.text.split()):
                yield Mention(cable, date, ent.label_, text, str(data.get("index", number)), ent.start_char, ent.end_char)


def _header_date(doc: Doc) -> str:
    if doc.user_data.get("zone") not in (HEADER, TRANSMISSION):
        return ""
    match = _DATE_TIME_GROUP.search(doc.text)
    return match[0] if match else ""


# -- counts --------------------------------------------------------------------------------------

_DEFINITION_GAP = 4  # characters between a name and its acronym: ` (`, token-spaced ` ( `


class Counts(NamedTuple):
    """How often each form is in each cable: rows of cable, form and count, sorted by cable and form."""

    cable: numpy.ndarray
    form: numpy.ndarray
    count: numpy.ndarray


class Tally:
    """What all mentions come to. Memory grows with the distinct forms of each cable, not with the mentions of a form."""

    def __init__(self) -> None:
        self.cables: dict[str, int] = {}
        self.forms: dict[tuple[str, str], int] = {}  # (label, text)
        self.days = array("i")  # by cable
        self.unread: dict[str, str] = {}  # cable -> a date that is none
        self.repeated: set[str] = set()  # cables that are in more than one input
        self.mentions = 0
        self._inputs = 0
        self._input_of = array("i")  # by cable
        self._rows = (array("i"), array("i"), array("i"))
        self._waiting: Counter[tuple[int, int]] = Counter()
        self._last: tuple[Mention, int] | None = None
        self._full: dict[tuple[int, int], set[int]] = {}  # (cable, form of an acronym) -> forms that it is of

    def add(self, mentions: Iterable[Mention]) -> None:
        """Counts the mentions of one input."""
        self._inputs += 1
        for mention in mentions:
            cable = self._cable(mention.cable)
            if self.days[cable] == UNKNOWN and mention.date:
                self._date(cable, mention)
            if mention.text:
                self._count(cable, mention)
        self._flush()

    def _cable(self, name: str) -> int:
        cable = self.cables.setdefault(name, len(self.cables))
        if cable == len(self.days):
            self.days.append(UNKNOWN)
            self._input_of.append(self._inputs)
        elif self._input_of[cable] != self._inputs:
            self.repeated.add(name)
        return cable

    def _date(self, cable: int, mention: Mention) -> None:
        if day := day_of(mention.date):
            self.days[cable] = day.toordinal()
            self.unread.pop(mention.cable, None)
        else:
            self.unread.setdefault(mention.cable, mention.date)

    def _count(self, cable: int, mention: Mention) -> None:
        form = self.forms.setdefault((mention.label, mention.text), len(self.forms))
        self.mentions += 1
        if self._last:
            if self._last[0].cable != mention.cable:
                self._flush()
            elif _defines(mention, self._last[0]):
                self._full.setdefault((cable, form), set()).add(self._last[1])
        self._waiting[cable, form] += 1
        self._last = mention, form

    def _flush(self) -> None:
        for (cable, form), count in self._waiting.items():
            for column, value in zip(self._rows, (cable, form, count)):
                column.append(value)
        self._waiting.clear()
        self._last = None

    def acronyms(self) -> dict[tuple[int, int], int]:
        """Returns the acronyms that a cable explains in one way only: (cable, form) -> the form it stands for."""
        texts = list(self.forms)
        found = {}
        for pair, forms in self._full.items():
            if len({surface.key(texts[form][1], texts[form][0]) for form in forms}) == 1:
                found[pair] = min(forms)
        return found

    def counts(self) -> Counts:
        """Returns the counts, each pair of a cable and a form once."""
        cable, form, count = (numpy.array(column, dtype=numpy.int64) for column in self._rows)
        pairs, place = numpy.unique(cable << 32 | form, return_inverse=True)
        total = numpy.bincount(place.ravel(), weights=count, minlength=len(pairs)).astype(numpy.int64)
        return Counts(pairs >> 32, pairs & 0xFFFFFFFF, total)


def _defines(mention: Mention, before: Mention) -> bool:
    """Whether a mention is `(ICRC)` right behind the name that it is made of."""
    if mention.place is None or (mention.place, mention.label) != (before.place, before.label):
        return False
    return 1 <= mention.start - before.end <= _DEFINITION_GAP and surface.is_acronym(mention.text, before.text)


# -- the index -----------------------------------------------------------------------------------


class Entry(NamedTuple):
    """What there is of a name or of one variant: mentions, in how many cables, first and last day ('' if not known)."""

    text: str
    mentions: int
    cables: int
    first: str
    last: str


@dataclass(frozen=True)
class Group:
    """A name with its variants, most frequent first."""

    label: str
    total: Entry
    variants: list[Entry]


@dataclass
class Index:
    """All names, by label, most frequent first; and what they were counted in."""

    groups: list[Group]
    mentions: int
    cables: int
    dated: int
    unread: dict[str, str] = field(default_factory=dict)
    repeated: list[str] = field(default_factory=list)

    def labels(self) -> list[str]:
        """Returns the labels there are: those of cables first."""
        return list(dict.fromkeys(group.label for group in self.groups))


def make_index(tally: Tally) -> Index:
    """Returns the index of all mentions in a tally. The same cables give the same index, in whatever order they came."""
    forms = list(tally.forms)
    counts = tally.counts()
    groups, family = grouping.group(forms, counts.cable, counts.form, tally.acronyms())
    days = numpy.array(tally.days, dtype=numpy.int64)
    variants: defaultdict[int, list[tuple[int, Entry]]] = defaultdict(list)
    by_variant = _sums(groups << 32 | counts.form, counts, days)
    for pair, entry in by_variant.items():
        variants[pair >> 32].append((pair & 0xFFFFFFFF, entry._replace(text=forms[pair & 0xFFFFFFFF][1])))
    found = []
    for number, total in _sums(groups, counts, days).items():
        own = [(form, entry) for form, entry in variants[number] if family[form] == number]
        label = forms[variants[number][0][0]][0]
        name = min((entry for _, entry in own or variants[number]), key=lambda entry: _as_name(entry, label)).text
        entries = sorted(
            (entry for _, entry in variants[number]), key=lambda entry: (-entry.mentions, -entry.cables, entry.text)
        )
        found.append(Group(label, total._replace(text=name), entries))
    found.sort(key=lambda group: (_rank(group.label), -group.total.mentions, -group.total.cables, group.total.text))
    dated = int(numpy.count_nonzero(days))
    return Index(found, tally.mentions, len(tally.cables), dated, dict(sorted(tally.unread.items())), sorted(tally.repeated))


def _rank(label: str) -> tuple[int, str]:
    return (LABELS.index(label) if label in LABELS else len(LABELS), label)


def _as_name(entry: Entry, label: str) -> tuple:
    """Returns what a group's name is chosen by: no possessive, not in one case (but for acronyms), the most frequent."""
    letters = sum(map(str.isalpha, entry.text))
    capitals = entry.text.islower() or (entry.text.isupper() and letters > (3 if label in (surface.PER, surface.LOC) else 6))
    return surface.is_possessive(entry.text), capitals, -entry.mentions, -entry.cables, -len(entry.text), entry.text


def _sums(keys: numpy.ndarray, counts: Counts, days: numpy.ndarray) -> dict[int, Entry]:
    """Returns for each key, in order, the sum of its rows; a cable counts once."""
    unique, place = numpy.unique(keys, return_inverse=True)
    place = place.ravel()
    mentions = numpy.bincount(place, weights=counts.count, minlength=len(unique)).astype(numpy.int64)
    pairs = numpy.unique(place.astype(numpy.int64) << 32 | counts.cable)
    cables = numpy.bincount(pairs >> 32, minlength=len(unique))
    day = days[counts.cable] if len(counts.cable) else numpy.zeros(0, dtype=numpy.int64)
    known = day != UNKNOWN
    first = numpy.full(len(unique), numpy.iinfo(numpy.int64).max)
    last = numpy.zeros(len(unique), dtype=numpy.int64)
    numpy.minimum.at(first, place[known], day[known])
    numpy.maximum.at(last, place[known], day[known])
    return {
        int(key): Entry("", int(count), int(many), *(("", "") if not end else (_iso(begin), _iso(end))))
        for key, count, many, begin, end in zip(unique, mentions, cables, first, last)
    }


def _iso(day: int) -> str:
    return datetime.date.fromordinal(int(day)).isoformat()


# -- what is written -----------------------------------------------------------------------------

_ENTRY = ("mentions", "cables", "first", "last")
MOST_GROUPS = 20_000  # in the page
_MOST_PLAIN = 500  # of each label, in a browser without JavaScript
_MOST_VARIANTS, _LONGEST, _LONGEST_LABEL = 40, 200, 24  # in the page: variants of a name, characters of one, of a label


def groups_csv(index: Index) -> str:
    """Returns a table of a row for each name; its variants with their counts in one cell, most frequent first."""
    rows = (
        (group.label, *group.total, " | ".join(f"{entry.text} ({entry.mentions})" for entry in group.variants))
        for group in index.groups
    )
    return as_table(("label", "name", *_ENTRY, "variants"), rows)


def variants_csv(index: Index) -> str:
    """Returns a table of a row for each variant of each name."""
    rows = ((group.label, group.total.text, *entry) for group in index.groups for entry in group.variants)
    return as_table(("label", "name", "variant", *_ENTRY), rows)


def figures(index: Index) -> dict[str, Any]:
    """Returns what the index was made from, and how much there is of each label."""
    names = Counter(group.label for group in index.groups)
    mentions = Counter[str]()
    for group in index.groups:
        mentions[group.label] += group.total.mentions
    return {
        "mentions": index.mentions,
        "cables": index.cables,
        "cables_with_a_date": index.dated,
        "dates_not_read": index.unread,
        "cables_in_several_inputs": index.repeated,
        "names": len(index.groups),
        "labels": {label: {"names": names[label], "mentions": mentions[label]} for label in index.labels()},
    }


def as_json(index: Index) -> str:
    """Returns all of the index as one JSON object."""
    groups = [
        {
            "label": group.label, "name": group.total.text, **dict(zip(_ENTRY, group.total[1:])),
            "variants": [entry._asdict() for entry in group.variants],
        }
        for group in index.groups
    ]  # fmt: skip
    return srsly.json_dumps({**figures(index), "groups": groups}) + "\n"


def render(index: Index) -> str:
    """Returns the index as one HTML page that opens from disk, without the network.

    It has the `MOST_GROUPS` most frequent names to search in; without JavaScript, the 500 most frequent of each label.
    """
    labels = index.labels()
    shown = sorted(
        index.groups, key=lambda group: (-group.total.mentions, -group.total.cables, group.total.text, group.label)
    )
    shown = shown[:MOST_GROUPS]
    plain = {label: [group for group in index.groups if group.label == label][:_MOST_PLAIN] for label in labels}
    days = sorted(day for group in index.groups for day in (group.total.first, group.total.last) if day)
    return pages.render(
        "entities.html",
        script="entities.js",
        labels=labels,
        figures=figures(index),
        shown=len(shown),
        first=days[0] if days else "",
        last=days[-1] if days else "",
        plain=plain,
        most_plain=_MOST_PLAIN,
        most_variants=_MOST_VARIANTS,
        data={
            "labels": [_cut(label, _LONGEST_LABEL) for label in labels],
            "slots": [pages.slots(labels)[label] for label in labels],
            "groups": [_row(group, labels) for group in shown],
        },
    )


def _row(group: Group, labels: list[str]) -> list:
    """Returns a group as the page's script reads it: label, name, counts, days, variants, how many of them there are."""
    variants = [(_cut(entry.text), entry.mentions, entry.cables) for entry in group.variants[:_MOST_VARIANTS]]
    return [labels.index(group.label), _cut(group.total.text), *group.total[1:], variants, len(group.variants)]


def _cut(text: str, most: int = _LONGEST) -> str:
    return pages.short(printable(text), most)
