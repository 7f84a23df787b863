"""A finished paragraph is checked: whole tokens, known labels, no overlaps."""

import pytest
import spacy

from cable_ner.audit.exchange.done_task import DoneTask, checked
from cable_ner.evaluation import Labelled

NLP = spacy.blank("en")
OURS = {"paragraph": "p", "cable": "c.txt", "labels": [], "suspects": []}
TEXT = "Mayor Khamis left Rome ."


@pytest.mark.parametrize(
    ("span", "text", "notes"),
    [((6, 12), "Khamis", 0), ((6, 10), "Khamis", 1), ((8, 12), "Khamis", 1), ((6, 14), "Khamis left", 1)],
)
def test_done_task_spans_are_widened_to_words_and_told(span: tuple[int, int], text: str, notes: int) -> None:
    task = checked(DoneTask(OURS, TEXT, [Labelled(*span, "PER")]), ["PER"], NLP)
    [found] = task.spans
    assert (TEXT[found.start : found.end], len(task.notes)) == (text, notes)


@pytest.mark.parametrize(
    ("spans", "message"),
    [
        ([Labelled(6, 12, "PER"), Labelled(8, 12, "LOC")], "overlap; keep one of them"),
        ([Labelled(6, 12, "GPE")], "the label 'GPE' is none of PER"),
    ],
)
def test_done_task_that_is_refused(spans: list[Labelled], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        checked(DoneTask(OURS, TEXT, spans), ["PER", "LOC"], NLP)
