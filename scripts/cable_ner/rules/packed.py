"""Label rules as plain data, as a model carries them: lists that several rules share are there once."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from .rule import Action, Rule

_PATTERNS = ("pattern", "before", "after")
_LISTS = ("listed", "unless")  # of names: long, and shared
_SETS = ("labels", "zones")


def packed(rules: Sequence[Rule]) -> dict[str, Any]:
    """Returns the rules as data that JSON can hold; see `unpacked`."""
    lists: dict[frozenset[str], int] = {}
    rows = []
    for rule in rules:
        row: dict[str, Any] = {}
        for key, value in rule.given().items():
            if key in _PATTERNS:
                row[key] = value.pattern
            elif key in _LISTS:
                row[key] = lists.setdefault(value, len(lists))
            else:
                row[key] = sorted(value) if key in _SETS else value
        rows.append(row)
    return {"lists": [sorted(names) for names in lists], "rules": rows}


def unpacked(data: Mapping[str, Any]) -> list[Rule]:
    """Returns the rules that `packed` made data of."""
    lists = [frozenset(names) for names in data["lists"]]
    rules = []
    for row in data["rules"]:
        found = dict(row)
        for key in row:
            if key in _PATTERNS:
                found[key] = re.compile(row[key])
            elif key in _LISTS:
                found[key] = lists[row[key]]
            elif key in _SETS:
                found[key] = frozenset(row[key])
        rules.append(Rule(**{**found, "action": Action(row["action"])}))
    return rules
