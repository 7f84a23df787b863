"""The differences that were found, as a table and notes for people."""

from collections.abc import Sequence
from typing import Any

from ...corpus import GOLD
from ...files import printable
from .figures import Unit
from .usual import FEWEST

HEADER = ("", "old", "new", "usual range", "")
_MOST_NAMES = 10
UNUSUAL = "unusual"
_NEW = {"new_posts": "new posts", "new_tags": "new TAGS"}


def rows(found: dict[str, Any]) -> list[tuple[str, str, str, str, str]]:
    """Returns the table of what `drift` found, a row for each figure under `HEADER`; the last cell flags unusual ones."""
    table = [("cables", str(found["cables"]["old"]), str(found["cables"]["new"]), "", "")]
    table += figure_rows(found["figures"])
    for label, row in found["labels"].items():
        is_new = label in found["new_labels"]
        table.append(_row(f"  {label}, share of mentions", Unit.PERCENT, row["old"], row["new"], None, is_new, "new label"))
    for kind, name in _NEW.items():
        table.append((name, "", str(len(found[kind])), "", ""))
    agreed = found["agreement"]
    for label, row in agreed["scores"].items() if agreed else ():
        old = row["old"]["f"] if row["old"]["support"] else None
        new = row["new"]["f"] if row["new"]["support"] else None
        name = f"agreement of model and labels, F1: {label}"
        table.append(_row(name, Unit.PERCENT, old, new, row["usual"], row["unusual"]))
    for row in found["worst"]:
        counts = f"{row['right']} correct, {row['spurious']} spurious, {row['missed']} missed"
        flag = UNUSUAL if row["unusual"] else ""
        table.append((f"  lowest: {printable(row['cable'])}", "", _shown(row["f"], Unit.PERCENT), counts, flag))
    return table


def figure_rows(figures: Sequence[dict[str, Any]]) -> list[tuple[str, str, str, str, str]]:
    """Returns the rows of figures alone."""
    return [_row(row["figure"], row["kind"], row["old"], row["new"], row["usual"], row["unusual"]) for row in figures]


def unusual(found: dict[str, Any]) -> list[str]:
    """Returns the names of the figures that are flagged, and of new labels; those of single cables are left out."""
    named = [row["figure"] for row in found.get("figures", ()) if row["unusual"]]
    named += [f"new label {label}" for label in found.get("new_labels", ())]
    agreed = found.get("agreement") or {"scores": {}}
    return named + [f"agreement: {label}" for label, row in agreed["scores"].items() if row["unusual"]]


def notes(found: dict[str, Any]) -> list[str]:
    """Returns the notes below the table: new posts and TAGS, what counts as unusual, and what was compared."""
    compared, agreed = found["compared"], found["agreement"]
    lines = [f"{name}: {_listed(found[kind])}" for kind, name in _NEW.items() if found[kind]]
    lines.append(found["rule"])
    if agreed:
        lines += [agreed["rule"], found["worst_rule"]]
    if agreed and agreed["trained_on_old"]:
        lines.append(
            "The model was trained on the old cables compared here, so it agrees with them more than with unseen ones."
        )
    if compared["labels"] == GOLD:
        lines.append("Old and new cables do not both have silver labels, so gold labels are compared.")
    if min(compared["old"], compared["old_train"]) < FEWEST:
        lines.append(f"With fewer than {FEWEST} old cables, nothing is flagged as unusual.")
    return lines


def _listed(named: Sequence[dict[str, Any]]) -> str:
    names = [f"{printable(row['name'])} ({row['cables']})" for row in named[:_MOST_NAMES]]
    return ", ".join(names) + (f" and {len(named) - _MOST_NAMES} more" if len(named) > _MOST_NAMES else "")


def _row(
    name: str,
    unit: str,
    old: float | None,
    new: float | None,
    usual: Sequence[float] | None,
    flagged: bool,
    flag: str = UNUSUAL,
) -> tuple[str, str, str, str, str]:
    most = 1.0 if unit == Unit.PERCENT else float("inf")
    bounds = " to ".join(_shown(min(max(value, 0.0), most), unit) for value in usual or ())
    return name, _shown(old, unit), _shown(new, unit), bounds, flag if flagged else ""


def _shown(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{100 * value:.1f} %" if unit == Unit.PERCENT else f"{value:.1f}"
