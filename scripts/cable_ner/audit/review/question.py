"""What a person is asked, and the decisions that answer it: about one place, or about all mentions of a form."""

from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple

from ...evaluation import Labelled
from ...labels import FormDecision, PlaceDecision, from_json, normal_form, occurrences


class Suspect(NamedTuple):
    """A stretch of a paragraph (character offsets) whose mentions may be wrong: `old` as they are, `new` as proposed.

    `text` is what stands there, `before` and `after` are its context; `paragraph` is the digest of the whole text.
    """

    cable: str
    paragraph: str
    zone: str
    start: int
    end: int
    text: str
    old: tuple[Labelled, ...]
    new: tuple[Labelled, ...]
    confidence: float
    reasons: tuple[str, ...]
    before: str
    after: str

    @property
    def id(self) -> str:
        """A short name that stays the same from audit to audit as long as the proposal does."""
        key = f"{self.paragraph} {self.start} {self.end} {[tuple(span) for span in self.new]}"
        return blake2b(key.encode(), digest_size=4).hexdigest()

    @property
    def subject(self) -> tuple[str, int, int, tuple[Labelled, ...]]:
        """What is asked: the place and the proposal. Copies of a paragraph have it in common, and one answer."""
        return self.paragraph, self.start, self.end, self.new

    @property
    def role(self) -> tuple[str, str] | None:
        """The form and label of the only old mention, or the form of the only proposed one and no label; else None."""
        spans = self.old or self.new
        if len(spans) != 1:
            return None
        text = self.text[spans[0].start - self.start : spans[0].end - self.start]
        return normal_form(text), self.old[0].label if self.old else ""

    def as_form(self) -> "Form | None":
        """Returns what is asked as a question about the form; None if an answer could not be about a form."""
        if self.role is None or not self.role[0] or len(self.new) > 1:
            return None
        form, label = self.role
        becomes, text = (self.new[0].label, normal_form(self.text_of(self.new[0]))) if self.new else ("", "")
        if text not in form and form not in text:
            return None
        text = text if text != form else ""
        return Form(form, label, becomes, text, 1, self.confidence, 0.0, self.reasons, ())

    def text_of(self, span: Labelled) -> str:
        """Returns the text of a span, as far as it lies within the stretch."""
        return self.text[max(span.start - self.start, 0) : max(span.end - self.start, 0)]

    def decide(self, spans: Iterable[Labelled]) -> PlaceDecision:
        """Returns the decision that these are the mentions in the stretch."""
        return PlaceDecision.of(self.paragraph, self.start, self.text, spans, cable=self.cable)

    def labelled(self, label: str) -> PlaceDecision:
        """Returns the decision that the old mention (else the proposed one, else the whole stretch) has this label."""
        spans = self.old if len(self.old) == 1 else self.new if len(self.new) == 1 else ()
        start, end = spans[0][:2] if spans else (self.start, self.end)
        return self.decide([Labelled(start, end, label)] if label else [])

    def extent(self, typed: str, label: str) -> PlaceDecision:
        """Returns the decision that the text a person typed is the mention, with this label.

        Raises ValueError unless the text occurs as whole words where the stretch is, or overlapping it.
        """
        window, base = self.before + self.text + self.after, self.start - len(self.before)
        found = [(start + base, end + base) for start, end in (occurrences(window, typed) if typed.split() else ())]
        found = [place for place in found if place[0] < self.end and self.start < place[1]]
        if not found:
            raise ValueError(f"'{typed}' does not occur here; type it exactly as it is written, in whole words")
        start, end = max(found, key=lambda place: (min(place[1], self.end) - max(place[0], self.start), -place[0]))
        first, last = min(start, self.start), max(end, self.end)
        text = window[first - base : last - base]
        return PlaceDecision.of(self.paragraph, first, text, [(start, end, label)], cable=self.cable)


class Form(NamedTuple):
    """Mentions with one text and label for which the same is proposed: `becomes`, and `text` if the extent changes.

    `mention_count` is how many there are, `mentions` are indices of suspects, `gain` is the number of mentions that an
    answer is expected to put right. `cable` and `zone` limit the form, unless they are empty. A `single` one asks about
    its only suspect, and is answered for that alone.
    """

    form: str
    label: str
    becomes: str
    text: str
    mention_count: int
    confidence: float
    gain: float
    reasons: tuple[str, ...]
    mentions: tuple[int, ...]
    cable: str = ""
    zone: str = ""
    single: bool = False

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What identifies a decision about the form; one decision answers all proposals with the same key."""
        return normal_form(self.form), self.label, self.cable, self.zone

    def decide(self, becomes: str, text: str = "") -> FormDecision:
        """Returns the decision that the form becomes this.

        Raises ValueError for a text that does not fit the form, or ends inside a word of it: conversion would lose it.
        """
        row = {"form": self.form, "label": self.label, "becomes": becomes, "cable": self.cable, "zone": self.zone}
        decision = from_json({**row, "text": text if normal_form(text) != normal_form(self.form) else ""})
        assert isinstance(decision, FormDecision)
        inner, outer = sorted((decision.text or decision.form, decision.form), key=len)
        if not any(occurrences(outer, inner)):
            raise ValueError(f"'{text}' ends inside a word of '{self.form}'; type whole words")
        return decision

    def accept(self) -> FormDecision:
        """Returns the decision that the proposal is right."""
        return self.decide(self.becomes, self.text)

    def keep(self) -> FormDecision:
        """Returns the decision that the label is right as it is."""
        return self.decide(self.label)


Question = Form | Suspect
