"""The parts of the report that other commands write (learning curve, accuracy of the labels), and promises of lists."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ..model import Promise, cut, promise_in
from .pairing import KINDS
from .scoring import ALL
from .worth import accuracy_in_words, worth_in_words

OPTIONS = {"--misses-at-most": "misses", "--wrong-at-most": "wrong"}
SHARES = (0.05, 0.1, 0.15, 0.2, 0.3)  # of names missed and of the list wrong


@contextmanager
def reading(what: str, remedy: str) -> Iterator[None]:
    """Raises ValueError, in one line with the remedy, for a file that is not what its command writes."""
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{what}: does not have the expected content ({type(error).__name__}: {error}); {remedy}") from None


def curve_points(found: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Returns the points of learning_curve.json, the seeds, what was measured against and found; None without points."""
    if not found or not found.get("points"):
        return None
    with reading("learning curve", "run scripts/learning_curve.py again"):
        points = [{key: point[key] for key in ("cables", "share", "mentions", "mean", "sd")} for point in found["points"]]
        told = {"against": str(found.get("measured_against", "")), "answer": str(found.get("answer", ""))}
        return {"points": points, "seeds": len(found["seeds"]), **told}


def audit_in_words(found: Mapping[str, Any] | None) -> str:
    """Returns what audit.json says in sentences: what was found and what answers bring, or why the audit could not tell.

    Returns '' without one.
    """
    if not found:
        return ""
    with reading("audit", "run scripts/audit.py again"):
        tokens, suspects, spread = found["corpus"]["tokens"], len(found["suspects"]), len(found["spread"])
        if reason := str(found.get("cannot_tell", "")):
            return f"The audit cannot tell which labels are wrong: {reason}. It proposed nothing and changed nothing."
        told = (
            f"The audit of {tokens:,} tokens lists {suspects:,} places to check, and changed {spread:,} labels by decisions."
        )
        return " ".join([told, *worth_in_words(found)])


def accuracy_tables(found: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Returns the tables of label-accuracy.json: each stage, overall and in audited paragraphs, and the rules' effects."""
    if not found or not found.get("labels"):
        return None
    figures = ("p", "r", "f", "support", *KINDS)
    with reading("label accuracy", "run scripts/label_accuracy.py gold again"):
        stages = {"": found["labels"], "in the paragraphs that were audited": found.get("audited") or {}}
        tables = {
            where: {name: {key: row[ALL][key] for key in figures} for name, row in rows.items()}
            for where, rows in stages.items()
            if rows
        }
        rules = {name: {key: int(count) for key, count in row.items()} for name, row in (found.get("rules") or {}).items()}
        told = accuracy_in_words({"audited": {}, **found})
        return {"compared": (found.get("cables") or {}).get("compared"), "told": told, "tables": tables, "rules": rules}


def promised(promise: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Returns what `tag` can promise: rows of the option, the share, and the point it gives or why there is none."""
    if not promise:
        return []
    made = promise_in(dict(promise))
    return [_promised(made, option, name, share) for option, name in OPTIONS.items() for share in SHARES]


def _promised(made: Promise, option: str, name: str, share: float) -> dict[str, Any]:
    try:
        return {"option": option, "share": share, "point": cut(made, **{name: share}), "why_not": ""}
    except ValueError as error:
        return {"option": option, "share": share, "point": None, "why_not": str(error).partition(": ")[2]}
