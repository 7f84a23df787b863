"""A question that the audit would ask a person, and the answer it expects.

A form in its role is a text with a label (`Khamis` as LOC), or a text without one.
"""

from typing import NamedTuple

from ..labels import normal_form
from .audited_docs import AuditedDoc
from .candidates import Candidate
from .crf import Spans

FORM, PLACE = "form", "place"


class Answer(NamedTuple):
    """What a form's mentions become; see `labels.FormDecision`."""

    form: str
    label: str
    becomes: str
    text: str = ""


class RankedQuestion(NamedTuple):
    """A form in its role, or one place: what it would become, and how many mentions that is expected to put right.

    `mention_count` is the number of mentions concerned, `suspects` are indices of the edits in question.
    """

    kind: str
    answer: Answer
    gain: float
    mention_count: int
    suspects: list[int]
    confidence: float = 0.0  # probability that the answer is right
    is_drawn: bool = False  # at random


def answer_of(doc: AuditedDoc, candidate: Candidate, option: Spans) -> Answer | None:
    """Returns the option as an answer about a form; None if it has several spans, or one that only overlaps the old one."""
    if len(candidate.old) > 1 or len(option) > 1:
        return None
    if not candidate.old:
        return Answer(text_of(doc, *option[0][:2]), "", option[0][2])
    start, end, label = candidate.old[0]
    form = text_of(doc, start, end)
    if not option:
        return Answer(form, label, "")
    first, last, becomes = option[0]
    if (first, last) == (start, end):
        return Answer(form, label, becomes)
    if (first <= start and end <= last) or (start <= first and last <= end):
        return Answer(form, label, becomes, text_of(doc, first, last))
    return None


def text_of(doc: AuditedDoc, start: int, end: int) -> str:
    """Returns the text of the tokens from `start` to `end`, normalised as forms are compared."""
    first, last = doc.place(start, end)
    return normal_form(doc.characters[first:last])


def label_of(spans: Spans) -> str:
    """Returns the first span's label, '' if there is none."""
    return next((label for _, _, label in spans), "")
