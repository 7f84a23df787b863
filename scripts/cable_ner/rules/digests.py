"""A digest of what label rules do: comments, layout and examples do not count."""

import re
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import srsly

from .rule import Rule


def rules_digest(rules: Sequence[Rule]) -> str:
    """Returns a digest of rules, names in their lists included, as 32 hexadecimal characters; empty if there are none.

    The order of the rules counts. A field with its default value is the same as one left out.
    """
    rows = [{key: _plain(value) for key, value in rule.given().items()} for rule in rules]
    return blake2b(srsly.json_dumps(rows, sort_keys=True).encode(), digest_size=16).hexdigest() if rows else ""


def _plain(value: Any) -> Any:
    if isinstance(value, re.Pattern):
        return value.pattern
    return sorted(value) if isinstance(value, frozenset) else value
