"""Questions that are dealt to two people, so that it can be measured how far they agree (see `agreement`)."""

from collections.abc import Iterable
from hashlib import blake2b

from ...labels import Decision, Subject, of_each_person
from .findings import Findings
from .question import Form, Question

_BYTES = 8


class SecondReadings:
    """The questions of an audit that one other person has answered, and that fall into the share asked of two.

    The share is chosen by a digest of what a question is about, so that it is the same in all sessions and on all machines.
    """

    def __init__(self, findings: Findings, share: float, by: str):
        if share and not by:
            raise ValueError("questions are dealt to two people by their names; give yours with --by")
        self._by = by
        self._questions: dict[Subject, Question] = {}
        for form in findings.forms if share else ():
            question: Question = findings.suspects[form.mentions[0]] if form.single else form
            if _falls_into(subject_of(question), share):
                self._questions.setdefault(subject_of(question), question)

    def open(self, decisions: Iterable[Decision]) -> list[Question]:
        """Returns the questions that are still to be answered by this person, in the audit's order."""
        if not self._questions:
            return []
        answered = of_each_person(decisions)
        people = {subject: set(answered.get(subject, ())) for subject in self._questions}
        return [self._questions[subject] for subject, own in people.items() if len(own) == 1 and self._by not in own]


def subject_of(question: Question) -> Subject:
    """Returns what a decision on a question is about, unless it holds elsewhere or changes the extent."""
    return question.key if isinstance(question, Form) else (question.paragraph, question.start, question.end)


def _falls_into(subject: Subject, share: float) -> bool:
    key = blake2b(repr(subject).encode(), digest_size=_BYTES).digest()
    limit: float = share * 256**_BYTES
    return int.from_bytes(key, "big") < limit
