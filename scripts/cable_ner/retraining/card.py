"""What the package of a model says of its lineage: its version, and lines for its model card."""

import re
from collections.abc import Iterable
from pathlib import Path

from .lineage import Decision, ever_current
from .store import current, current_row


def version_of(training: Path, base: str) -> str:
    """Returns the version of the current model's package: `base`, its last number raised by how many models came before.

    A model keeps its version for good, also after a rollback; one that is not in the lineage yet has the next version.
    Raises ValueError if `base` does not end in a number.
    """
    before = ever_current(training)
    name = current(training)
    number = before.index(name) if name in before else len(before)
    parts = re.fullmatch(r"(.*?)(\d+)", base, re.DOTALL)
    if parts is None:
        raise ValueError(f"the version '{base}' does not end in a number; give one such as 0.1.0")
    return f"{parts[1]}{int(parts[2]) + number}"


def card_lines(training: Path) -> list[str]:
    """Returns what a model card says of the current model's origin; nothing if the lineage does not have it."""
    made = current_row(training)
    before = ever_current(training)
    if made is None or made["id"] not in before:
        return []
    lines = [
        f"- Model {made['id']} of {made['date'][:10]}, number {before.index(made['id']) + 1} of its line; {made['way']}."
    ]
    if numbers := [number for number in made["data"].get("increments", []) if number]:
        lines.append(f"- It has seen the first cables and {len(numbers)} later deliveries ({_listed(numbers)}).")
    if made["parent"] and made["decision"] != Decision.FIRST:
        lines.append(f"- It took the place of {made['parent']} ({made['decision']}): {made['reason']}.")
    return lines


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(f"{number:03}" for number in numbers)
