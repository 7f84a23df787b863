"""How far a review is: which questions of an audit the decisions answer, and what is still open, in order."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

from ...labels import Corrections, Decision, PlaceDecision, normal_form
from .depends import FormKey
from .findings import Findings
from .question import Form, Question, Suspect


class ReviewStatus(NamedTuple):
    """Questions and suspects in all and not decided yet, and how many mentions deciding is expected to put right."""

    decisions: int
    questions: int
    questions_left: int
    suspects: int
    suspects_left: int
    depends: int
    gain: float
    gain_left: float


class ReviewState:
    """The questions of an audit, the decisions taken so far, and the forms that were answered `depends`."""

    def __init__(self, findings: Findings, decisions: list[Decision], *, depends: Iterable[FormKey] = ()):
        self.findings = findings
        self._depends = set(depends)
        self._take(decisions)

    def _take(self, decisions: list[Decision]) -> None:
        self.decisions = decisions
        self._corrections = Corrections(decisions)
        self._decided: dict[str, tuple[list[int], list[int]]] = {}  # starts and ends of the places decided on

    def is_decided(self, question: Question) -> bool:
        """Returns whether a decision answers the question.

        A mention is decided by a decision about its place or its form, a form by one about it or about each of its
        mentions.
        """
        if isinstance(question, Suspect):
            return self._is_decided_at_place(question) or self._is_decided_by_form(question)
        form, label, cable, zone = question.key
        found = self._corrections.forms.get((form, label), {})
        if (cable, zone) in found or ("", "") in found:
            return True
        suspects = self.suspects_of(question)
        return bool(suspects) and all(map(self.is_decided, suspects))

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
        spans = suspect.old or tuple(span._replace(label="") for span in suspect.new)
        if len(spans) != 1:
            return False
        text = suspect.text[spans[0].start - suspect.start : spans[0].end - suspect.start]
        found = self._corrections.of(text, spans[0].label, suspect.cable, suspect.zone)
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

    def others(self, form: Form) -> list[Form]:
        """Returns the other proposals for the same form and label: one decision answers all of them."""
        return [other for other in self.findings.forms if other.key == form.key and other != form and not other.single]

    def open(self) -> Iterator[Question]:
        """Yields the open questions in the audit's order, and then the mentions of forms that depend."""
        seen: set[object] = set()
        for form in self.findings.forms:
            question = self.findings.suspects[form.mentions[0]] if form.single else form
            key = question.id if isinstance(question, Suspect) else question.key
            if key in seen or (not form.single and self.depends(form)) or self.is_decided(question):
                continue
            seen.add(key)
            yield question
        for form in self.findings.forms:
            for suspect in self.suspects_of(form) if not form.single and self.depends(form) else ():
                if suspect.id not in seen and not self.is_decided(suspect):
                    seen.add(suspect.id)
                    yield suspect

    def news(self, decisions: Iterable[Decision]) -> list[Decision]:
        """Returns the decisions that differ from the last one taken on the same form or place."""
        last = {_subject(decision): decision._replace(notes=()) for decision in self.decisions}
        return [decision for decision in decisions if last.get(_subject(decision)) != decision._replace(notes=())]

    def status(self) -> ReviewStatus:
        """Returns how far the review is."""
        forms = self.findings.forms
        left = [form for form in forms if not self.is_decided(self.suspects_of(form)[0] if form.single else form)]
        return ReviewStatus(
            decisions=len(self.decisions),
            questions=len(forms),
            questions_left=len(left),
            suspects=len(self.findings.suspects),
            suspects_left=sum(not self.is_decided(suspect) for suspect in self.findings.suspects),
            depends=sum(not form.single and self.depends(form) for form in left),
            gain=sum(form.gain for form in forms),
            gain_left=sum(form.gain for form in left),
        )


def _subject(decision: Decision) -> tuple[str | int, ...]:
    """Returns what a decision is about: of two about the same, the later one holds."""
    if isinstance(decision, PlaceDecision):
        return decision.paragraph, decision.start, decision.end
    return decision.form, decision.label, decision.cable, decision.zone
