"""Answers that a person gives by a key or a word, and the decisions they stand for."""

from collections.abc import Sequence

from ...labels import Decision, FormDecision, PlaceDecision
from .question import Form, Question, Suspect

COMMAND_KEYS = {
    "y": "yes", "k": "keep", "n": "no entity", "d": "depends", "e": "extent", "s": "skip", "u": "undo", "q": "quit",
}  # fmt: skip


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


def decide(question: Question, answer: str, extent: str = "") -> Decision:
    """Returns the decision on a question: `answer` is y, k, n or a label; `extent` the text of the mention if it differs.

    Raises ValueError for an extent that does not fit.
    """
    return (
        form_decision(question, answer, extent) if isinstance(question, Form) else mention_decision(question, answer, extent)
    )


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
