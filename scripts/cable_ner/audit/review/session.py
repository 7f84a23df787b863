"""A review session: each answer is on the disk at once, and the person who gave it can take it back."""

from pathlib import Path

from ...files import append_lines
from ...labels import Decision, PlaceDecision, append_decisions, append_revocation, from_json, normal_form, read_corrections
from .depends import depends_file, depends_line, read_depends
from .findings import Findings
from .question import Form, Question
from .state import ReviewState


class Review(ReviewState):
    """A review whose decisions are kept in the file `path`, and the forms that depend in a file beside it.

    `by` is the person's name, stored with each decision. Raises ValueError if a file cannot be read.
    """

    def __init__(self, findings: Findings, path: Path, *, by: str = ""):
        super().__init__(findings, read_corrections(path).decisions, depends=read_depends(depends_file(path)))
        self.path, self.by = path, by
        self._skipped: set[Question] = set()
        self._done: list[Decision | Form] = []

    def next(self) -> Question | None:
        """Returns the next open question that was not skipped; None if there is none."""
        return next((question for question in self.open() if question not in self._skipped), None)

    def skip(self, question: Question) -> None:
        """Leaves a question for another session."""
        self._skipped.add(question)

    def add(self, *decisions: Decision) -> None:
        """Appends decisions to the file; they are on the disk when this returns.

        Raises ValueError, and writes nothing, if one of them could not be read again.
        """
        if not decisions:
            return
        notes = (("by", self.by),) if self.by else ()
        signed = [from_json(decision._replace(notes=decision.notes or notes).as_json()) for decision in decisions]
        append_decisions(self.path, signed)
        self._done += signed
        self._take([*self.decisions, *signed])

    def add_depends(self, *forms: Form) -> None:
        """Notes that the mentions of forms are to be asked one by one."""
        path = depends_file(self.path)
        for form in forms:
            append_lines(path, [depends_line(form)])
            self._done.append(form)
            self._depends.add(form.key)

    def undo(self) -> Decision | Form | None:
        """Takes back the person's last answer, and returns it; None if there is none.

        That is the last answer of this session. Beyond the session it is the last decision with this person's name, if
        the review has one: nobody takes back what another person decided. A line is added that revokes it, and none removed.
        """
        done = self._done.pop() if self._done else self._last_signed()
        if done is None:
            return None
        if isinstance(done, Form):
            append_lines(depends_file(self.path), [depends_line(done, revoked=True)])
        else:
            append_revocation(self.path, done, by=self.by)
        self._take(read_corrections(self.path).decisions)
        self._depends = read_depends(depends_file(self.path))
        self._skipped = {question for question in self._skipped if not _is_about(question, done)}
        return done

    def _last_signed(self) -> Decision | None:
        signed = (decision for decision in reversed(read_corrections(self.path).decisions) if self.by)
        return next((decision for decision in signed if ("by", self.by) in decision.notes), None)


def _is_about(question: Question, done: Decision | Form | None) -> bool:
    if isinstance(question, Form) and not isinstance(done, PlaceDecision) and done is not None:
        return question.key[:2] == (normal_form(done.form), done.label)
    return False
