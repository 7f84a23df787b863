"""What people contradict each other in, asked of somebody who settles it."""

from pathlib import Path

from ...evaluation import Labelled
from ...labels import Contradiction, Decision, FormDecision, PlaceDecision, Subject, contradictions, subject
from .findings import Findings
from .in_words import decision_in_words
from .question import Form, Question, Suspect
from .second_reading import subject_of
from .session import Review
from .state import ReviewStatus


class Adjudication(Review):
    """A review that asks only about contradictions, and says who gave which answer.

    Its decisions note in `settles` whose it was to decide between, and hold against all earlier ones. Of a place, `keep` is
    the first answer and `yes` the last. Raises ValueError without a name, or if a file cannot be read.
    """

    def __init__(self, findings: Findings, path: Path, *, by: str):
        if not by:
            raise ValueError("the decisions of people are settled by somebody with a name; give yours with --by")
        super().__init__(findings, path, by=by)
        self._at_first = len(self._contradictions())

    def next(self) -> Question | None:
        """Returns the next contradiction that was not skipped, as a question; None if there is none."""
        self.refresh()
        questions = map(self._question, self._contradictions().values())
        return next((question for question in questions if question not in self._skipped), None)

    def is_open(self, question: Question) -> bool:
        """Returns whether nobody has settled it yet."""
        return subject_of(question) in self._contradictions()

    def add(self, *decisions: Decision) -> None:
        """Appends decisions that settle what they are about; see `Review.add`.

        One about more than the place in question settles that, too.
        """
        left = self._contradictions()
        signed: list[Decision] = []
        for decision in decisions:
            known = left.get(subject(decision)) or self._around(decision, left)
            people = ", ".join(known.people) if known else ""
            notes = (("by", self.by), ("settles", people))
            if known and isinstance(decision, PlaceDecision) and subject(decision) != subject(known.decisions[0]):
                signed.append(_cut_to(decision, known.decisions[0])._replace(notes=notes))
            signed.append(decision._replace(notes=notes))
        super().add(*signed)

    def status(self) -> ReviewStatus:
        """Returns how far the review is: its questions are the contradictions."""
        left = len(self._contradictions())
        return super().status()._replace(questions=max(self._at_first, left), questions_left=left)

    def _contradictions(self) -> dict[Subject, Contradiction]:
        return {subject(one.decisions[0]): one for one in contradictions(self.decisions)}

    def _around(self, decision: Decision, left: dict[Subject, Contradiction]) -> Contradiction | None:
        """Returns the contradiction about a place within that of a decision."""
        if not isinstance(decision, PlaceDecision):
            return None
        for one in left.values():
            place = one.decisions[0]
            if isinstance(place, PlaceDecision) and place.paragraph == decision.paragraph:
                if decision.start <= place.start and place.end <= decision.end:
                    return one
        return None

    def _question(self, one: Contradiction) -> Question:
        first, last = one.decisions[0], one.decisions[-1]
        reasons = tuple(f"{name}: {decision_in_words(decision)}" for name, decision in zip(one.people, one.decisions))
        if isinstance(first, FormDecision) and isinstance(last, FormDecision):
            mentions = tuple(
                mention for form in self.findings.forms if form.key == subject(first) for mention in form.mentions
            )
            return Form(
                first.form, first.label, last.becomes, last.text, len(set(mentions)), 0.0, 0.0, reasons,
                tuple(dict.fromkeys(mentions)), first.cable, first.zone,
            )  # fmt: skip
        assert isinstance(first, PlaceDecision)
        assert isinstance(last, PlaceDecision)
        known = next((own for own in self.findings.suspects if subject_of(own) == subject(first)), None)
        zone, before, after = (known.zone, known.before, known.after) if known else ("", "", "")
        old, new = (tuple(Labelled(*span) for span in decision.spans) for decision in (first, last))
        return Suspect(
            first.cable, first.paragraph, zone, first.start, first.end, first.text, old, new, 0.0, reasons, before, after
        )


def _cut_to(decision: PlaceDecision, place: Decision) -> PlaceDecision:
    """Returns what a decision says of a place within its own."""
    assert isinstance(place, PlaceDecision)
    spans = [span for span in decision.spans if place.start <= span[0] and span[1] <= place.end]
    return PlaceDecision.of(place.paragraph, place.start, place.text, spans, cable=place.cable)
