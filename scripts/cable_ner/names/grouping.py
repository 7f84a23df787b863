"""Which forms are one name: spellings of it anywhere, short forms of a person's name cable by cable.

A wrong group is worse than a missed one, so a form that could belong to two names belongs to neither. On two lists made by
hand (tests/names/test_grouping.py), precision over pairs of forms is 0.99. Recall is 0.98 on the list that the rules were
made with, and 0.78 on the other; what is missed there is mostly surnames that two persons of a cable have.
"""

from collections.abc import Mapping, Sequence

import numpy

from .families import Name, find_families
from .short_names import People
from .surface import PER, key


def group(
    forms: Sequence[tuple[str, str]], cable: numpy.ndarray, form: numpy.ndarray, acronyms: Mapping[tuple[int, int], int]
) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Returns the group of each row, and the family of each form, which is its group wherever it is not a short form.

    `cable` and `form` hold the numbers of each row, sorted by both, no pair twice. `forms` are (label, text). `acronyms`
    maps (cable, form) to the form that it stands for there. Groups and families are numbers of names.
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
    """Moves short forms of persons' names into the group of the longer name, in place."""
    rows = numpy.flatnonzero(is_person)
    if not len(rows):
        return
    ends = numpy.flatnonzero(numpy.diff(cable[rows])) + 1
    by_cable = numpy.split(rows, ends)
    people.learn(groups[found].tolist() for found in by_cable)
    for found in by_cable:
        targets = people.in_cable(groups[found].tolist())
        groups[found] = [targets[family] for family in groups[found].tolist()]
