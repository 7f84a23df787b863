"""The report on a conversion, as written to convert.json."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import spacy.about

from .. import __version__
from ..labels import contradictions
from ..rules import Rule
from .near_copies import Joined
from .reasons import Reason
from .settings import ConversionSettings, as_recorded
from .splits import Split
from .tally import BracketTally

_MOST_NAMED = 5


class Report(NamedTuple):
    """The report on a conversion: `data` goes into convert.json, `rejected_files` are (name, message)."""

    data: dict[str, Any]
    rejected_files: list[tuple[str, str]]


def report_of(
    settings: ConversionSettings,
    split: Split,
    tally: BracketTally,
    joined: Joined,
    *,
    rules: Sequence[Rule],
    rules_left_out: int,
) -> Report:
    """Returns the report; the same conversion gives the same one, byte for byte."""
    earlier = joined.earlier
    data = {
        "version": __version__,
        "spacy": spacy.about.__version__,
        "settings": {
            **as_recorded(settings, rules, tally.corrections),
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
        "left_out": dict(sorted(_left_out(split, tally).items())),
        **({"unlabelled": _unlabelled(tally)} if tally.unlabelled.cables else {}),
        "problem_kinds": dict(sorted(tally.problem_kinds.items())),
    }  # fmt: skip
    for name in ("problems", "unaligned", "furniture"):
        data[name] = sorted(tally.rows[name], key=lambda row: (row["file"], row["line"], str(row)))
    return Report(data, sorted(tally.rejected_files))


def _left_out(split: Split, tally: BracketTally) -> Counter[str]:
    """Returns how many cables are in no partition, by reason."""
    found = Counter(why.text for why in split.left_out.values())
    found.update({Reason.UNLABELLED.value: tally.unlabelled.cables} if tally.unlabelled.cables else {})
    return found


def _unlabelled(tally: BracketTally) -> dict[str, Any]:
    """Returns how much text has no labels, and the names of its cables."""
    counts = tally.unlabelled
    sizes = {"cables": counts.cables, "paragraphs": counts.paragraphs, "tokens": counts.tokens}
    return {**sizes, "names": sorted(tally.unlabelled_names)}


def _warnings(split: Split, tally: BracketTally, rules_left_out: int, *, is_all: bool) -> list[str]:
    """Returns what a user should know. Unused corrections are named only if all cables were converted."""
    warnings = list(split.warnings)
    if tally.gold_left_out:
        warnings.append(f"the {tally.gold_left_out} hand-checked cables belong to another archive and are left out")
    elif names := sorted(tally.gold_without_names):
        warnings.append(
            f"{len(names)} hand-checked cables have no annotation and count as cables without names"
            f" ({', '.join(names[:_MOST_NAMED])}{', …' if names[_MOST_NAMED:] else ''}); take out those that nobody"
            " has checked"
        )
    decisions = len(tally.corrections.decisions)
    if rules_left_out:
        warnings.append(f"{rules_left_out} label rules are left out, because their labels are not among those to keep")
    if tally.corrections_left_out:
        warnings.append(f"the {decisions} corrections were made for another archive and are left out")
    elif tally.unused and is_all:
        warnings.append(f"{len(tally.unused)} of {decisions} corrections do not apply to anything in these cables")
    if left := len(contradictions(tally.corrections.decisions)):
        warnings.append(
            f"people contradict each other in {left} of their decisions; the earlier ones hold until"
            " `cable-ner review adjudicate` settles them"
        )
    return warnings


def _brackets(tally: BracketTally) -> dict[str, Any]:
    """Returns the number of brackets and what became of them, by kind and reason; `added` mentions have no bracket."""
    by_kind: dict[str, dict[str, int]] = {"fixed": {}, "missing": {}, "rejected": {}, "added": {}}
    entities = 0
    for (kind, reason), count in sorted(tally.fates.items()):
        if kind == "entity":
            entities += count
        elif kind:
            by_kind[kind][reason] = count
    return {"total": tally.brackets, "entity": entities, **by_kind}
