"""Which forms are one name: spellings of it anywhere, short forms of a person's name cable by cable.

A wrong group is worse than a missed one: what could belong to two names belongs to neither. Of pairs of forms on two lists
made by hand (tests/test_grouping.py), what is joined is right in 0.99 of cases, and 0.98 of what belongs together is joined
on the list that was looked at while this was made, 0.78 on the other; mostly surnames that two persons of a cable have.
"""

from collections.abc import Mapping, Sequence

import numpy

from .families import Name, find_families
from .short_names import People
from .surface import PER, key


def group(
    forms: Sequence[tuple[str, str]], cable: numpy.ndarray, form: numpy.ndarray, acronyms: Mapping[tuple[int, int], int]
) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Returns the group of each row, and the family of each form: the group it is of where it is not short for another.

    Row by row, `cable` and `form` are numbers; rows are sorted by both, and no pair comes twice. `forms` are (label, text);
    `acronyms` are (cable, form) -> the form it stands for there. Groups and families are numbers of names.
    """
    names: dict[Name, int] = {}
    name_of = [names.setdefault((label, key(text, label)), len(names)) for label, text in forms]
    families = find_families(list(names))
    family = numpy.array([families.of[name] for name in name_of], dtype=numpy.int64)
    groups = family[form] if len(form) else numpy.zeros(0, dtype=numpy.int64)
    is_person = numpy.array([label == PER for label, _ in forms], dtype=bool)
    _shorten(groups, cable, is_person[form], People(families))
    rows = numpy.searchsorted(cable << 32 | form, [place << 32 | short for place, short in acronyms])
    groups[rows] = family[list(acronyms.values())]
    return groups, family


def _shorten(groups: numpy.ndarray, cable: numpy.ndarray, is_person: numpy.ndarray, people: People) -> None:
    """Puts short forms of persons' names into the group of the longer one."""
    rows = numpy.flatnonzero(is_person)
    if not len(rows):
        return
    ends = numpy.flatnonzero(numpy.diff(cable[rows])) + 1
    by_cable = numpy.split(rows, ends)
    people.learn(groups[found].tolist() for found in by_cable)
    for found in by_cable:
        targets = people.in_cable(groups[found].tolist())
        groups[found] = [targets[family] for family in groups[found].tolist()]
