"""The points of a learning curve, made of the runs that have been trained."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import mean, stdev
from typing import Any

from ..runs.measuring import DOCUMENT_WIDE
from .answer import answer, gain_of
from .planning import CurvePlan, CurveRun


def result_of(run: CurveRun, measured: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what is kept of a run: `f` is from 0 to 1, after the decision for whole cables if the recipe has one.

    `measured` is what `run_jobs` yields of a run that has not failed.
    """
    points = measured["ways"][DOCUMENT_WIDE if run.job.recipe.wide else ""]["f1"]
    counts = {"share": run.share, "cables": run.cables, "tokens": run.tokens, "mentions": run.mentions}
    return {**{name: measured[name] for name in ("row", "seed", "key")}, **counts, "f": round(points / 100, 6)}


def curve_of(plan: CurvePlan, results: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Returns what is written: a point for each share that has been trained on, and every run.

    A point's `f` has a value for each of its `seeds`; `mean` and `sd` (n - 1; None of a single value) are over these.
    `cables`, `tokens` and `mentions` are means over them, too. `gain` is what the last doubling brought.
    """
    wanted = {run.identity for run in plan.runs}
    results = sorted(results, key=lambda one: (one["share"], one["seed"], one["key"]))
    by_share: dict[float, list[Mapping[str, Any]]] = {}
    for one in results:
        if _identity(one) in wanted:
            by_share.setdefault(one["share"], []).append(one)
    curve = {
        "config": plan.config,
        "measured_against": plan.measured_against,
        "trained_on": plan.trained_on,
        "steps": plan.steps,
        "seeds": sorted({run.job.seed for run in plan.runs}),
        "points": [_point(share, own) for share, own in by_share.items()],
    }
    return {**curve, "gain": gain_of(curve), "answer": answer(curve), "runs": results}


def _point(share: float, results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    scores = [one["f"] for one in results]
    return {
        "share": share,
        **{name: round(mean(one[name] for one in results)) for name in ("cables", "tokens", "mentions")},
        "seeds": [one["seed"] for one in results],
        "f": scores,
        "mean": mean(scores),
        "sd": stdev(scores) if len(scores) > 1 else None,
    }


def left(plan: CurvePlan, results: Iterable[Mapping[str, Any]]) -> list[CurveRun]:
    """Returns the runs that have no result yet."""
    done = set(map(_identity, results))
    return [run for run in plan.runs if run.identity not in done]


def _identity(result: Mapping[str, Any]) -> tuple[str, int, str]:
    return result["row"], result["seed"], result["key"]
