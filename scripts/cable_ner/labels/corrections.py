"""Decisions of a person about labels (corpus/corrections.jsonl), applied last and never overruled.

One JSON object a line, small and in the order they were taken, so that version control shows them well. A
decision is about a *form* (what every mention with a text and a label becomes) or about a *place* (what the right
mentions within a stretch of one paragraph are). A place goes before a form, a form limited to one cable or zone
before one that is not, and of two about the same the later one holds.
"""

import os
import re
from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import srsly

from ..files import digest
from ..text import HEADER, TRANSMISSION, Cable, Mention, Paragraph, Rejected
from .application import apply_rules
from .rule_book import RuleBook

HEADER_ZONES, TEXT_ZONES = "header", "text"
ANY, OF_THESE, NEVER = "any", "of-these", "never"  # whether decisions are used for some cables
REASON, PART, NO_ENTITY = "correction", "correction: part of another mention", "correction: no entity"
_NOTES = ("seen", "by", "note", "date")  # `seen` names a cable in which a form was shown
_BESIDE = 40  # characters of white space, at most, that a longer text may have more of than its form


class FormDecision(NamedTuple):
    """What mentions with the text `form` and this label become; '' is no mention, also as `label`.

    `text` is empty, or the part of the form (or the longer text around it) that is the mention. `cable`, `zone`
    (HEADER_ZONES or TEXT_ZONES) limit it, if they are not empty.
    """

    form: str
    label: str
    becomes: str
    text: str = ""
    cable: str = ""
    zone: str = ""
    notes: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Returns what is written on a line."""
        limits = {key: value for key in ("text", "cable", "zone") if (value := getattr(self, key))}
        return {"form": self.form, "label": self.label, "becomes": self.becomes, **limits, **dict(self.notes)}


class PlaceDecision(NamedTuple):
    """The right mentions, as (start, end, label), between two character offsets of a paragraph's natural text.

    `paragraph` is the digest of that text, `text` is what stands at the offsets, `cable` is there for people.
    """

    paragraph: str
    start: int
    end: int
    text: str
    spans: tuple[tuple[int, int, str], ...]
    cable: str = ""
    notes: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Returns what is written on a line."""
        row = {"paragraph": self.paragraph, "start": self.start, "end": self.end, "text": self.text}
        row["spans"] = [list(span) for span in self.spans]
        return {**row, **({"cable": self.cable} if self.cable else {}), **dict(self.notes)}


Decision = FormDecision | PlaceDecision


def normal_form(text: str) -> str:
    """Returns a mention's text as forms are compared: with single spaces."""
    return " ".join(text.split())


def from_json(row: Any) -> Decision:
    """Returns the decision on a line. Raises ValueError that says what is wrong with it."""
    if not isinstance(row, dict):
        raise ValueError("is no JSON object")
    kind = FormDecision if "form" in row else PlaceDecision
    if unknown := row.keys() - ({*kind._fields, *_NOTES} - {"notes"}):
        raise ValueError(f"has an unknown key '{min(unknown)}'")
    notes = tuple((key, str(row[key])) for key in _NOTES if key in row)
    return _form(row, notes) if kind is FormDecision else _place(row, notes)


def _form(row: dict[str, Any], notes: tuple[tuple[str, str], ...]) -> FormDecision:
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
        raise ValueError(f"'text' must be part of '{decision.form}', or hold it")
    if decision.zone not in ("", HEADER_ZONES, TEXT_ZONES):
        raise ValueError(f"'zone' must be {HEADER_ZONES} or {TEXT_ZONES}")
    return decision


_SPANS = "'spans' must be a list of [start, end, label]"


def _place(row: dict[str, Any], notes: tuple[tuple[str, str], ...]) -> PlaceDecision:
    try:
        start, end = row["start"], row["end"]
        if not all(isinstance(span, list | tuple) and len(span) == 3 for span in row["spans"]):
            raise ValueError(_SPANS)
        spans = tuple(sorted(map(tuple, row["spans"])))
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
    last = start
    for first, after, _ in spans:
        if not last <= first < after <= end:
            raise ValueError(f"the span [{first}, {after}] is not within {start} to {end}, or overlaps another")
        last = after
    if not 0 <= start < end or len(text) != end - start:
        raise ValueError(f"'text' is not the {end - start} characters from {start} to {end}")
    if any(not text[first - start : after - start].strip() for first, after, _ in spans):
        raise ValueError("a span holds nothing but white space")
    return PlaceDecision(paragraph, start, end, text, spans, cable, notes)


class Corrections:
    """Decisions, found by what they are about."""

    def __init__(self, decisions: Iterable[Decision] = ()):
        self.decisions = list(decisions)
        self.places: defaultdict[str, dict[tuple[int, int], PlaceDecision]] = defaultdict(dict)
        self.forms: defaultdict[tuple[str, str], dict[tuple[str, str], FormDecision]] = defaultdict(dict)
        for decision in self.decisions:
            if isinstance(decision, PlaceDecision):
                places = self.places[decision.paragraph]
                places.pop((decision.start, decision.end), None)  # so that they are in the order they were taken last
                places[decision.start, decision.end] = decision
            else:
                self.forms[decision.form, decision.label][decision.cable, decision.zone] = decision
        self.unlabelled = sorted({form for form, label in self.forms if not label}, key=lambda form: (-len(form), form))

    def __bool__(self) -> bool:
        return bool(self.decisions)

    def in_force(self) -> list[Decision]:
        """Returns the decisions that no later one takes the place of, in the order they were taken."""
        found: set[Decision] = {place for places in self.places.values() for place in places.values()}
        found.update(form for forms in self.forms.values() for form in forms.values())
        return [decision for decision in self.decisions if decision in found]

    def are_about(self, cables: Iterable[str]) -> bool:
        """Returns whether they were taken on at least one of the cables with these names, or name none at all."""
        named = {name for decision in self.decisions for name in (decision.cable, dict(decision.notes).get("seen")) if name}
        return not named or not named.isdisjoint(cables)

    def at(self, paragraph: Paragraph) -> list[tuple[PlaceDecision, int, int]]:
        """Returns the decisions about a paragraph with the offsets between which each still holds, in order.

        Where decisions overlap, the later one holds, and the earlier one beside it.
        """
        found: list[tuple[PlaceDecision, int, int]] = []
        for place in reversed(self.places[key].values() if (key := digest(paragraph.text)) in self.places else ()):
            if paragraph.text[place.start : place.end] != place.text:
                continue
            at, later = place.start, [(start, end) for _, start, end in found]
            for start, end in [*later, (place.end, place.end)]:
                if at < min(start, place.end):
                    insort(found, (place, at, min(start, place.end)), key=lambda item: item[1])
                at = max(at, end)
        return found

    def of(self, text: str, label: str, cable: str, zone: str) -> FormDecision | None:
        """Returns the decision about a mention with this text and label in a zone of a cable, or None."""
        found = self.forms.get((normal_form(text), label))
        if not found:
            return None
        group = HEADER_ZONES if zone in (HEADER, TRANSMISSION) else TEXT_ZONES
        for key in ((cable, group), (cable, ""), ("", group), ("", "")):
            if key in found:
                return found[key]
        return None


def read_corrections(path: Path) -> Corrections:
    """Returns the decisions in a file; none if there is no such file. Raises ValueError that names file and line."""
    decisions = []
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n") if path.exists() else []
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: is not UTF-8 ({error}); take it back from version control") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            decisions.append(from_json(srsly.json_loads(line)))
        except ValueError as error:
            raise ValueError(f"{path}:{number}: {error}; mend the line or remove it") from None
    return Corrections(decisions)


def append_decisions(path: Path, decisions: Iterable[Decision]) -> None:
    """Adds decisions to the end of a file, which is there with them or without, also after a crash.

    A file whose last line is not ended stays one, so that `undo` can tell which bytes there were before.
    """
    lines = [srsly.json_dumps(decision.as_json()).encode() for decision in decisions]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        ended = not file.tell() or _ends_a_line(file)
        file.write(b"".join(line + b"\n" if ended else b"\n" + line for line in lines))
        file.flush()
        os.fsync(file.fileno())


def _ends_a_line(file) -> bool:  # noqa: ANN001
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def undo(path: Path) -> Decision | None:
    """Takes the last decision off a file, which then has the bytes it had before it, and returns it; None if there is none.

    Raises ValueError that names file and line if the last line is no decision.
    """
    data = path.read_bytes() if path.exists() else b""
    body = data.rstrip()
    if not body:
        return None
    start, number = body.rfind(b"\n") + 1, body.count(b"\n") + 1
    try:
        decision = from_json(srsly.json_loads(body[start:].decode("utf-8-sig")))
    except ValueError as error:
        raise ValueError(f"{path}:{number}: {error}; mend the line or remove it") from None
    with path.open("rb+") as file:
        file.truncate(start if b"\n" in data[len(body) :] else max(start - 1, 0))
        file.flush()
        os.fsync(file.fileno())
    return decision


# -- applied to a cable --------------------------------------------------------------------------


def correct(cable: Cable, book: RuleBook, corrections: Corrections) -> tuple[Cable, set[Decision]]:
    """Returns the cable after rules and then corrections, and the decisions that were about something in it.

    Rules know nothing of decisions, so that a decision changes what it is about and no label besides. Each paragraph a
    decision is about says so in `decided`: [start, end, mentions there after rules alone], offsets of its text.
    """
    ruled = apply_rules(cable, book)
    if not corrections:
        return ruled, set()
    corrected = _Corrected(ruled, corrections)
    corrected.applyoccurrences()
    corrected.apply_to_original([paragraph.mentions for paragraph in cable.paragraphs])
    corrected.apply_forms()
    corrected.apply_unlabelled()
    return (corrected.finished(), corrected.used) if corrected.used else (ruled, set())


class _Corrected:
    """A cable's mentions while decisions are applied; an empty decided mention holds a place where there is to be none."""

    def __init__(self, ruled: Cable, corrections: Corrections):
        self.source, self.corrections = ruled, corrections
        self.mentions = [list(paragraph.mentions) for paragraph in ruled.paragraphs]
        self.rejected = list(ruled.rejected)
        self.regions: list[list[tuple[int, int]]] = [[] for _ in ruled.paragraphs]
        self.used: set[Decision] = set()

    def finished(self) -> Cable:
        """Returns the cable with what was decided where, and without the empty mentions."""
        source, paragraphs = self.source, []
        for paragraph, own, regions in zip(source.paragraphs, self.mentions, self.regions):
            mentions = [mention for mention in own if mention.label or mention.missing]
            decided = list(_merged(regions, paragraph.mentions, mentions))
            paragraphs.append(paragraph._replace(mentions=mentions, decided=decided))
        return Cable(
            source.name, paragraphs, source.meta, source.brackets, self.rejected, source.furniture, source.problems
        )  # fmt: skip

    def applyoccurrences(self) -> None:
        """Applies the decisions about places."""
        for index, paragraph in enumerate(self.source.paragraphs):
            for place, start, end in self.corrections.at(paragraph):
                spans = [span for span in place.spans if start <= span[0] and span[1] <= end]
                self._put(index, start, end, spans, place)

    def apply_to_original(self, original: list[list[Mention]]) -> None:
        """Applies the decisions about forms to what rules gave another label, or rejected, against such a decision.

        Of a mention that a rule makes longer or shorter, the form is the new one.
        """
        for index, mentions in enumerate(original):
            ruled = self.source.paragraphs[index].mentions
            for mention in mentions:
                over = _overlapping(ruled, mention.start, mention.end)
                if not mention.missing and all(other[:2] == mention[:2] and other.label != mention.label for other in over):
                    self._apply_form(index, mention)

    def apply_forms(self) -> None:
        """Applies the decisions about forms to mentions that have none yet."""
        for index, mentions in enumerate(self.mentions):
            for mention in list(mentions):
                if not (mention.decided or mention.missing):
                    self._apply_form(index, mention)

    def _apply_form(self, index: int, mention: Mention) -> None:
        paragraph = self.source.paragraphs[index]
        text = paragraph.text[mention.start : mention.end]
        form = self.corrections.of(text, mention.label, self.source.name, paragraph.zone)
        if form and (span := _span(paragraph.text, mention.start, mention.end, form)):
            self._put_form(index, mention.start, mention.end, span, form)

    def apply_unlabelled(self) -> None:
        """Applies the decisions about forms that have no label, long ones first."""
        for index, paragraph in enumerate(self.source.paragraphs):
            for text in self.corrections.unlabelled:
                for start, end in occurrences(paragraph.text, text):
                    form = self.corrections.of(text, "", self.source.name, paragraph.zone)
                    if form and not self._over(index, start, end) and (span := _span(paragraph.text, start, end, form)):
                        self._put_form(index, start, end, span, form)

    def _put_form(self, index: int, start: int, end: int, span: tuple[int, int], form: FormDecision) -> None:
        spans = ((*span, form.becomes),) if form.becomes else ()
        self._put(index, min(start, span[0]), max(end, span[1]), spans, form)

    def _over(self, index: int, start: int, end: int) -> list[Mention]:
        return _overlapping(self.mentions[index], start, end)

    def _make_way(self, index: int, start: int, end: int) -> None:
        """Leaves, of untrusted stretches that stick out of these offsets, what is beside them."""
        own, text = self.mentions[index], self.source.paragraphs[index].text
        for mention in self._over(index, start, end):
            if mention.missing and (beside := list(_apart(mention, start, end, text))):
                at = own.index(mention)
                own[at : at + 1] = beside

    def _put(self, index: int, start: int, end: int, spans: Iterable[tuple[int, int, str]], decision: Decision) -> None:
        """Makes these the mentions between two offsets, unless an earlier decision is in the way."""
        if any(mention.decided for mention in self._over(index, start, end)):
            return
        self._make_way(index, start, end)
        over = self._over(index, start, end)
        text = self.source.paragraphs[index].text
        new = {(first, last): Mention(first, last, label, 0, "", REASON, True) for first, last, label in spans}
        for mention in over:
            same = new.get((mention.start, mention.end))
            place = next((key for key in new if key[0] < mention.end and mention.start < key[1]), None)
            if same and same.label == mention.label:
                fixed = REASON if mention.missing else mention.fixed
                new[mention.start, mention.end] = mention._replace(missing="", fixed=fixed, decided=True)
            elif place and not new[place].line:
                new[place] = new[place]._replace(line=mention.line)
            elif mention.line:
                reason = PART if place else NO_ENTITY
                self.rejected.append(Rejected(mention.line, reason, mention.label, text[mention.start : mention.end]))
        kept = [mention for mention in self.mentions[index] if mention not in over]
        at = start
        for first, last in sorted(new):
            if at < first:
                kept.append(Mention(at, first, "", 0, "", "", True))
            at = last
        if at < end:
            kept.append(Mention(at, end, "", 0, "", "", True))
        self.mentions[index] = sorted([*kept, *new.values()])
        self.regions[index].append((start, end))
        self.used.add(decision)


def _overlapping(mentions: Iterable[Mention], start: int, end: int) -> list[Mention]:
    return [mention for mention in mentions if mention.start < end and start < mention.end]


def _apart(mention: Mention, start: int, end: int, text: str) -> Iterator[Mention]:
    """Yields what is left of a mention before and after two offsets; one of both has its line."""
    line = mention.line
    for first, last in ((mention.start, min(start, mention.end)), (max(end, mention.start), mention.end)):
        if piece := text[first:last].strip():
            first = text.index(piece, first)
            yield mention._replace(start=first, end=first + len(piece), line=line)
            line = 0


def _span(text: str, start: int, end: int, form: FormDecision) -> tuple[int, int] | None:
    """Returns where the mention is that a form's decision makes of these offsets; None if it does not fit here."""
    if not form.text:
        return start, end
    pattern, longer = _pattern(form.text), len(form.text) > len(form.form)
    room = 2 * len(form.text) + _BESIDE if longer else 0
    at, last = max(start - room, 0), end + room
    while match := pattern.search(text, at, last):
        if not longer or (match.start() <= start and end <= match.end()):
            return match.span()
        at = match.start() + 1
    return None


def _pattern(form: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, form.split())))


def occurrences(text: str, form: str) -> Iterator[tuple[int, int]]:
    """Yields where a form stands in a text as words of its own."""
    if form.split()[0] not in text:
        return
    for match in _pattern(form).finditer(text):
        start, end = match.span()
        if not (text[start - 1 : start].isalnum() and start and form[0].isalnum()) and not (
            text[end : end + 1].isalnum() and form[-1].isalnum()
        ):
            yield start, end


def _merged(regions: list[tuple[int, int]], before: list[Mention], after: list[Mention]) -> Iterator[list]:
    """Yields [start, end, mentions before] for regions widened to the mentions they overlap, those that then meet as one."""
    spans = [mention[:3] for mention in before if not mention.missing]
    beside = {(mention.start, mention.end) for mention in (*before, *after) if not mention.missing}
    merged: list[list] = []  # stretches that overlap nothing else, and whether they hold a region
    for start, end in sorted(beside.union(regions)):
        if merged and start < merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end, False])
        merged[-1][2] |= (start, end) in regions
    for start, end, is_decided in merged:
        if is_decided:
            yield [start, end, [list(span) for span in spans if span[0] < end and start < span[1]]]
