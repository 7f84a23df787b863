"""A review session: each answer is on the disk at once, and can be taken back."""

from functools import partial
from pathlib import Path

from ...files import append_lines
from ...labels import Decision, PlaceDecision, append_decisions, from_json, normal_form, read_corrections, undo
from .depends import depends_file, depends_line, read_depends
from .findings import Findings
from .question import Form, Question
from .state import ReviewState
from .steps import UndoSteps


class Review(ReviewState):
    """A review whose decisions are kept in the file `path`, and the forms that depend in a file beside it.

    `by` is the person's name, stored with each decision. Raises ValueError if a file cannot be read.
    """

    def __init__(self, findings: Findings, path: Path, *, by: str = ""):
        super().__init__(findings, read_corrections(path).decisions, depends=read_depends(depends_file(path)))
        self.path, self.by = path, by
        self._skipped: set[Question] = set()
        self._steps: UndoSteps[Decision | Form] = UndoSteps()

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
        self._steps.take(self.path, signed[-1], append=partial(append_decisions, self.path, signed))
        self._take([*self.decisions, *signed])

    def add_depends(self, *forms: Form) -> None:
        """Notes that the mentions of forms are to be asked one by one."""
        path = depends_file(self.path)
        for form in forms:
            self._steps.take(path, form, append=partial(append_lines, path, [depends_line(form)]))
            self._depends.add(form.key)

    def undo(self) -> Decision | Form | None:
        """Takes back what was written last, and returns it; None if there is nothing to take back.

        Files get back the bytes they had before each step of this session. Beyond that, the file's last decision goes.
        Raises ValueError if another program wrote to the file since.
        """
        done = self._steps.take_back() if self._steps else undo(self.path)
        self._take(read_corrections(self.path).decisions)
        self._depends = set(read_depends(depends_file(self.path)))
        self._skipped = {question for question in self._skipped if not _is_about(question, done)}
        return done


def _is_about(question: Question, done: Decision | Form | None) -> bool:
    if isinstance(question, Form) and not isinstance(done, PlaceDecision) and done is not None:
        return question.key[:2] == (normal_form(done.form), done.label)
    return False
