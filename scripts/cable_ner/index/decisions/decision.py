"""A decision about a name, as data: one JSON object. Names are described by label and written form, never by a number."""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

import srsly

from ...files import printable
from ...labels import normal_form


class NameAction(StrEnum):
    """What a decision does."""

    MERGE = "merge"  # two names are one
    SPLIT = "split"  # a written form is not of a name
    RENAME = "rename"  # a name is called so
    DROP = "drop"  # a form with this label is no name
    LABEL = "label"  # a form has a label wherever it is


# How the second thing that a decision is about is called in JSON; a decision to drop has none.
_OTHER = {
    NameAction.MERGE: "with",
    NameAction.SPLIT: "from",
    NameAction.RENAME: "to",
    NameAction.DROP: "",
    NameAction.LABEL: "becomes",
}
_ABOUT = ("by", "time")


class NameDecision(NamedTuple):
    """What a person decided about the name that is written `form` and labelled `label`.

    `other` is the other name (MERGE), the name that the form is not of (SPLIT), the preferred form (RENAME), or the label
    (LABEL). An empty `label`, for LABEL only, stands for all labels. Forms are compared exactly, with single spaces.
    """

    action: NameAction
    label: str
    form: str
    other: str = ""
    by: str = ""
    time: str = ""

    @property
    def subject(self) -> tuple[object, ...]:
        """What the decision is about: a later decision on the same subject takes its place."""
        match self.action:
            case NameAction.MERGE | NameAction.SPLIT:
                return "pair", self.label, frozenset((self.form, self.other))
            case NameAction.RENAME:
                return "called", self.label, self.form
            case _:
                return "labelled", self.label, self.form

    @property
    def says(self) -> tuple[NameAction, str]:
        """What is decided about the subject; two names are one in whichever order they are given."""
        return self.action, "" if self.action in (NameAction.MERGE, NameAction.SPLIT) else self.other

    def as_json(self) -> dict[str, str]:
        """Returns the object to write on a line."""
        row = {"action": self.action.value, "label": self.label, "form": self.form, _OTHER[self.action]: self.other}
        row |= {key: getattr(self, key) for key in _ABOUT}
        return {key: value for key, value in row.items() if key and value}

    def as_line(self) -> str:
        """Returns the line to write, without a line feed."""
        return str(srsly.json_dumps(self.as_json()))

    def __str__(self) -> str:
        """Returns the decision in words that move no cursor."""
        label, form, other = map(printable, (self.label or "any", self.form, self.other))
        words = {
            NameAction.MERGE: f"{label} “{form}” and “{other}” are one name",
            NameAction.SPLIT: f"{label} “{form}” is not “{other}”",
            NameAction.RENAME: f"{label} “{form}” is called “{other}”",
            NameAction.DROP: f"{label} “{form}” is not a name",
            NameAction.LABEL: f"“{form}” is {other}, where it was {label}"
            if self.label
            else f"“{form}” is {other} everywhere",
        }
        return words[self.action]


def now() -> str:
    """Returns this moment as decisions note it: 2009-12-31T23:59:59Z."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def by_form(decisions: Iterable[NameDecision]) -> dict[str, list[NameDecision]]:
    """Returns the decisions to drop or label, in their order, by the form that they are about."""
    found: dict[str, list[NameDecision]] = {}
    for decision in decisions:
        if decision.action in (NameAction.DROP, NameAction.LABEL):
            found.setdefault(decision.form, []).append(decision)
    return found


def labelled(label: str, decisions: Iterable[NameDecision]) -> tuple[str, list[NameDecision]]:
    """Returns what becomes of a label of a form (an empty string for no name), and the decisions that were about it.

    `decisions` to drop or label are all about this form, and are applied one after the other.
    """
    about = []
    for decision in decisions:
        if decision.label in ("", label):
            label = decision.other if decision.action is NameAction.LABEL else ""
            about.append(decision)
    return label, about


def from_json(row: Any) -> NameDecision:
    """Returns the decision that an object describes. Raises ValueError that says what is wrong with it."""
    if not isinstance(row, dict):
        raise ValueError("is not a JSON object")
    try:
        action = NameAction(row.get("action", ""))
    except ValueError:
        raise ValueError(f"has no 'action' out of {', '.join(NameAction)}") from None
    other = _OTHER[action]
    known = {"action", "label", "form", other, *_ABOUT} - {""}
    if unknown := row.keys() - known:
        raise ValueError(f"has an unknown key '{printable(min(unknown))}'; {action} has {', '.join(sorted(known))}")
    if wrong := [key for key, value in row.items() if not isinstance(value, str)]:
        raise ValueError(f"'{wrong[0]}' must be text")
    if wrong := [key for key, value in row.items() if any("\ud800" <= character <= "\udfff" for character in value)]:
        raise ValueError(f"has a '{wrong[0]}' that is not text in UTF-8")
    label, form, second = (normal_form(row.get(key, "")) for key in ("label", "form", other))
    required = {"label": label or action is NameAction.LABEL, "form": form, other: second or not other}
    if missing := [key for key, value in required.items() if not value]:
        raise ValueError(f"has no '{missing[0]}'")
    if action in (NameAction.MERGE, NameAction.SPLIT) and form == second:
        raise ValueError(f"names “{printable(form)}” twice")
    if action is NameAction.LABEL and label == second:
        raise ValueError(f"says that {label} becomes {label}")
    return NameDecision(action, label, form, second, row.get("by", ""), row.get("time", ""))
