"""Whole paragraphs as tasks for annotation programs, with our labels in them, and what a person did to these labels.

Each task carries our labels with it, so that nothing else is needed to read it back.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import spacy
from spacy.tokens import Doc

from ...evaluation import Labelled
from ...files import digest, printable
from ...labels import Decision, from_json
from ...text import placed
from ..review import ReviewState, Suspect, decide_paragraph
from .answers import TaskAnswer, agreed, only_of
from .done_task import CheckedTask, DoneTask, checked
from .imported import Changes, Imported, ReadingOptions, changes_between

OURS = "cable_ner"  # the field of a task that carries what is needed to read it back


class ParagraphTask(NamedTuple):
    """A paragraph for a person to go through: its Doc, its suspect stretches (character offsets), and what is asked."""

    doc: Doc
    paragraph: str
    suspects: list[tuple[int, int]]
    gain: float
    asked: tuple[Suspect, ...] = ()

    @property
    def spans(self) -> list[Labelled]:
        """Our labels (character offsets)."""
        return [Labelled(ent.start_char, ent.end_char, ent.label_) for ent in self.doc.ents]

    def ours(self) -> dict[str, Any]:
        """Returns what a task carries with it."""
        cable = str(self.doc.user_data.get("cable", ""))
        suspects = [list(stretch) for stretch in self.suspects]
        return {"paragraph": self.paragraph, "cable": cable, "labels": [list(s) for s in self.spans], "suspects": suspects}


def paragraph_tasks(review: ReviewState, docs: Iterable[Doc]) -> tuple[list[ParagraphTask], int]:
    """Returns the paragraphs with open suspects, and how many suspects are in none of the Docs.

    The paragraphs that are expected to gain most come first.
    """
    suspects = review.findings.suspects
    gains: dict[int, float] = defaultdict(float)
    for form in review.findings.forms:
        for index in form.mentions:
            gains[index] = max(gains[index], form.gain / len(form.mentions))
    wanted: dict[str, list[int]] = defaultdict(list)
    for index, suspect in enumerate(suspects):
        if not review.is_decided(suspect):
            wanted[suspect.paragraph].append(index)
    found: dict[str, ParagraphTask] = {}
    for doc in docs:
        if (key := digest(doc.text)) in wanted and key not in found:
            asked = tuple(sorted((suspects[index] for index in wanted[key]), key=lambda one: (one.start, one.end)))
            stretches = sorted({(suspect.start, suspect.end) for suspect in asked})
            found[key] = ParagraphTask(doc, key, stretches, sum(gains[index] for index in wanted[key]), asked)
    lost = sum(len(indices) for key, indices in wanted.items() if key not in found)
    return sorted(found.values(), key=lambda task: (-task.gain, task.paragraph)), lost


def read_tasks(
    rows: Iterable[tuple[str, Any]], how: ReadingOptions, *, read: Callable[[Any], Sequence[DoneTask]]
) -> Imported:
    """Returns the decisions in tasks, given as (place in the file, task).

    `read` returns what people did in a task: nothing for one that is left open. A task that cannot be read is refused, and
    so are different answers about the same paragraph; the others are imported. Raises ValueError if the annotator asked for
    has no answer.
    """
    nlp = spacy.blank(how.lang)
    answers: list[TaskAnswer] = []
    refused: list[str] = []
    refused_at: list[str] = []
    left = 0
    for where, row in rows:
        try:
            done = [TaskAnswer(where, checked(task, how.labels, nlp)) for task in read(row)]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            what = error if isinstance(error, ValueError) else f"was changed after the export ({error}); export it again"
            refused.append(f"{where}: {what}")
            refused_at.append(where)
            continue
        left += not done
        answers += done
    if how.annotator:
        answers = only_of(how.annotator, answers)
    decisions: list[Decision] = []
    changes = Changes()
    for task, conflict, places in agreed(answers):
        if task is None:
            refused.append(conflict)
            refused_at += places
            continue
        decisions += _decisions(task)
        changes += changes_between(task.old, task.spans)
    notes = [f"{answer.where}: {note}" for answer in answers for note in answer.task.notes]
    return Imported(decisions, [], left, refused, list(dict.fromkeys(notes)), changes, tuple(dict.fromkeys(refused_at)))


def _decisions(task: CheckedTask) -> list[Decision]:
    found = decide_paragraph(
        task.paragraph, task.text, old=task.old, new=task.spans, suspects=task.suspects, cable=task.cable
    )
    return [from_json({**decision.as_json(), **dict(task.signed)}) for decision in found]


def text_of_task(row: dict[str, Any]) -> str:
    """Returns the text of a task. Raises ValueError if it is not what was exported."""
    ours = row.get(OURS)
    if not isinstance(ours, dict):
        raise ValueError(f"has no '{OURS}', which holds its earlier labels; export with `review`, and keep all fields")
    text = row.get("text")
    if not isinstance(text, str) or digest(text) != ours["paragraph"]:
        raise ValueError("its text was changed; export again, and change labels only")
    return text


def span_of_task(value: dict[str, Any], labels: Iterable[Any], text: str) -> Labelled:
    """Returns an annotated span (character offsets of the text), without white space at its ends.

    Raises ValueError for a span that is not within the text, or has not exactly one label.
    """
    try:
        start, end = placed(text, value.get("start"), value.get("end"), shown=value.get("text"))
    except ValueError as error:
        raise ValueError(f"a span {error}; correct it and export again") from None
    if start >= end:
        raise ValueError(f"the span from {value['start']} to {value['end']} holds no text; remove it and export again")
    names = [label for label in labels if isinstance(label, str) and label]
    if len(names) != 1:
        raise ValueError(f"'{printable(text[start:end])}' has {len(names)} labels; give it one")
    return Labelled(start, end, names[0])
