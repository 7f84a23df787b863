"""Decisions about names, applied to groups of forms: two are one, a form is of another, a name is called otherwise.

They are applied one after the other, each to what those before it have made. A form stands for the name that it is a form
of by itself, or else for the one that has most of its mentions.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ...names import grouping, surface
from ..cable_forms import CableForms
from .decision import NameAction, NameDecision


@dataclass
class Applied:
    """What became of decisions: those about names that are not in the archive, and contradictions.

    `contradictions` are pairs of decisions by two people about what one name is called; the second of each holds.
    """

    unknown: list[NameDecision] = field(default_factory=list)
    contradictions: list[tuple[NameDecision, NameDecision]] = field(default_factory=list)


class DecidedGroups:
    """The group of each form in a cable, as `Grouping` has it, after decisions. `cables` are gone through if there are any.

    A cell is a form and the group that it was in. A node is a group, or one that a split makes, with a number behind all
    forms.
    """

    def __init__(
        self,
        groups: grouping.Grouping,
        forms: Sequence[tuple[str, str]],
        decisions: Iterable[NameDecision] = (),
        cables: Iterable[CableForms] = (),
    ) -> None:
        self._grouping, self._forms = groups, forms
        self._parent: dict[int, int] = {}  # of nodes that are part of another one
        self._moved: dict[tuple[int, int], int] = {}  # cell -> node
        self._made: dict[tuple[str, str], int] = {}  # label, key -> a node that a split has made
        self._called: dict[int, tuple[int, NameDecision]] = {}  # node -> the order of the decision, and the decision
        self._new_names: dict[tuple[str, str], int] = {}  # label, preferred form -> node
        self._cells: Mapping[tuple[str, str], Mapping[tuple[int, int], int]] = {}
        self.applied = Applied()
        about = [one for one in decisions if one.action in (NameAction.MERGE, NameAction.SPLIT, NameAction.RENAME)]
        if about:
            self._cells = self._counted({(one.label, form) for one in about for form in (one.form, one.other)}, cables)
            for order, decision in enumerate(about):
                self._apply(decision, order)

    def _counted(
        self, names: set[tuple[str, str]], cables: Iterable[CableForms]
    ) -> Mapping[tuple[str, str], Mapping[tuple[int, int], int]]:
        """Returns the cells of some names, with their mentions."""
        numbers = {number: form for number, form in enumerate(self._forms) if form in names}
        found: defaultdict[tuple[str, str], Counter[tuple[int, int]]] = defaultdict(Counter)
        for here in cables:
            if numbers.keys().isdisjoint(here.forms):
                continue
            groups = self._grouping.in_cable(here.forms, here.acronyms)
            for form, group, mentions in zip(here.forms, groups, here.mentions):
                if form in numbers:
                    found[numbers[form]][form, group] += mentions
        return found

    def _apply(self, decision: NameDecision, order: int) -> None:
        action, label, form, other, *_ = decision
        node = self._node_of(label, form)
        second = None if action is NameAction.RENAME else self._node_of(label, other)
        if node is None or (second is None and action is not NameAction.RENAME):
            self.applied.unknown.append(decision)
        elif second is None:
            self._call(node, order, decision)
            self._new_names[label, other] = node
        elif action is NameAction.MERGE:
            self._merge(node, second)
        else:
            self._split(label, form, second)

    def _node_of(self, label: str, form: str) -> int | None:
        """Returns the node that a name stands for, None if there is no such name."""
        if cells := self._cells.get((label, form)):
            number = next(iter(cells))[0]
            own = number, self._grouping.family[number]
            return self._node(own if own in cells else max(cells, key=lambda cell: (cells[cell], -cell[1])))
        known = self._new_names.get((label, form))
        return None if known is None else self._root(known)

    def _node(self, cell: tuple[int, int]) -> int:
        return self._root(self._moved.get(cell, cell[1]))

    def _root(self, node: int) -> int:
        root = node
        while root in self._parent:
            root = self._parent[root]
        while node != root:  # (so that a long chain is gone through once)
            self._parent[node], node = root, self._parent[node]
        return root

    def _merge(self, node: int, other: int) -> None:
        if node == other:
            return
        self._parent[other] = node
        if called := self._called.pop(other, None):
            self._call(node, *called)

    def _call(self, node: int, order: int, decision: NameDecision) -> None:
        """Gives a name the preferred form of a decision, unless a later one has given it another."""
        pair = [(order, decision), *([self._called[node]] if node in self._called else [])]
        (_, earlier), latest = min(pair), max(pair)
        self._called[node] = latest
        if earlier.other != latest[1].other and earlier.by != latest[1].by and earlier.subject != latest[1].subject:
            self.applied.contradictions.append((earlier, latest[1]))

    def _split(self, label: str, form: str, other: int) -> None:
        cells = [cell for cell in self._cells[label, form] if self._node(cell) == other]
        if not cells:
            return
        target = self._grouping.family[cells[0][0]]
        if self._root(target) == other:
            new = len(self._forms) + len(self._made)
            target = self._made.setdefault((label, surface.key(form, label)), new)
            if self._root(target) == other:
                target = self._made[label, f"{form}\n{new}"] = new  # (no key has a line feed)
        self._moved |= dict.fromkeys(cells, target)

    def in_cable(self, forms: Sequence[int], acronyms: Mapping[int, int]) -> list[int]:
        """Returns the group of each form in a cable. `acronyms` maps a form to the one that it stands for there."""
        groups = self._grouping.in_cable(forms, acronyms)
        return [self._node(cell) for cell in zip(forms, groups)] if self._parent or self._moved else groups

    def is_own(self, form: int, group: int) -> bool:
        """Returns whether a form is one of a group by itself, not borrowed from another name."""
        return self._node((form, self._grouping.family[form])) == group

    def called(self, group: int) -> str:
        """Returns the preferred form that a group was given, an empty string if it was given none."""
        return self._called[group][1].other if group in self._called else ""
