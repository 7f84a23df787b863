"""A review session: each answer is on the disk at once, and the person who gave it can take it back."""

from itertools import chain
from pathlib import Path

from ...files import append_lines
from ...labels import Decision, PlaceDecision, append_decisions, append_revocation, from_json, normal_form, read_corrections
from .depends import depends_file, depends_line, read_depends
from .findings import Findings
from .question import Form, Question
from .second_reading import SecondReadings
from .state import ReviewState


class Review(ReviewState):
    """A review whose decisions are kept in the file `path`, and the forms that depend in a file beside it.

    `by` is the person's name, stored with each decision. `overlap` is the share of the questions that two people answer;
    those that one other person has answered come first. Raises ValueError if a file cannot be read.
    """

    def __init__(self, findings: Findings, path: Path, *, by: str = "", overlap: float = 0.0):
        self.path, self.by = path, by
        self._second = SecondReadings(findings, overlap, by)
        self._read = self._stamps()
        super().__init__(findings, read_corrections(path).decisions, depends=read_depends(depends_file(path)))
        self._skipped: set[Question] = set()
        self._done: list[Decision | Form] = []
        self.changes = 0  # answers given and taken back in this session

    def next(self) -> Question | None:
        """Returns the next open question that was not skipped; None if there is none.

        Takes up first what others have written to the files. Raises ValueError if they cannot be read.
        """
        self.refresh()
        questions = chain(self._second.open(self.decisions), self.open())
        return next((question for question in questions if question not in self._skipped), None)

    def is_open(self, question: Question) -> bool:
        """Returns whether a question is still asked, also for a second time."""
        return super().is_open(question) or question in self._second.open(self.decisions)

    def refresh(self) -> None:
        """Takes up what others have written to the files, such as another review. Raises ValueError, OSError."""
        if (stamps := self._stamps()) != self._read:
            decisions, depends = read_corrections(self.path).decisions, read_depends(depends_file(self.path))
            self._take(decisions)
            self._depends, self._read = depends, stamps

    def _stamps(self) -> list[tuple[int, int]]:
        """Returns the sizes of the files and when they were written, (0, 0) for one that is not there."""
        found = [path.stat() if path.exists() else None for path in (self.path, depends_file(self.path))]
        return [(stat.st_size, stat.st_mtime_ns) if stat else (0, 0) for stat in found]

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
        self.refresh()
        append_decisions(self.path, signed)
        self._read = self._stamps()
        self._done += signed
        self.changes += 1
        self._learn(signed)

    def add_depends(self, *forms: Form) -> None:
        """Notes that the mentions of forms are to be asked one by one."""
        self.refresh()
        path = depends_file(self.path)
        for form in forms:
            append_lines(path, [depends_line(form)])
            self._read = self._stamps()
            self._done.append(form)
            self.changes += 1
            self._depends.add(form.key)

    def undo(self) -> Decision | Form | None:
        """Takes back the person's last answer, and returns it; None if there is none.

        That is the last answer of this session. Beyond the session it is the last decision with this person's name, if
        the review has one: nobody takes back what another person decided. A line is added that revokes it, and none removed.
        """
        self.refresh()
        done = self.last()
        if done is None:
            return None
        if isinstance(done, Form):
            append_lines(depends_file(self.path), [depends_line(done, revoked=True)])
            self._depends.discard(done.key)
        else:
            append_revocation(self.path, done, by=self.by)
            if done in self.decisions:  # (by hand, somebody may have removed its line)
                self._unlearn(done)
        self._read = self._stamps()
        del self._done[-1:]
        self.changes += 1
        self._skipped = {question for question in self._skipped if not _is_about(question, done)}
        return done

    def last(self) -> Decision | Form | None:
        """Returns the answer that `undo` takes back."""
        return self._done[-1] if self._done else self._last_signed()

    def _last_signed(self) -> Decision | None:
        signed = (decision for decision in reversed(self.decisions) if self.by)
        return next((decision for decision in signed if ("by", self.by) in decision.notes), None)


def _is_about(question: Question, done: Decision | Form | None) -> bool:
    if isinstance(question, Form) and not isinstance(done, PlaceDecision) and done is not None:
        return question.key[:2] == (normal_form(done.form), done.label)
    return False
