"""What the decisions since the last audit have changed, and what the next answers are expected to put right."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict

import msgspec

from ..evaluation import NEXT, expected_right

_Place = tuple[str, int, int, str]


class _Earlier(TypedDict):
    """What is read of audit.json."""

    since: dict[str, Any]
    decisions: dict[str, Any]
    spread: list[dict[str, Any]]
    corpus: dict[str, Any]
    settings: dict[str, Any]


def read_earlier(path: Path) -> Mapping[str, Any] | None:
    """Returns what `since_last` asks of audit.json of the last audit; None if there is none, or one without decisions."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Earlier)  # (the suspects are not read into memory)
    except (OSError, ValueError):
        return None


def next_answers(questions: Sequence[Mapping[str, Any]], *, is_fitted: bool) -> dict[str, Any] | None:
    """Returns what the next answers to questions (rows of audit.json) are expected to put right, with an interval.

    Returns None if no decisions tell how probably labels are wrong: the models' own probabilities are far too sure.
    """
    if not is_fitted:
        return None
    expected = expected_right((row["gain"], row["count"]) for row in questions)
    told = {key: round(number, 1) for key, number in expected._asdict().items()}
    return {"answers": min(NEXT, len(questions)), **told}


def since_last(report: Mapping[str, Any], earlier: Mapping[str, Any] | None) -> dict[str, Any]:
    """Returns what the decisions have changed since an earlier audit of the same cables; else since there were none.

    An audit of the same decisions once more has the same answer as the earlier one, so that its file is the same.
    """
    is_again = earlier is not None and _is_of_the_same(report, earlier)
    nothing: Mapping[str, Any] = {"decisions": {"regions": 0, "changed": 0}, "spread": []}
    before = earlier if earlier is not None and is_again else nothing
    places, earlier_places = _places(report), _places(before)
    if is_again and places == earlier_places and report["decisions"] == before["decisions"]:
        return dict(before["since"])
    return {
        "audit": is_again,
        **{key: report["decisions"][key] - before["decisions"][key] for key in ("regions", "changed")},
        "spread": len(places - earlier_places),
        "no_longer": len(earlier_places - places),
    }


def _is_of_the_same(report: Mapping[str, Any], earlier: Mapping[str, Any]) -> bool:
    """Returns whether two audits were made of the same cables, with the same settings."""
    same = all(report["corpus"][key] == earlier["corpus"][key] for key in ("docs", "tokens", "cables"))
    return same and report["settings"] == earlier["settings"]


def _places(report: Mapping[str, Any]) -> set[_Place]:
    return {(row["paragraph"], row["start"], row["end"], repr(row["new"])) for row in report["spread"]}
