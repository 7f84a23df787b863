"""Decisions of a person applied to a cable: last, after the rules, and never overruled."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from ..rules import RuleBook, apply_rules
from ..text import Cable, Mention, Rejected
from .corrections import Corrections
from .decisions import Decision, FormDecision
from .occurrences import decided_span

REASON, PART, NO_ENTITY = "correction", "correction: part of another mention", "correction: no entity"

_Span = tuple[int, int, str]


def correct(cable: Cable, book: RuleBook, corrections: Corrections) -> tuple[Cable, set[Decision]]:
    """Returns the cable after rules and then corrections, and the decisions that were about something in it.

    Rules do not see decisions, so a decision changes what it is about and no other label. `Paragraph.decided` lists where
    a person decided: [start, end, mentions there after rules alone], character offsets of the paragraph's text.
    """
    ruled = apply_rules(cable, book)
    if not corrections:
        return ruled, set()
    corrected = _CorrectedCable(ruled, corrections)
    corrected.apply_places()
    corrected.apply_forms_to_original([paragraph.mentions for paragraph in cable.paragraphs])
    corrected.apply_forms()
    corrected.apply_unlabelled()
    return (corrected.finished(), corrected.used) if corrected.used else (ruled, set())


class _CorrectedCable:
    """A cable's mentions while decisions are applied.

    A decided mention without a label holds a place in which there is to be no mention.
    """

    def __init__(self, ruled: Cable, corrections: Corrections):
        self.source, self.corrections = ruled, corrections
        self.mentions = [list(paragraph.mentions) for paragraph in ruled.paragraphs]
        self.rejected = list(ruled.rejected)
        self.regions: list[list[tuple[int, int]]] = [[] for _ in ruled.paragraphs]
        self.used: set[Decision] = set()

    def finished(self) -> Cable:
        """Returns the cable with what was decided where, and without the mentions that only hold a place."""
        paragraphs = []
        for paragraph, own, regions in zip(self.source.paragraphs, self.mentions, self.regions):
            mentions = [mention for mention in own if mention.label or mention.missing]
            decided = list(_merged(regions, paragraph.mentions, mentions))
            paragraphs.append(paragraph._replace(mentions=mentions, decided=decided))
        return replace(self.source, paragraphs=paragraphs, rejected=self.rejected)

    def apply_places(self) -> None:
        """Applies the decisions about places."""
        for index, paragraph in enumerate(self.source.paragraphs):
            for place, start, end in self.corrections.at(paragraph):
                spans = [span for span in place.spans if start <= span[0] and span[1] <= end]
                self._put(index, (start, end), spans, place)

    def apply_forms_to_original(self, original: list[list[Mention]]) -> None:
        """Applies the decisions about forms to mentions that rules relabelled or rejected against such a decision.

        `original` are the mentions before rules, by paragraph. A mention that a rule made longer or shorter is left out:
        its form is the new one.
        """
        for index, mentions in enumerate(original):
            ruled = self.source.paragraphs[index].mentions
            for mention in mentions:
                over = _overlapping(ruled, mention.start, mention.end)
                if not mention.missing and all(other[:2] == mention[:2] and other.label != mention.label for other in over):
                    self._apply_form(index, mention)

    def apply_forms(self) -> None:
        """Applies the decisions about forms to mentions that no decision was about yet."""
        for index, mentions in enumerate(self.mentions):
            for mention in list(mentions):
                if not (mention.decided or mention.missing):
                    self._apply_form(index, mention)

    def apply_unlabelled(self) -> None:
        """Applies the decisions about forms that have no label, long ones first."""
        for index, paragraph in enumerate(self.source.paragraphs):
            for text, places in self.corrections.unlabelled.places(paragraph.text):
                form = self.corrections.of(text, "", self.source.name, paragraph.zone)
                for start, end in places:
                    if form and not self._over(index, start, end):
                        self._put_form(index, start, end, form)

    def _apply_form(self, index: int, mention: Mention) -> None:
        paragraph = self.source.paragraphs[index]
        text = paragraph.text[mention.start : mention.end]
        if form := self.corrections.of(text, mention.label, self.source.name, paragraph.zone):
            self._put_form(index, mention.start, mention.end, form)

    def _put_form(self, index: int, start: int, end: int, form: FormDecision) -> None:
        """Applies a decision to what stands between two offsets, if its text fits there."""
        if not (span := decided_span(self.source.paragraphs[index].text, start, end, form)):
            return
        spans = ((*span, form.becomes),) if form.becomes else ()
        self._put(index, (min(start, span[0]), max(end, span[1])), spans, form)

    def _put(self, index: int, region: tuple[int, int], spans: Iterable[_Span], decision: Decision) -> None:
        """Makes these the mentions of a region, unless an earlier decision is in the way."""
        if any(mention.decided for mention in self._over(index, *region)):
            return
        self._make_way(index, *region)
        places = _places(self.mentions[index], *region)
        new = self._in_place_of(index, self.mentions[index][places], spans)
        self.mentions[index][places] = sorted([*_gaps(region, new), *new])
        self.regions[index].append(region)
        self.used.add(decision)

    def _make_way(self, index: int, start: int, end: int) -> None:
        """Cuts untrusted stretches that stick out of these offsets down to what is outside."""
        own, text = self.mentions[index], self.source.paragraphs[index].text
        places = _places(own, start, end)
        for at in reversed(range(places.start, places.stop)):  # (what is put in does not move what is left)
            if own[at].missing and (outside := list(_outside(own[at], start, end, text))):
                own[at : at + 1] = outside

    def _in_place_of(self, index: int, over: Sequence[Mention], spans: Iterable[_Span]) -> list[Mention]:
        """Returns decided mentions for the spans, and rejects those brackets of `over` that none of them stands for."""
        text = self.source.paragraphs[index].text
        new = {(first, last): Mention(first, last, label, 0, "", REASON, True) for first, last, label in sorted(spans)}
        keys = list(new)
        for mention in over:
            same = new.get((mention.start, mention.end))
            at = bisect_right(keys, mention.start, key=lambda key: key[1])
            place = keys[at] if at < len(keys) and keys[at][0] < mention.end else None
            if same and same.label == mention.label:
                fixed = REASON if mention.missing else mention.fixed
                new[mention.start, mention.end] = mention._replace(missing="", fixed=fixed, decided=True)
            elif place and not new[place].line:
                new[place] = new[place]._replace(line=mention.line)
            elif mention.line:
                reason = PART if place else NO_ENTITY
                self.rejected.append(Rejected(mention.line, reason, mention.label, text[mention.start : mention.end]))
        return sorted(new.values())

    def _over(self, index: int, start: int, end: int) -> Sequence[Mention]:
        return _overlapping(self.mentions[index], start, end)


def _overlapping(mentions: Sequence[Mention], start: int, end: int) -> Sequence[Mention]:
    """Returns those of sorted, disjoint mentions that overlap these character offsets."""
    return mentions[_places(mentions, start, end)]


def _places(mentions: Sequence[Mention], start: int, end: int) -> slice:
    """Returns where those of sorted, disjoint mentions stand that overlap these character offsets."""
    first = bisect_right(mentions, start, key=lambda mention: mention.end)
    return slice(first, bisect_left(mentions, end, first, key=lambda mention: mention.start))


def _gaps(region: tuple[int, int], mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Yields decided mentions without a label for what is between sorted mentions of a region."""
    at, end = region
    for mention in mentions:
        if at < mention.start:
            yield Mention(at, mention.start, "", 0, "", "", True)
        at = mention.end
    if at < end:
        yield Mention(at, end, "", 0, "", "", True)


def _outside(mention: Mention, start: int, end: int, text: str) -> Iterator[Mention]:
    """Yields what is left of a mention before and after two offsets; the first of the two keeps its line."""
    line = mention.line
    for first, last in ((mention.start, min(start, mention.end)), (max(end, mention.start), mention.end)):
        if piece := text[first:last].strip():
            first = text.index(piece, first)
            yield mention._replace(start=first, end=first + len(piece), line=line)
            line = 0


def _merged(regions: list[tuple[int, int]], before: list[Mention], after: list[Mention]) -> Iterator[list[Any]]:
    """Yields [start, end, mentions before] for regions widened to the mentions they overlap; those that meet are one."""
    labelled = [mention for mention in before if not mention.missing]
    beside = {(mention.start, mention.end) for mention in (*before, *after) if not mention.missing}
    merged: list[list[int]] = []  # stretches that overlap nothing else, and whether they hold a region
    decided = set(regions)
    for start, end in sorted(beside | decided):
        if merged and start < merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end, 0])
        merged[-1][2] |= (start, end) in decided
    for start, end, is_decided in merged:
        if is_decided:
            yield [start, end, [list(mention[:3]) for mention in _overlapping(labelled, start, end)]]
