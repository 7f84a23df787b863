"""A simulated review in rounds: some answers, then an audit that learns from them, then the next."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from spacy.tokens import Doc

from benchmarks.pacing import paced
from benchmarks.simulation import Oracle, People
from cable_ner.audit import AuditResult
from cable_ner.evaluation import NEXT
from cable_ner.labels import Decision


class Stage(NamedTuple):
    """Where a review stands after so many answers: the decisions, the Docs that have them, and the audit of these.

    `depends` is how many questions had no single answer.
    """

    answers: int
    depends: int
    decisions: list[Decision]
    docs: list[Doc]
    audited: AuditResult


def stages(
    decided: Callable[[list[Decision]], list[Doc]],
    audit: Callable[[list[Doc]], AuditResult],
    gold: Sequence[Doc],
    *,
    answers: int,
    each: int = NEXT,
    people: People = People(),
) -> Iterator[Stage]:
    """Yields the stages of a review, the first without an answer, each with `each` answers more, up to so many.

    `decided` makes the Docs from decisions, `audit` audits them.
    """
    decisions: list[Decision] = []
    depended: set[tuple[str, str]] = set()
    counts = range(0, answers + 1, each)
    for count in paced(counts, "Audits and answers", len(counts)):
        docs = decided(decisions)
        done = audit(docs)
        oracle = Oracle(docs, gold, people)  # (before anybody repairs the Docs)
        yield Stage(count, len(depended), list(decisions), docs, done)
        decisions += oracle.answer_all(done.report, each, depended=depended).decisions
