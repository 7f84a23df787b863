"""A person's decisions about labels, as data: one JSON object each.

A decision is about a *form* (what every mention with this text and label becomes) or about a *place* (which mentions
are right in a stretch of one paragraph).
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

HEADER_ZONES, TEXT_ZONES = "header", "text"
# `seen` names a cable in which a form was shown, `settles` the people whose decisions differed.
_NOTES = ("seen", "by", "note", "date", "settles")
_SPANS = "'spans' must be a list of [start, end, label]"


class FormDecision(NamedTuple):
    """What mentions with the text `form` and the label `label` become.

    An empty `label` stands for text that is no mention yet, an empty `becomes` for no mention. `text` is empty, or it is
    the mention to make: a part of the form, or longer text around it. `cable` and `zone` (HEADER_ZONES or TEXT_ZONES)
    limit the decision, unless they are empty.
    """

    form: str
    label: str
    becomes: str
    text: str = ""
    cable: str = ""
    zone: str = ""
    notes: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Returns the object to write on a line."""
        limits = {key: value for key in ("text", "cable", "zone") if (value := getattr(self, key))}
        return {"form": self.form, "label": self.label, "becomes": self.becomes, **limits, **dict(self.notes)}


class PlaceDecision(NamedTuple):
    """The right mentions, as (start, end, label), between two character offsets of a paragraph's natural text.

    `paragraph` is the digest of that text, and `text` is what stands between the offsets. `cable` is for people to read.
    """

    paragraph: str
    start: int
    end: int
    text: str
    spans: tuple[tuple[int, int, str], ...]
    cable: str = ""
    notes: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(
        cls, paragraph: str, start: int, text: str, spans: Iterable[tuple[int, int, str]], *, cable: str = ""
    ) -> "PlaceDecision":
        """Returns the decision that these spans are the mentions in `text`, which begins at `start` of the paragraph.

        A span of white space alone is no mention, and is left out.
        """
        end = start + len(text)
        found = sorted((first, after, label) for first, after, label in spans)
        kept = (
            (first, after, label)
            for first, after, label in found
            if not (start <= first < after <= end and text[first - start : after - start].isspace())
        )
        return cls(paragraph, start, end, text, tuple(kept), cable)

    def as_json(self) -> dict[str, Any]:
        """Returns the object to write on a line."""
        row: dict[str, Any] = {"paragraph": self.paragraph, "start": self.start, "end": self.end, "text": self.text}
        row["spans"] = [list(span) for span in self.spans]
        return {**row, **({"cable": self.cable} if self.cable else {}), **dict(self.notes)}


Decision = FormDecision | PlaceDecision


def normal_form(text: str) -> str:
    """Returns a mention's text as forms are compared: with single spaces."""
    return " ".join(text.split())


def from_json(row: Any) -> Decision:
    """Returns the decision that an object describes. Raises ValueError that says what is wrong with it."""
    if not isinstance(row, dict):
        raise ValueError("is not a JSON object")
    is_form = "form" in row
    fields = (FormDecision if is_form else PlaceDecision)._fields
    if unknown := row.keys() - ({*fields, *_NOTES} - {"notes"}):
        raise ValueError(f"has an unknown key '{min(unknown)}'")
    notes = tuple((key, str(row[key])) for key in _NOTES if key in row)
    return _form_decision(row, notes) if is_form else _place_decision(row, notes)


def _form_decision(row: dict[str, Any], notes: tuple[tuple[str, str], ...]) -> FormDecision:
    values = {key: row.get(key) or "" for key in ("text", "cable", "zone")}
    for key in ("form", "label", "becomes"):
        if key not in row:
            raise ValueError(f"has no '{key}'")
        values[key] = row[key]
    if wrong := [key for key, value in values.items() if not isinstance(value, str)]:
        raise ValueError(f"'{wrong[0]}' must be text")
    spaced = {key: normal_form(values[key]) for key in ("form", "text")}
    decision = FormDecision(**{**values, **spaced}, notes=notes)
    if not decision.form:
        raise ValueError("'form' is empty")
    if decision.text and decision.text not in decision.form and decision.form not in decision.text:
        raise ValueError(f"'text' must be part of '{decision.form}', or contain it")
    if decision.zone not in ("", HEADER_ZONES, TEXT_ZONES):
        raise ValueError(f"'zone' must be {HEADER_ZONES} or {TEXT_ZONES}")
    return decision


def _place_decision(row: dict[str, Any], notes: tuple[tuple[str, str], ...]) -> PlaceDecision:
    try:
        start, end = row["start"], row["end"]
        if not all(isinstance(span, list | tuple) and len(span) == 3 for span in row["spans"]):
            raise ValueError(_SPANS)
        spans = tuple(sorted((first, after, label) for first, after, label in row["spans"]))
        if not all(type(offset) is int for offset in (start, end, *(offset for span in spans for offset in span[:2]))):
            raise ValueError("offsets must be whole numbers")
        if not all(isinstance(label, str) and label for *_, label in spans):
            raise ValueError("every span needs a label")
        paragraph, text, cable = row["paragraph"], row["text"], row.get("cable") or ""
        if not all(isinstance(value, str) for value in (paragraph, text, cable)):
            raise ValueError("'paragraph', 'text' and 'cable' must be text")
    except KeyError as error:
        raise ValueError(f"has neither 'form' nor {error}") from None
    except TypeError:
        raise ValueError(_SPANS) from None
    decision = PlaceDecision(paragraph, start, end, text, spans, cable, notes)
    _check_offsets(decision)
    return decision


def _check_offsets(place: PlaceDecision) -> None:
    """Raises ValueError unless the spans are in order and inside the place, and `text` is as long as it."""
    start, end, text = place.start, place.end, place.text
    last = start
    for first, after, _ in place.spans:
        if not last <= first < after <= end:
            raise ValueError(f"the span [{first}, {after}] is not within {start} to {end}, or overlaps another")
        last = after
    if not 0 <= start < end or len(text) != end - start:
        raise ValueError(f"'text' is not the {end - start} characters from {start} to {end}")
    if any(not text[first - start : after - start].strip() for first, after, _ in place.spans):
        raise ValueError("a span holds nothing but white space")
