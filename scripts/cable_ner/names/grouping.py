"""Which forms are one name: spellings of it anywhere, short forms of a person's name cable by cable.

A wrong group is worse than a missed one, so a form that could belong to two names belongs to neither. On two lists made by
hand (tests/names/test_grouping.py), precision over pairs of forms is 0.99. Recall is 0.98 on the list that the rules were
made with, and 0.80 on the other; what is missed there is mostly surnames that two persons of a cable have.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy

from .acronyms import Acronyms
from .families import Name, find_families
from .short_names import People
from .surface import PER, key


class Grouping:
    """Which name each form is of, `forms` being (label, text), known by their number.

    `family` has the family of each form: its group wherever it is not a short form. Groups and families are numbers of
    names. Memory grows with the forms, not with the cables, which come one after the other.
    """

    def __init__(self, forms: Sequence[tuple[str, str]]) -> None:
        names: dict[Name, int] = {}
        name_of = [names.setdefault((label, key(text, label)), len(names)) for label, text in forms]
        families = find_families(list(names))
        self.family = [families.of[name] for name in name_of]
        self._is_person = [label == PER for label, _ in forms]
        compounds = {name for name, (label, text) in zip(name_of, forms) if label == PER and _is_compound(text)}
        whole = {name for name, (_, text) in zip(name_of, forms) if not _is_compound(text)}
        self._people = People(families, compounds - whole)
        self._acronyms = Acronyms(forms, self.family)

    def learn(self, cables: Iterable[tuple[Sequence[int], Mapping[int, int]]]) -> None:
        """Finds out which short forms and acronyms stand for one longer name in all cables.

        A cable is given by the forms in it and what its acronyms stand for, as `in_cable` takes them.
        """

        def persons() -> Iterator[set[int]]:
            for forms, acronyms in cables:
                self._acronyms.count(forms, acronyms)
                if found := self._persons(forms):
                    yield found

        self._people.learn(persons())
        self._acronyms.learn()

    def in_cable(self, forms: Sequence[int], acronyms: Mapping[int, int]) -> list[int]:
        """Returns the group of each form in a cable. `acronyms` maps a form to the one that it stands for there."""
        families = [self.family[form] for form in forms]
        persons = self._persons(forms)
        targets = self._people.in_cable(persons) if persons else {}
        targets |= self._acronyms.in_cable(set(families))
        targets |= {self.family[short]: self.family[full] for short, full in acronyms.items()}
        return [targets.get(family, family) for family in families]

    def _persons(self, forms: Iterable[int]) -> set[int]:
        """Returns the families of the persons among the forms."""
        return {self.family[form] for form in forms if self._is_person[form]}


def _is_compound(text: str) -> bool:
    return "-" in text.strip("-") and " " not in text


def group(
    forms: Sequence[tuple[str, str]], cable: numpy.ndarray, form: numpy.ndarray, acronyms: Mapping[tuple[int, int], int]
) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Returns the group of each row, and the family of each form, which is its group wherever it is not a short form.

    `cable` and `form` hold the numbers of each row, sorted by both, no pair twice. `forms` are (label, text). `acronyms`
    maps (cable, form) to the form that it stands for there. Groups and families are numbers of names.
    """
    grouping = Grouping(forms)
    here: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for (place, short), full in acronyms.items():
        here[place][short] = full
    by_cable = [rows.tolist() for rows in numpy.split(form, numpy.flatnonzero(numpy.diff(cable)) + 1)]
    cables = cable[numpy.flatnonzero(numpy.diff(cable, prepend=-1))].tolist()
    grouping.learn((rows, here.get(place, {})) for place, rows in zip(cables, by_cable))
    groups = [group for place, rows in zip(cables, by_cable) for group in grouping.in_cable(rows, here.get(place, {}))]
    return numpy.array(groups, dtype=numpy.int64), numpy.array(grouping.family, dtype=numpy.int64)
