"""Digests of what label rules and decisions do: comments, layout, examples and notes do not count."""

import re
from collections.abc import Sequence
from typing import Any

import srsly

from ..files import digest
from .corrections import Corrections
from .rule import Rule

_FOR_PEOPLE = ("by", "note", "date")  # notes of a decision that never change what it does


def rules_digest(rules: Sequence[Rule]) -> str:
    """Returns a digest of rules, names in their lists included, as 32 hexadecimal characters; empty if there are none.

    The order of the rules counts. A field with its default value is the same as one left out.
    """
    return _digest([{key: _plain(value) for key, value in _given(rule).items()} for rule in rules])


def corrections_digest(corrections: Corrections) -> str:
    """Returns a digest of the decisions in force, in their order, as 32 hexadecimal characters; empty if there are none."""
    rows = (decision.as_json() for decision in dict.fromkeys(corrections.in_force()))
    return _digest([{key: value for key, value in row.items() if key not in _FOR_PEOPLE} for row in rows])


def _digest(rows: Sequence[dict[str, Any]]) -> str:
    return digest(srsly.json_dumps(rows, sort_keys=True)) if rows else ""


def _given(rule: Rule) -> dict[str, Any]:
    return {key: value for key, value in rule._asdict().items() if value != Rule._field_defaults.get(key)}


def _plain(value: Any) -> Any:
    if isinstance(value, re.Pattern):
        return value.pattern
    return sorted(value) if isinstance(value, frozenset) else value
