"""The report of a conversion: what convert.json says."""

from collections import Counter
from typing import Any, NamedTuple

import spacy.about

from .. import __version__
from .near_copies import Joined
from .settings import ConversionSettings, as_recorded
from .splits import Split
from .tally import BracketTally


class Report(NamedTuple):
    """The report of a conversion: `data` goes into convert.json, `rejected_files` are (name, message)."""

    data: dict[str, Any]
    rejected_files: list[tuple[str, str]]


def report_of(
    settings: ConversionSettings, split: Split, tally: BracketTally, joined: Joined, *, rules_left_out: int
) -> Report:
    """Returns the report; the same conversion gives the same one, to the letter. Raises OSError."""
    earlier = joined.earlier
    data = {
        "version": __version__,
        "spacy": spacy.about.__version__,
        "settings": {
            **as_recorded(settings),
            "corrections": bool(tally.corrections) and not tally.corrections_left_out,
        },
        **({"increment": earlier.about} if earlier else {}),
        "split": {
            "mode": split.mode.value, "warnings": _warnings(split, tally, rules_left_out, is_all=not earlier),
            "near_copies": {"cables": joined.copies, "groups": joined.groups},
        },
        "cables": len(tally.used),
        "partitions": {
            name: {"cables": counts.cables, "labels": tally.labels.get(name, ""), **counts.as_json()}
            for name, counts in sorted(tally.counts.items())
        },
        "brackets": _brackets(tally),
        "corrections": {
            "decisions": len(tally.corrections.decisions), "unused": [decision.as_json() for decision in tally.unused],
        },
        "files_rejected": len(tally.rejected_files),
        "left_out": dict(sorted(Counter(why.text for why in split.left_out.values()).items())),
        "problem_kinds": dict(sorted(tally.problem_kinds.items())),
    }  # fmt: skip
    for name in ("problems", "unaligned", "furniture"):
        data[name] = sorted(tally.rows[name], key=lambda row: (row["file"], row["line"], str(row)))
    return Report(data, sorted(tally.rejected_files))


def _warnings(split: Split, tally: BracketTally, rules_left_out: int, *, is_all: bool) -> list[str]:
    """Returns what a user should know. Corrections that only concern earlier cables are not unused."""
    warnings = list(split.warnings)
    if tally.gold_left_out:
        warnings.append(f"the {tally.gold_left_out} hand-checked cables are of another archive, and left out")
    decisions = len(tally.corrections.decisions)
    if rules_left_out:
        warnings.append(f"{rules_left_out} label rules are left out: they give labels that are not among those to keep")
    if tally.corrections_left_out:
        warnings.append(f"the {decisions} corrections are of another archive, and left out")
    elif tally.unused and is_all:
        warnings.append(f"{len(tally.unused)} of {decisions} corrections are about nothing in these cables")
    return warnings


def _brackets(tally: BracketTally) -> dict[str, Any]:
    """Returns how many brackets there are and what became of them, by kind and reason; those added are in no source."""
    by_kind: dict[str, dict[str, int]] = {"fixed": {}, "missing": {}, "rejected": {}, "added": {}}
    entities = 0
    for (kind, reason), count in sorted(tally.fates.items()):
        if kind == "entity":
            entities += count
        elif kind:
            by_kind[kind][reason] = count
    return {"total": tally.brackets, "entity": entities, **by_kind}
