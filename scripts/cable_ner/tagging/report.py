"""The report of a tagging run (tag.json): counts over all cables in its journal."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from .resuming import TagRun
from .worker import JournalRow

_MOST_LISTED = 1_000  # failures, and mentions left out; the journal has all


def report_of(run: TagRun, made_with: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    """Returns the report on all cables in the journal; `seconds` and `cables_tagged_now` are of this run alone."""
    failures = [{"cable": name, "line": 0, "message": message} for name, message in run.failures.items()]
    counts = dict.fromkeys(("cables", "paragraphs", "tokens", *(["input_unplaced"] if run.settings.compare else [])), 0)
    keys = ("mentions", "input_mentions") if run.settings.compare else ("mentions",)
    totals: dict[str, Counter[str]] = {key: Counter() for key in keys}
    left_out = _LeftOutCounts()
    for row in run.earlier.rows():
        if "failed" in row:
            failures.append({"cable": row["cable"], "line": row["line"], "message": row["failed"]})
            continue
        for key in counts:
            counts[key] += 1 if key == "cables" else row.get(key, 0)
        for key, total in totals.items():
            total.update(row[key])
        left_out.add(row)
    return {
        **made_with,
        **counts,
        **{key: dict(sorted(total.items())) for key, total in totals.items()},
        "left_out": left_out.as_json(),
        "failed": len(failures),
        "failures": sorted(failures, key=lambda failure: str(failure["cable"]))[:_MOST_LISTED],
        "passed_over": dict(list(run.passed_over.items())[:_MOST_LISTED]),
        "changed": _listed(run.earlier.changed),
        "gone": {**_listed(run.missing), "removed": bool(run.earlier.gone)},
        "of_other_inputs": run.earlier.of_others,
        "cables_tagged_now": run.tagged,
        "seconds": seconds,
    }


def _listed(cables: Sequence[str]) -> dict[str, Any]:
    return {"total": len(cables), "listed": list(cables[:_MOST_LISTED])}


class _LeftOutCounts:
    """The mentions that the output cannot show: counted by reason, and the first of them listed."""

    def __init__(self) -> None:
        self.reasons: Counter[str] = Counter()
        self.listed: list[JournalRow] = []

    def add(self, row: JournalRow) -> None:
        for item in row.get("left_out", ()):
            self.reasons[item["reason"]] += 1
            if len(self.listed) < _MOST_LISTED:
                self.listed.append({"cable": row["cable"], **item})

    def as_json(self) -> dict[str, Any]:
        return {"total": self.reasons.total(), "reasons": dict(sorted(self.reasons.items())), "listed": self.listed}
