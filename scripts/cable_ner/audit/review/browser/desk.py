"""What the pages of a review have in common: one interview, however many windows show it, and what was last said."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from ....files import explain
from ..answers import Reach
from ..interview import AnsweredError, Interview
from ..question import Question, Suspect
from .contexts import Contexts, ParagraphContext

_KEPT = 100  # messages


class Message(NamedTuple):
    """What became of an answer, in words."""

    text: str
    is_good: bool


class Desk:
    """An interview, and the paragraphs it asks about.

    A window sends the name of the question that it shows, with how many places were open: so an answer to what another
    window has answered, or changed, is told and not recorded. It must be used by one thread.
    """

    def __init__(self, interview: Interview, contexts: Contexts):
        self.interview, self.review = interview, interview.review
        self._contexts = contexts
        self._said: dict[int, Message] = {}
        self._count = 0

    def context(self, suspect: Suspect) -> ParagraphContext | None:
        """Returns the paragraph of a suspect; None if it was not in the corpus."""
        return self._contexts.get((suspect.cable, suspect.paragraph))

    def said(self, number: str) -> Message | None:
        """Returns the message of this number; None for one that is forgotten, or never was."""
        return self._said.get(int(number)) if number.isascii() and number.isdecimal() and len(number) < 10 else None

    def answer(self, given: Mapping[str, str]) -> int:
        """Records the answer that a form holds, and returns the number of the message that says what became of it.

        `question` and `place` are names of what the window showed, `places` is how many places were open, `key` is the
        answer's; see `Interview.answer` for `extent`, `label` and `reach`.
        """
        question = self.review.named(given.get("question", ""))
        if question is None:
            return self._say("there is no such question; nothing was recorded", is_good=False)
        return self._done(lambda: self._answered(question, given))

    def _answered(self, question: Question, given: Mapping[str, str]) -> str:
        self.review.refresh()
        if given.get("places") != str(len(self.review.places(question))):
            raise AnsweredError
        reach, place = given.get("reach", ""), self.review.named(given.get("place", ""))
        said = self.interview.answer(
            question,
            given.get("key", ""),
            extent=given.get("extent", ""),
            label=given.get("label", ""),
            reach=Reach(reach) if reach in set(Reach) else None,
            cable=place.cable if isinstance(place, Suspect) else "",
        )
        if not said:
            raise ValueError("this key answers nothing; nothing was recorded")
        return said

    def undo(self, given: Mapping[str, str]) -> int:
        """Takes the last answer back, unless others were given since the window showed it (`changes`)."""
        return self._done(lambda: self._undone(given))

    def _undone(self, given: Mapping[str, str]) -> str:
        if given.get("changes") != str(self.review.changes):
            raise ValueError("another window has gone on in the meantime; nothing was taken back: look again")
        return self.interview.undo()

    def _done(self, act: Callable[[], str]) -> int:
        """Does something, and returns the number of the message that says what was done, or why it was not."""
        try:
            return self._say(act(), is_good=True)
        except OSError as error:
            return self._say(f"{explain(error, 'try again')}; nothing was recorded", is_good=False)
        except ValueError as error:
            return self._say(str(error), is_good=False)

    def _say(self, text: str, *, is_good: bool) -> int:
        self._count += 1
        self._said[self._count] = Message(text, is_good)
        self._said.pop(self._count - _KEPT, None)
        return self._count
