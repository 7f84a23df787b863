"""The index: names, each with its written forms, how often, in how many cables, from when to when.

A group is a name, not a person or a place: two people of the same name are one group. `names.grouping` decides which forms
belong to one name; a short form of a person's name may belong to one group in this cable and to another in that.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy

from ..names import FormCount, grouping, preferred
from ..text import LABELS
from .tally import UNKNOWN, FormCounts, Tally


class NameCounts(NamedTuple):
    """The counts of a name or of one variant: mentions, cables, first and last day (an empty string if unknown)."""

    text: str
    mentions: int
    cables: int
    first: str
    last: str


@dataclass(frozen=True)
class NameGroup:
    """A name with its variants, most frequent first."""

    label: str
    total: NameCounts
    variants: list[NameCounts]


@dataclass
class Index:
    """All names, by label and most frequent first, and the cables they were counted in.

    `dated` counts the cables with a date. `unread` has dates that cannot be read, by cable, and `repeated` the cables that
    are in more than one input.
    """

    groups: list[NameGroup]
    mentions: int
    cables: int
    dated: int
    unread: dict[str, str] = field(default_factory=dict)
    repeated: list[str] = field(default_factory=list)

    def labels(self) -> list[str]:
        """Returns the labels in the index, those of cables first."""
        return list(dict.fromkeys(group.label for group in self.groups))


def make_index(tally: Tally) -> Index:
    """Returns the index of all mentions in a tally. The same cables give the same index in whatever order they came."""
    forms = list(tally.forms)
    counts = tally.counts()
    groups, family = grouping.group(forms, counts.cable, counts.form, tally.acronyms())
    days = numpy.array(tally.days, dtype=numpy.int64)
    variants: defaultdict[int, dict[int, NameCounts]] = defaultdict(dict)  # group -> form -> its counts
    for pair, entry in _sums(groups << 32 | counts.form, counts, days).items():
        form = pair & 0xFFFFFFFF
        variants[pair >> 32][form] = entry._replace(text=forms[form][1])
    found = []
    for number, total in _sums(groups, counts, days).items():
        own = [entry for form, entry in variants[number].items() if family[form] == number]
        label = forms[next(iter(variants[number]))][0]
        found.append(_group(label, total, list(variants[number].values()), own))
    found.sort(key=lambda group: (_rank(group.label), *frequency(group.total)))
    dated = int(numpy.count_nonzero(days))
    return Index(found, tally.mentions, len(tally.cables), dated, dict(sorted(tally.unread.items())), sorted(tally.repeated))


def _group(label: str, total: NameCounts, variants: list[NameCounts], own: list[NameCounts]) -> NameGroup:
    """Returns a group. Its `own` variants are those that are not borrowed from another name."""
    own_counts, counts = ([FormCount(*entry[:3]) for entry in entries] for entries in (own, variants))
    name = preferred(own_counts, counts, label)
    return NameGroup(label, total._replace(text=name), sorted(variants, key=frequency))


def frequency(entry: NameCounts) -> tuple[int, int, str]:
    """Returns the key by which names and variants are sorted, the most frequent first."""
    return -entry.mentions, -entry.cables, entry.text


def _rank(label: str) -> tuple[int, str]:
    return (LABELS.index(label) if label in LABELS else len(LABELS), label)


def _sums(keys: numpy.ndarray, counts: FormCounts, days: numpy.ndarray) -> dict[int, NameCounts]:
    """Returns, for each distinct key in order, the sum of its rows; a cable counts once. `keys` has one for each row."""
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
        int(key): NameCounts("", int(count), int(many), *(("", "") if not end else (_iso(begin), _iso(end))))
        for key, count, many, begin, end in zip(unique, mentions, cables, first, last)
    }


def _iso(day: numpy.signedinteger) -> str:
    return datetime.date.fromordinal(int(day)).isoformat()
