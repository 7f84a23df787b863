"""Every error of a run in its sentence, and how often each form goes wrong."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from .gazetteer import form_of
from .pairing import RIGHT, Pairing
from .reference import ReferenceParagraph
from .runs import SystemRun
from .scoring import Labelled
from .sentences import sentence


def errors(run: SystemRun, forms: Mapping[str, int] | None) -> list[dict[str, Any]]:
    """Returns each pairing that is not right, in its sentence; the forms that go wrong most often come first.

    The form of an error is the text of the reference's mention, or of the predicted one if there is none. `forms` are
    the forms of train, by which an error counts as `seen`.
    """
    tally = FormTally(run, forms)
    rows = []
    for number, (one, pairs) in enumerate(zip(run.test.paragraphs, run.pairings)):
        layers = {"gold": one.mentions, "predicted": run.reading.found[number]}
        for pair in pairs:
            if pair.kind != RIGHT:
                rows.append(_error(run, number, pair, layers, tally))
    return sorted(rows, key=by_form)


def _error(
    run: SystemRun, number: int, pair: Pairing, layers: Mapping[str, Sequence[Labelled]], tally: "FormTally"
) -> dict[str, Any]:
    one = run.test.paragraphs[number]
    both = [mention for mention in (pair.reference, pair.predicted) if mention]
    focus = min(mention.start for mention in both), max(mention.end for mention in both)
    return {
        **where(one),
        "kind": pair.kind,
        "gold": first_mention(one, [pair.reference] if pair.reference else []),
        "predicted": with_confidence(run, number, [pair.predicted] if pair.predicted else []),
        **tally.of(one.text_of(pair.mention)),
        "sentence": sentence(one, focus, layers),
    }


class FormTally:
    """How often each form of a run goes wrong, how often it occurs, and whether train has it (`forms`, if given)."""

    def __init__(self, run: SystemRun, forms: Mapping[str, int] | None) -> None:
        self.forms = forms
        self.wrong: Counter[str] = Counter()
        self.there: Counter[str] = Counter()
        for one, pairs in zip(run.test.paragraphs, run.pairings):
            for pair in pairs:
                form = form_of(one.text_of(pair.mention))
                self.there[form] += 1
                self.wrong[form] += pair.kind != RIGHT

    def of(self, text: str) -> dict[str, Any]:
        """Returns what an error says of the form of this text."""
        form = form_of(text)
        return {
            "form": form,
            "form_wrong": self.wrong[form],
            "form_count": self.there[form],
            "seen": None if self.forms is None else form in self.forms,
        }


def by_form(row: Mapping[str, Any]) -> tuple[int, str, str, int, int]:
    """Returns the sort key of an error: the forms that go wrong most often first, then by form and place."""
    first = min(row[side]["start"] for side in ("gold", "predicted", "other") if row.get(side))
    return -row["form_wrong"], row["form"], row["cable"], row["index"], first


def where(one: ReferenceParagraph) -> dict[str, Any]:
    """Returns the part of an error that names its paragraph."""
    return {"cable": one.cable, "index": one.index, "zone": one.zone, "paragraph": one.doc.user_data.get("paragraph")}


def first_mention(one: ReferenceParagraph, mentions: Sequence[Labelled]) -> dict[str, Any] | None:
    """Returns the first of the mentions with its text (character offsets of the paragraph), or None if there is none."""
    return {**mentions[0]._asdict(), "text": one.text_of(mentions[0])} if mentions else None


def with_confidence(run: SystemRun, number: int, mentions: Sequence[Labelled]) -> dict[str, Any] | None:
    """Returns the first of the model's own mentions in a paragraph with the confidence it gave, or None if there is none."""
    row = first_mention(run.test.paragraphs[number], mentions)
    if row is None:
        return None
    known = run.reading.confidence[number] if run.reading.confidence else {}
    return {**row, "confidence": known.get(mentions[0])}
