"""Whole paragraphs as tasks for annotation programs, with our labels in them, and what a person did to these labels.

Each task carries our labels with it, so that nothing else is needed to read it back.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any, NamedTuple

from spacy.tokens import Doc

from ...evaluation import Labelled
from ...files import SheetError, digest, printable
from ...labels import Decision, from_json
from ..review import ReviewState, decide_paragraph
from .imported import Imported

OURS = "cable_ner"  # the field of a task that carries what is needed to read it back


class ParagraphTask(NamedTuple):
    """A paragraph for a person to go through: its Doc, and its suspect stretches (character offsets)."""

    doc: Doc
    paragraph: str
    suspects: list[tuple[int, int]]
    gain: float

    @property
    def spans(self) -> list[Labelled]:
        """Our labels (character offsets)."""
        return [Labelled(ent.start_char, ent.end_char, ent.label_) for ent in self.doc.ents]

    def ours(self) -> dict[str, Any]:
        """Returns what a task carries with it."""
        cable = str(self.doc.user_data.get("cable", ""))
        suspects = [list(stretch) for stretch in self.suspects]
        return {"paragraph": self.paragraph, "cable": cable, "labels": [list(s) for s in self.spans], "suspects": suspects}


class DoneTask(NamedTuple):
    """A task that a person went through: what it carried with it, its text, and the spans that are in it now."""

    ours: dict[str, Any]
    text: str
    spans: list[Labelled]


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
            stretches = sorted({(suspects[index].start, suspects[index].end) for index in wanted[key]})
            found[key] = ParagraphTask(doc, key, stretches, sum(gains[index] for index in wanted[key]))
    lost = sum(len(indices) for key, indices in wanted.items() if key not in found)
    return sorted(found.values(), key=lambda task: (-task.gain, task.paragraph)), lost


def read_tasks(
    rows: Iterable[tuple[str, Any]], labels: Collection[str], *, read: Callable[[Any], DoneTask | None]
) -> Imported:
    """Returns the decisions in tasks, given as (place in the file, task).

    `read` returns what was done in a task, None for one that is left open. Raises SheetError with a line for each task
    that cannot be read.
    """
    decisions: list[Decision] = []
    problems: list[str] = []
    left = 0
    for where, row in rows:
        try:
            done = read(row)
            if done is None:
                left += 1
            else:
                decisions += _decisions(done, labels)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            what = error if isinstance(error, ValueError) else f"was changed after the export ({error}); export it again"
            problems.append(f"{where}: {what}")
    if problems:
        raise SheetError(problems)
    return Imported(decisions, [], left)


def _decisions(done: DoneTask, labels: Collection[str]) -> list[Decision]:
    spans, ours = sorted(set(done.spans)), done.ours
    for span, other in zip(spans, spans[1:]):
        if other.start < span.end:
            one, two = (printable(done.text[s.start : s.end]) for s in (span, other))
            raise ValueError(f"'{one}' and '{two}' overlap; keep one of them")
    if strange := [span for span in spans if span.label not in labels]:
        name = printable(strange[0].label)
        raise ValueError(f"the label '{name}' is none of {', '.join(labels)}; correct it, or give --labels")
    old = [Labelled(start, end, label) for start, end, label in ours["labels"]]
    suspects = [(start, end) for start, end in ours["suspects"]]
    found = decide_paragraph(ours["paragraph"], done.text, old=old, new=spans, suspects=suspects, cable=ours["cable"])
    return [from_json(decision.as_json()) for decision in found]


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
    start, end = value.get("start"), value.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        raise ValueError(f"a span has no start or end ({start}, {end}); annotate with <Text>, and export again")
    start, end = _corrected(start, end, text, value.get("text"))
    piece = text[start:end]
    start, end = start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
    if not 0 <= start < end <= len(text):
        raise ValueError(f"the span from {value['start']} to {value['end']} holds no text; remove it and export again")
    names = [label for label in labels if isinstance(label, str) and label]
    if len(names) != 1:
        raise ValueError(f"'{printable(text[start:end])}' has {len(names)} labels; give it one")
    return Labelled(start, end, names[0])


def _corrected(start: int, end: int, text: str, shown: object) -> tuple[int, int]:
    """Returns character offsets, for ones that may be UTF-16 offsets, by the text that the program showed there."""
    if not isinstance(shown, str) or _same(text[start:end], shown):
        return start, end
    first, last = (_from_utf16(text, offset) for offset in (start, end))
    if not _same(text[first:last], shown):
        raise ValueError(f"'{printable(shown)}' is not the text of its span, at {start}; correct it and export again")
    return first, last


def _same(text: str, shown: str) -> bool:
    """Returns whether a text is what a page showed of it, apart from white space, which pages change."""
    return "".join(text.split()) == "".join(shown.replace("\\n", "\n").split())


def _from_utf16(text: str, offset: int) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * offset].decode("utf-16-le", "ignore"))
