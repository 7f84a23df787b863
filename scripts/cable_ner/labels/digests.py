"""A digest of what people's decisions do: notes do not count."""

import srsly

from ..files import digest
from .corrections import Corrections

_FOR_PEOPLE = ("by", "note", "date")  # notes of a decision that never change what it does


def corrections_digest(corrections: Corrections) -> str:
    """Returns a digest of the decisions in force, in their order, as 32 hexadecimal characters; empty if there are none."""
    rows = [decision.as_json() for decision in dict.fromkeys(corrections.in_force())]
    kept = [{key: value for key, value in row.items() if key not in _FOR_PEOPLE} for row in rows]
    return digest(srsly.json_dumps(kept, sort_keys=True)) if kept else ""
