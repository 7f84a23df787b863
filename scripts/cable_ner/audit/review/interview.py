"""A person answers the questions of a review, by one key each: what the keys are and do, at a terminal and in a browser."""

from typing import NamedTuple

from ...files import printable
from .answers import COMMAND_KEYS, Reach, decide, label_keys, reaches
from .in_words import NO_ENTITY, decision_in_words
from .question import Form, Question
from .session import Review


class AnsweredError(ValueError):
    """The question was answered by somebody else, or in another window, and is no longer open."""

    def __init__(self) -> None:
        super().__init__("this question was answered in the meantime; nothing was recorded")


class Choice(NamedTuple):
    """A key, and what it does, in words."""

    key: str
    name: str


class Interview:
    """A review, the labels to choose from, and the key of each label."""

    def __init__(self, review: Review, labels: tuple[str, ...]):
        self.review, self.labels, self.keys = review, labels, label_keys(labels)

    def choices(self, question: Question) -> list[Choice]:
        """Returns the keys for a question, in the order in which they are shown."""
        proposal = question.becomes or NO_ENTITY if isinstance(question, Form) else "the proposal"
        kept = question.label or NO_ENTITY if isinstance(question, Form) else "as it is"
        names = {**COMMAND_KEYS, "y": f"yes, {proposal}", "k": f"keep {kept}"}
        fits = {"d": isinstance(question, Form), "c": len(reaches(question)) > 1}
        last = [key for key in COMMAND_KEYS if key not in ("y", "k") and fits.get(key, True)]
        return [
            *(Choice(key, names[key]) for key in ("y", "k")),
            *(Choice(key, label) for key, label in self.keys.items()),
            *(Choice(key, names[key]) for key in last),
        ]

    def answer(
        self,
        question: Question,
        key: str,
        *,
        extent: str = "",
        label: str = "",
        reach: Reach | None = None,
        cable: str = "",
    ) -> str:
        """Does what a key stands for, and returns what was done, in words; '' for a key that answers nothing.

        `extent` and `label` are what the person typed after `e`; no label is the proposed one. The answer holds where
        `reach` says; if that is one cable, in `cable`, by default that of the first place asked about. Raises ValueError,
        and records nothing, for an answer that does not fit, AnsweredError for a question that is no longer open.
        """
        self.review.refresh()
        if not self.review.is_open(question):
            raise AnsweredError
        if key == "s":
            self.review.skip(question)
            return "skipped until the next session"
        if key == "d" and isinstance(question, Form):
            self.review.add_depends(question)
            return "its mentions will be asked one by one, after the forms"
        chosen = self._label(question, label) if key == "e" else self.keys.get(key, key)
        if chosen not in self.labels and key not in ("y", "k", "n"):
            return ""
        if key == "e" and not extent.split():
            raise ValueError("type the right text")
        cable = cable or next((place.cable for place in self.review.places(question)), "")
        decision = decide(question, chosen, extent, reach=reach, cable=cable)
        self.review.add(decision)
        return decision_in_words(decision)

    def undo(self) -> str:
        """Takes the last answer back, and returns what was done, in words."""
        if done := self.review.undo():
            return f"undone: {decision_in_words(done)}"
        by = self.review.by
        earlier = f"{by} has decided nothing" if by else "give --by to undo your earlier decisions"
        return f"there is nothing to undo in this session; {earlier}"

    def _label(self, question: Question, typed: str) -> str:
        """Returns the label that was typed, or whose key was; the proposed one if none was. Raises ValueError."""
        label = self.keys.get(typed.lower(), typed.upper()) if typed else proposed_label(question)
        if typed not in self.labels and label not in self.labels:
            raise ValueError(f"'{printable(label)}' is not one of {', '.join(self.labels)}")
        return typed if typed in self.labels else label


def proposed_label(question: Question) -> str:
    """Returns the label that is proposed, else the label as it is."""
    if isinstance(question, Form):
        return question.becomes or question.label
    return next((span.label for span in (*question.new, *question.old)), "")


def reach_in_words(question: Question, reach: Reach, cable: str) -> str:
    """Returns where an answer holds, in words; `cable` is that of the place which is shown."""
    if reach is Reach.PLACE:
        return "at this place only"
    if reach is Reach.ARCHIVE:
        return "everywhere in the archive"
    return f"everywhere in {printable(question.cable or cable)}"
