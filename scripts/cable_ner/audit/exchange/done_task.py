"""A paragraph that a person went through in another program, checked: its spans are whole tokens with known labels."""

from collections.abc import Collection
from typing import Any, NamedTuple

from spacy.language import Language

from ...corpus import adjusted, boundaries_of
from ...evaluation import Labelled
from ...files import printable
from ...model import tokenised
from ...text import Mention


class DoneTask(NamedTuple):
    """A task that a person went through: what it carried with it, its text, and the spans that are in it now.

    Spans are character offsets of the text. `annotators` are the names that the program has for the person, `is_truth` is
    true if the answer is marked as the ground truth. `signed` are notes for the decisions: `by` whom, on which `date`.
    """

    ours: dict[str, Any]
    text: str
    spans: list[Labelled]
    annotators: tuple[str, ...] = ()
    is_truth: bool = False
    signed: tuple[tuple[str, str], ...] = ()


class CheckedTask(NamedTuple):
    """A task as the decisions need it: our labels and its spans (character offsets of the text, sorted), and suspects."""

    paragraph: str
    cable: str
    text: str
    old: list[Labelled]
    spans: list[Labelled]
    suspects: list[tuple[int, int]]
    annotators: tuple[str, ...]
    is_truth: bool
    notes: list[str]
    signed: tuple[tuple[str, str], ...] = ()


def checked(done: DoneTask, labels: Collection[str], nlp: Language) -> CheckedTask:
    """Returns the task with spans widened to whole tokens, as conversion needs them; `notes` says which were.

    Raises ValueError for a label that is not among `labels`, and for spans that overlap.
    """
    spans, notes = _on_tokens(sorted(set(done.spans)), done.text, nlp)
    for span, other in zip(spans, spans[1:]):
        if other.start < span.end:
            one, two = (printable(done.text[s.start : s.end]) for s in (span, other))
            raise ValueError(f"'{one}' and '{two}' overlap; keep one of them")
    if strange := [span for span in spans if span.label not in labels]:
        name = printable(strange[0].label)
        raise ValueError(f"the label '{name}' is none of {', '.join(labels)}; correct it, or give --labels")
    old = [Labelled(start, end, label) for start, end, label in done.ours["labels"]]
    suspects = [(start, end) for start, end in done.ours["suspects"]]
    paragraph, cable = done.ours["paragraph"], done.ours["cable"]
    return CheckedTask(paragraph, cable, done.text, old, spans, suspects, done.annotators, done.is_truth, notes, done.signed)


def _on_tokens(spans: list[Labelled], text: str, nlp: Language) -> tuple[list[Labelled], list[str]]:
    """Returns spans on token boundaries, and in words what was done to those that were not."""
    tokens = boundaries_of(tokenised(text, nlp))
    found, notes = [], []
    for span in spans:
        place = tokens.span(span.start, span.end)
        if place is None:
            mention = Mention(*span, 0)
            place = adjusted(mention, text, tokens)[0] or tokens.covering(span.start, span.end)
            start, end = tokens.starts[place[0]], tokens.ends[place[1] - 1]
            was, now = printable(text[span.start : span.end]), printable(text[start:end])
            notes.append(f"'{was}' does not end where words do; '{now}' is taken")
            span = Labelled(start, end, span.label)
        found.append(span)
    return sorted(set(found)), notes
