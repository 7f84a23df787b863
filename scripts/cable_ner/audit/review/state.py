"""How far a review is: which questions of an audit the decisions answer, and what is still open, in order."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

from ...evaluation import Interval, expected_right
from ...labels import Corrections, Decision, PlaceDecision, Subject, normal_form, person, subject
from .depends import FormKey
from .findings import Findings
from .openness import OpenQuestions
from .question import Form, Question, Suspect


class ReviewStatus(NamedTuple):
    """Questions and suspects in all and not decided yet, and how many mentions deciding is expected to put right.

    `next_right` is how many the next answers are, with an interval; None if no decisions tell how probably labels are wrong.
    """

    decisions: int
    questions: int
    questions_left: int
    suspects: int
    suspects_left: int
    depends: int
    gain: float
    gain_left: float
    next_right: Interval | None


class ReviewState:
    """The questions of an audit, the decisions taken so far, and the forms that were answered `depends`."""

    def __init__(self, findings: Findings, decisions: list[Decision], *, depends: Iterable[FormKey] = ()):
        self.findings = findings
        self._depends = set(depends)
        self._open = OpenQuestions(findings)
        self._gain = sum(form.gain for form in findings.forms)
        self._take(decisions)

    @property
    def decisions(self) -> list[Decision]:
        """The decisions taken so far, in their order."""
        return self._corrections.decisions

    def _take(self, decisions: Iterable[Decision]) -> None:
        """Puts these decisions in the place of those taken so far."""
        self._corrections = Corrections(decisions)
        self._decided: dict[str, tuple[list[int], list[int]]] = {}  # starts and ends of the places decided on
        self._open.judge(self._is_decided, self._has_decision)

    def _learn(self, decisions: list[Decision]) -> None:
        """Takes up decisions that were taken after those so far."""
        self._corrections.add(decisions)
        self._judge_again(decisions)

    def _unlearn(self, decision: Decision) -> None:
        """Takes back the last decision that equals this one."""
        self._corrections.remove(decision)
        self._judge_again([decision])

    def _judge_again(self, decisions: list[Decision]) -> None:
        """Looks again at the questions that these decisions are about."""
        for decision in decisions:
            if isinstance(decision, PlaceDecision):
                self._decided.pop(decision.paragraph, None)
        self._open.judge_again(decisions, self._is_decided, self._has_decision)

    def is_decided(self, question: Question) -> bool:
        """Returns whether a decision answers the question.

        A mention is decided by a decision about its place or its form, a form by one about it or about each of its
        mentions.
        """
        if isinstance(question, Suspect):
            return self._is_decided(question)
        suspects = self.suspects_of(question)
        return self._has_decision(question) or (bool(suspects) and all(map(self._is_decided, suspects)))

    def is_open(self, question: Question) -> bool:
        """Returns whether a question is still asked: nothing answers it, and it was not answered `depends`."""
        return not self.is_decided(question) and not (isinstance(question, Form) and self.depends(question))

    def _has_decision(self, form: Form) -> bool:
        """Returns whether a decision is about the form, in the cables and zones that it is limited to."""
        role, limits = form.key[:2], form.key[2:]
        found = self._corrections.forms.get(role, {})
        return limits in found or ("", "") in found

    def _is_decided(self, suspect: Suspect) -> bool:
        return self._is_decided_at_place(suspect) or self._is_decided_by_form(suspect)

    def _is_decided_at_place(self, suspect: Suspect) -> bool:
        """Returns whether a decision is about a place that overlaps a suspect's."""
        if suspect.paragraph not in self._decided:
            places = sorted(self._corrections.places.get(suspect.paragraph, ()))
            # (the ends, each with the last one of those before it, so that they are sorted, too)
            ends = list(accumulate((end for _, end in places), max))
            self._decided[suspect.paragraph] = [start for start, _ in places], ends
        starts, ends = self._decided[suspect.paragraph]
        before = bisect_left(starts, suspect.end)
        return before > 0 and ends[before - 1] > suspect.start

    def _is_decided_by_form(self, suspect: Suspect) -> bool:
        """Returns whether a decision is about the form of a suspect's only old mention, or its only proposed one."""
        if suspect.role is None:
            return False
        text, label = suspect.role
        found = self._corrections.of(text, label, suspect.cable, suspect.zone)
        if found is None:
            return False
        # A longer text is decided on only where it stands.
        return found.text in text or found.text in normal_form(suspect.before + suspect.text + suspect.after)

    def depends(self, form: Form) -> bool:
        """Returns whether a person answered `depends`, so that the form's mentions are asked one by one."""
        return form.key in self._depends

    def suspects_of(self, form: Form) -> list[Suspect]:
        """Returns the suspects that a form names."""
        return [self.findings.suspects[index] for index in form.mentions]

    def places(self, question: Question) -> list[Suspect]:
        """Returns the places of a question, the first of each cable first: those that nothing has answered, if any."""
        if isinstance(question, Suspect):
            return [question]
        suspects = self.suspects_of(question)
        return _new_cables_first([suspect for suspect in suspects if not self._is_decided(suspect)] or suspects)

    def others(self, form: Form) -> list[Form]:
        """Returns the other proposals for the same form and label: one decision answers all of them."""
        return [other for other in self._open.same_key(form) if other != form]

    def open(self) -> Iterator[Question]:
        """Yields the open questions in the audit's order, and then the mentions of forms that depend."""
        return self._open.questions(self._depends)

    def name_of(self, question: Question) -> str:
        """Returns a short name of a question, by which `named` finds it as long as the findings are the same."""
        return self._open.name_of(question)

    def named(self, name: str) -> Question | None:
        """Returns the question of this name; None if there is none."""
        return self._open.named(name)

    def news(self, decisions: Iterable[Decision]) -> list[Decision]:
        """Returns the decisions that differ from the last one on the same form or place: of the same person, if signed."""
        last: dict[tuple[Subject, str], Decision] = {}
        for decision in self.decisions:
            bare = decision._replace(notes=())
            last[subject(decision), person(decision)] = last[subject(decision), ""] = bare
        return [one for one in decisions if last.get((subject(one), person(one))) != one._replace(notes=())]

    def status(self) -> ReviewStatus:
        """Returns how far the review is."""
        return ReviewStatus(
            decisions=len(self.decisions),
            questions=len(self.findings.forms),
            questions_left=self._open.forms.count(1),
            suspects=len(self.findings.suspects),
            suspects_left=self._open.suspects.count(1),
            depends=self._open.depending(self._depends),
            gain=self._gain,
            gain_left=self._open.gain(),
            next_right=expected_right(self._open.gains()) if self.findings.is_fitted else None,
        )


def _new_cables_first(suspects: list[Suspect]) -> list[Suspect]:
    """Returns the suspects, those before all others that are the first of their cable."""
    seen: set[str] = set()
    first: list[Suspect] = []
    rest: list[Suspect] = []
    for suspect in suspects:
        (rest if suspect.cable in seen else first).append(suspect)
        seen.add(suspect.cable)
    return first + rest
