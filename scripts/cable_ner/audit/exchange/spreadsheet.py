"""Spreadsheets: a row for each open form or mention, whose column `decision` a person fills."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ...evaluation import Labelled
from ...files import as_table, printable, read_table, unguarded
from ...labels import Decision, PlaceDecision, from_json
from ..review import COMMAND_KEYS, Form, Question, ReviewState, Suspect, decide, label_keys
from .imported import Changes, Imported, ReadingOptions, changes_between

DECISION, EXTENT, KEY = "decision", "extent", "key"
COLUMNS = (
    "what", "text", "label", "proposal", "proposed text", "count", "confidence", "gain", "context", "reasons",
    DECISION, EXTENT, KEY,
)  # fmt: skip
_CONTEXTS = 3
_WORDS = {"yes": "y", "ok": "y", "no": "n", "none": "n", "no entity": "n", "keep": "k", "depends": "d", "skip": "s"}


def as_spreadsheet(review: ReviewState) -> str:
    """Returns the open questions as CSV. The column `decision` is to be filled; `key` is needed to read it back."""
    rows = (_mention_row(item) if isinstance(item, Suspect) else _form_row(review, item) for item in review.open())
    return as_table(COLUMNS, rows)


def _form_row(review: ReviewState, form: Form) -> tuple[Any, ...]:
    key = {"form": form.form, "label": form.label, "becomes": form.becomes, "text": form.text}
    key.update({name: value for name, value in (("cable", form.cable), ("zone", form.zone)) if value})
    contexts = " | ".join(map(_in_context, review.suspects_of(form)[:_CONTEXTS]))
    return (
        "form", form.form, form.label, form.becomes or "no entity", form.text, form.mention_count,
        f"{form.confidence:.2f}", f"{form.gain:.1f}", contexts, "; ".join(form.reasons), "", "", json.dumps(key),
    )  # fmt: skip


def _mention_row(suspect: Suspect) -> tuple[Any, ...]:
    names = ("cable", "paragraph", "start", "end", "text", "old", "new", "before", "after")
    key = {name: getattr(suspect, name) for name in names}
    old, new = (" + ".join(span.label for span in side) for side in (suspect.old, suspect.new))
    proposed = " + ".join(map(suspect.text_of, suspect.new))
    return (
        "mention", suspect.text, old, new or "no entity", proposed, 1, f"{suspect.confidence:.2f}", "",
        _in_context(suspect), "; ".join(suspect.reasons), "", "", json.dumps(key),
    )  # fmt: skip


def _in_context(suspect: Suspect) -> str:
    return f"{suspect.before}»{suspect.text}«{suspect.after}"


def read_spreadsheet(path: Path, how: ReadingOptions) -> Imported:
    """Returns the decisions in a spreadsheet that was filled in.

    In `decision`: y the proposal is right, k the label is right as it is, n no entity, a label (or its key in the
    terminal), d it depends, s or nothing: open. In `extent`: the mention's text if it is not the proposal's. A wrong row is
    refused, the others are imported; of rows that contradict each other, none is. Raises SheetError if the file has not
    these columns, or OSError.
    """
    refused: dict[int, str] = {}
    taken: dict[int, tuple[Question, Decision | None]] = {}
    left = 0
    answered: dict[str, tuple[int, str]] = {}
    for line, row in read_table(path, (DECISION, EXTENT, KEY)):
        try:
            answer = _answer(row, how.labels)
            if answer in ("", "s"):
                left += 1
                continue
            first, before = answered.setdefault(row[KEY], (line, answer + row[EXTENT]))
            if before != answer + row[EXTENT]:
                taken.pop(first, None)
                raise ValueError(f"has a different answer from line {first}; neither is imported; keep one of the two")
            if first == line:
                question = _question(row[KEY])
                taken[line] = question, _decided(question, answer, unguarded(row[EXTENT]))
        except ValueError as error:
            refused[line] = f"{path}:{line}: {error}"
    decisions = [decision for _, decision in taken.values() if decision]
    depends = [question for question, decision in taken.values() if isinstance(question, Form) and not decision]
    changes = sum((_changes(question, decision) for question, decision in taken.values() if decision), Changes())
    return Imported(decisions, depends, left, list(refused.values()), [], changes)


def _changes(question: Question, decision: Decision) -> Changes:
    """Returns what a decision changes; all mentions of a form count as one."""
    if isinstance(decision, PlaceDecision):
        old = question.old if isinstance(question, Suspect) else ()
        return changes_between(old, [Labelled(*span) for span in decision.spans])
    if not decision.label:
        return Changes(added=1) if decision.becomes else Changes(unchanged=1)
    if not decision.becomes:
        return Changes(removed=1)
    return Changes(unchanged=1) if (decision.label, "") == (decision.becomes, decision.text) else Changes(changed=1)


def _answer(row: dict[str, str], labels: Sequence[str]) -> str:
    """Returns the command's key or the label in a row's cell. Raises ValueError for anything else."""
    cell = row[DECISION]
    text = cell.strip()
    if text.upper() in labels:
        return text.upper()
    if text in labels:
        return text
    keys = label_keys(labels)
    short = _WORDS.get(text.lower(), text.lower())
    if short in keys:
        return keys[short]
    if short not in ("", *"yknds"):
        raise ValueError(
            f"'{printable(cell)}' in column {DECISION} is neither y, k, n, d, s nor one of {', '.join(labels)};"
            " correct it, or leave it empty"
        )
    if short in ("", "s") and row[EXTENT]:
        raise ValueError(f"has an extent but no {DECISION}; fill in both or neither")
    return short


def _question(text: str) -> Question:
    """Returns what a row asks, from its key. Raises ValueError if the key was changed."""
    try:
        key = json.loads(text)
        return _suspect_of(key) if "paragraph" in key else _form_of(key)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ValueError(f"column {KEY} was changed; export again, and leave this column alone") from None


def _form_of(key: dict[str, Any]) -> Form:
    form, label, becomes, text = (key[name] for name in ("form", "label", "becomes", "text"))
    return Form(form, label, becomes, text, 0, 0.0, 0.0, (), (), key.get("cable", ""), key.get("zone", ""))


def _suspect_of(key: dict[str, Any]) -> Suspect:
    old, new = (tuple(Labelled(*span) for span in key[side]) for side in ("old", "new"))
    start, end, text = (key[name] for name in ("start", "end", "text"))
    suspect = Suspect(key["cable"], key["paragraph"], "", start, end, text, old, new, 0.0, (), key["before"], key["after"])
    from_json(suspect.decide(old).as_json())  # raises ValueError for a key that was changed
    return suspect


def _decided(question: Question, answer: str, extent: str) -> Decision | None:
    """Returns what a row says, None for `depends`. Raises ValueError for what does not fit the question."""
    if answer == "d":
        if isinstance(question, Suspect):
            raise ValueError("is a single mention, so `d` (depends) does not apply; answer y, k, n or a label")
        return None
    if answer in ("k", "n") and extent:
        raise ValueError(f"an extent needs y or a label, not {COMMAND_KEYS[answer]}; clear one of the two cells")
    return decide(question, answer, extent)
