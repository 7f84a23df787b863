"""Answers that a person gives by a key or a word, and the decisions they stand for."""

from collections.abc import Sequence
from enum import StrEnum

from ...labels import Decision, FormDecision, PlaceDecision
from .question import Form, Question, Suspect

COMMAND_KEYS = {
    "y": "yes", "k": "keep", "n": "no entity", "d": "depends", "e": "extent", "c": "which cables", "s": "skip", "u": "undo",
    "q": "quit",
}  # fmt: skip


class Reach(StrEnum):
    """Where an answer holds: at one place, everywhere in its cable, or everywhere in the archive."""

    PLACE = "place"
    CABLE = "cable"
    ARCHIVE = "archive"


def reaches(question: Question) -> list[Reach]:
    """Returns where an answer to a question can hold, first where it holds unless the person says otherwise."""
    if isinstance(question, Suspect):
        return [Reach.PLACE, Reach.CABLE, Reach.ARCHIVE] if question.as_form() else [Reach.PLACE]
    return [Reach.CABLE] if question.cable else [Reach.ARCHIVE, Reach.CABLE] if question.mentions else [Reach.ARCHIVE]


def label_keys(labels: Sequence[str]) -> dict[str, str]:
    """Returns the label of each key: a label's first letter unless a command or another label has it, else a digit."""
    found: dict[str, str] = {}
    for label in labels:
        initial = label[:1].lower()
        free = initial not in COMMAND_KEYS and initial not in found
        key = initial if free else next((digit for digit in "123456789" if digit not in found), "")
        if key:
            found[key] = label
    return found


def decide(question: Question, answer: str, extent: str = "", *, reach: Reach | None = None, cable: str = "") -> Decision:
    """Returns the decision on a question: `answer` is y, k, n or a label; `extent` the text of the mention if it differs.

    It holds where `reach` says (see `reaches`; None: the first of these), for a form in one cable in `cable`. Raises
    ValueError for an extent or a reach that does not fit.
    """
    if isinstance(question, Suspect) and reach in (None, Reach.PLACE):
        return mention_decision(question, answer, extent)
    if reach is not None and reach not in reaches(question):
        raise ValueError("this answer cannot hold there; answer for this place")
    form = question.as_form() if isinstance(question, Suspect) else question
    assert form is not None
    if reach is Reach.CABLE and not form.cable:
        form = form._replace(cable=question.cable or cable)
    return form_decision(form, answer, extent)


def form_decision(form: Form, answer: str, extent: str = "") -> FormDecision:
    """Returns the decision on a form; see `decide`."""
    if answer in ("k", "n"):
        return form.keep() if answer == "k" else form.decide("")
    if answer != "y":
        return form.decide(answer, extent)
    if extent and not form.becomes:
        raise ValueError("an extent needs a label; answer with one")
    return form.decide(form.becomes, extent or form.text)


def mention_decision(suspect: Suspect, answer: str, extent: str = "") -> PlaceDecision:
    """Returns the decision on a mention; see `decide`."""
    if extent:
        labels = {span.label for span in suspect.new} if answer == "y" else {answer} - set(COMMAND_KEYS)
        if len(labels) != 1:
            raise ValueError("an extent needs one label; answer with one")
        return suspect.extent(extent, labels.pop())
    if answer in ("y", "k"):
        return suspect.decide(suspect.new if answer == "y" else suspect.old)
    return suspect.labelled("" if answer == "n" else answer)
