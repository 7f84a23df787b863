"""`review status`: how much is decided, and what is left."""

from ...audit import Review
from ...evaluation import NEXT, Interval
from ..console import msg
from .options import AUDIT, CORRECTIONS, AuditFile, Corrections, open_review


def main(audit: AuditFile = AUDIT, corrections: Corrections = CORRECTIONS) -> None:
    """Show how much is decided, how much is left, and the expected gain."""
    review, _ = open_review(audit, corrections)
    show_status(review)


def show_status(review: Review) -> None:
    """Prints how far the review is."""
    status = review.status()
    rows = [
        ("decisions taken", status.decisions, ""),
        ("questions left", status.questions_left, f"of {status.questions}"),
        ("of these, answered `depends`", status.depends, ""),
        ("suspects left", status.suspects_left, f"of {status.suspects}"),
        ("mentions expected to be corrected", f"{status.gain_left:.1f}", f"of {status.gain:.1f}"),
        *_next(status.next_right),
        ("edits spread by the audit", len(review.findings.spread), ""),
    ]
    msg.table([tuple(map(str, row)) for row in rows], aligns=("l", "r", "l"))


def _next(expected: Interval | None) -> list[tuple[str, str, str]]:
    """Returns the row that helps to decide when to stop, if anything is known of that."""
    if expected is None:
        return []
    told = f"95 % interval {expected.low:.0f} to {expected.high:.0f}"
    return [(f"… by the next {NEXT} answers", f"{expected.value:.1f}", told)]
