"""Silver labels against gold: which cables are twins, how their labels differ, and what each rule did for it."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import PurePosixPath
from typing import NamedTuple

from spacy.tokens import Doc

from ..corpus import identify, missing_spans
from ..text import Cable, Mention
from .scoring import Breakdown, Labelled, pair_mentions


class Twin(NamedTuple):
    """A silver cable and the gold one of the same message, and what they were known by: text, name or message."""

    silver: Cable
    gold: Cable
    by: str


@dataclass
class Twins:
    """Pairs of the same cable, and the names of the gold cables that have no twin or share one with another."""

    found: list[Twin]
    alone: list[str]
    silver: int  # cables that were gone through


def find_twins(silver: Iterable[Cable], gold: Sequence[Cable]) -> Twins:
    """Returns each gold cable with its silver twin, which is the one of the same text (letters and digits), or else
    of the same file name, or else of the same message and section.

    Goes through the silver cables once and keeps only what it returns. A name or message that several gold cables
    have tells nothing.
    """
    keys = [_keys(cable) for cable in gold]
    ranked: list[dict[tuple, list[int]]] = [defaultdict(list) for _ in keys[0]] if keys else []
    for index, row in enumerate(keys):
        for rank, key in enumerate(row):
            ranked[rank][key].append(index)
    best: dict[int, tuple[int, Cable]] = {}
    count = 0
    for cable in silver:
        count += 1
        for rank, (key, table) in enumerate(zip(_keys(cable), ranked)):
            places = table.get(key, ())
            # Two gold cables of one text are both checked against it; other keys have to be certain.
            if not places or (rank and len(places) > 1):
                continue
            for index in places:
                if index not in best or rank < best[index][0]:
                    best[index] = (rank, cable)
            break
    found = [Twin(best[index][1], gold[index], WAYS[best[index][0]]) for index in sorted(best)]
    return Twins(found, [cable.name for index, cable in enumerate(gold) if index not in best], count)


WAYS = ("text", "name", "name", "message")


def _keys(cable: Cable) -> tuple[tuple, ...]:
    identity = identify(cable)
    section = cable.meta.get("section")
    return (
        (identity.text,),
        (cable.name,),
        (PurePosixPath(cable.name).name,),
        (identity.message, section, identity.year),
    )


# -- one text for both ---------------------------------------------------------------------------


@dataclass
class Flat:
    """The labels of a cable over its text without white space: all offsets are into that.

    `pieces` are the texts of the paragraphs, `starts` where each begins, `zones` what each is.
    """

    pieces: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    zones: list[str] = field(default_factory=list)
    mentions: list[Labelled] = field(default_factory=list)
    missing: list[tuple[int, int]] = field(default_factory=list)
    length: int = 0

    @property
    def text(self) -> str:
        """The characters of the cable that are not white space."""
        return "".join(self.pieces)

    def add(self, text: str, zone: str) -> "_Offsets":
        """Adds a paragraph, and returns where its characters are."""
        piece = "".join(text.split())
        offsets = _Offsets(text, self.length)
        self.pieces.append(piece)
        self.starts.append(self.length)
        self.zones.append(zone)
        self.length += len(piece)
        return offsets

    def zone(self, offset: int) -> str:
        """Returns the zone of the paragraph that holds an offset."""
        return self.zones[bisect_right(self.starts, offset) - 1]


class _Offsets(NamedTuple):
    """From offsets into a paragraph's text to those into a cable's text without white space."""

    text: str
    base: int

    def __call__(self, offset: int) -> int:
        return self.base + len("".join(self.text[:offset].split()))


def flatten(docs: Iterable[Doc]) -> Flat:
    """Returns the labels of a cable's Docs, which are in reading order."""
    flat = Flat()
    for doc in docs:
        at = flat.add(doc.text, doc.user_data.get("zone", ""))
        flat.mentions += [Labelled(at(ent.start_char), at(ent.end_char), ent.label_) for ent in doc.ents]
        flat.missing += [(at(start), at(end)) for start, end in missing_spans(doc)]
    return flat


class _Placed(NamedTuple):
    """A mention of a cable: where it is in the text without white space, and its text without that."""

    span: Labelled
    text: str
    mention: Mention

    @property
    def key(self) -> tuple[Labelled, bool]:
        return self.span, bool(self.mention.missing)


def _placed(cable: Cable) -> Iterator[list[_Placed]]:
    """Yields the mentions of each paragraph."""
    flat = Flat()
    for text, mentions, zone, *_ in cable.paragraphs:
        at = flat.add(text, zone)
        yield [
            _Placed(
                Labelled(at(mention.start), at(mention.end), mention.label),
                "".join(text[mention.start : mention.end].split()),
                mention,
            )
            for mention in mentions
        ]


class Segment(NamedTuple):
    """A stretch that two texts share: where it begins in either, and its length."""

    ours: int
    theirs: int
    length: int

    def maps(self, start: int, end: int) -> bool:
        """Returns whether a stretch of our text lies in it."""
        return self.ours <= start and end <= self.ours + self.length


def align(ours: Flat, theirs: Flat) -> list[Segment]:
    """Returns what two texts share: all, or else the paragraphs that are the same, in order."""
    if ours.text == theirs.text:
        return [Segment(0, 0, ours.length)]
    matcher = SequenceMatcher(None, ours.pieces, theirs.pieces, autojunk=False)
    return [
        Segment(ours.starts[mine + step], theirs.starts[other + step], len(ours.pieces[mine + step]))
        for mine, other, size in matcher.get_matching_blocks()
        for step in range(size)
    ]


def compare(ours: Flat, gold: Flat, segments: Sequence[Segment], breakdown: Breakdown) -> int:
    """Adds how our labels differ from the gold ones to `breakdown`, where the texts are the same.

    Returns how many of the gold mentions touch one of our tokens whose label is missing: they are counted as
    missed, though nothing wrong is learnt from them. What we label where the gold's label is missing is ignored.
    """
    untrusted = 0
    for segment in segments:
        shift = segment.theirs - segment.ours
        mine = [
            Labelled(start + shift, end + shift, label) for start, end, label in ours.mentions if segment.maps(start, end)
        ]
        mine = [mention for mention in mine if not _touches(mention, gold.missing)]
        end_ = segment.theirs + segment.length
        others = [mention for mention in gold.mentions if segment.theirs <= mention.start and mention.end <= end_]
        for pair in pair_mentions(mine, others):
            breakdown.add([pair], gold.zone((pair.reference or pair.predicted).start))  # type: ignore[union-attr]
        missing = [(start + shift, end + shift) for start, end in ours.missing if segment.maps(start, end)]
        untrusted += sum(_touches(mention, missing) for mention in others)
    return untrusted


def left_out(gold: Flat, segments: Sequence[Segment]) -> int:
    """Returns how many gold mentions lie where the texts are not the same."""
    return sum(
        not any(s.theirs <= mention.start and mention.end <= s.theirs + s.length for s in segments)
        for mention in gold.mentions
    )


def _touches(mention: Labelled, stretches: Iterable[tuple[int, int]]) -> bool:
    return any(start < mention.end and mention.start < end for start, end in stretches)


# -- rules ---------------------------------------------------------------------------------------

RULE = "rule: "


@dataclass
class RuleEffect:
    """What one rule did: how many mentions it changed, took away or added, and how many were right before and after."""

    changed: int = 0
    right_before: int = 0
    wrong_before: int = 0
    right_after: int = 0
    wrong_after: int = 0

    def add(self, other: "RuleEffect") -> None:
        """Adds the other's counts to these."""
        for name, count in vars(other).items():
            setattr(self, name, getattr(self, name) + count)


class Change(NamedTuple):
    """What a rule made of the mentions at one place."""

    rule: str
    before: list[Labelled]
    after: list[Labelled]


def changes(before: Cable, after: Cable) -> Iterator[Change]:
    """Yields what the rules changed in a cable, each change under the rule that had the last word on it.

    Offsets are into the cable's text without white space. Rules leave the text and the paragraphs as they are.
    """
    reasons = _reasons(before, after)
    for old, new in zip(_placed(before), _placed(after)):
        kept = {item.key for item in old} & {item.key for item in new}
        gone = [item for item in old if item.key not in kept]
        for span, _, mention in (item for item in new if item.key not in kept):
            touched = [item for item in gone if item.span.start < span.end and span.start < item.span.end]
            gone = [item for item in gone if item not in touched]
            rule = mention.missing if mention.missing.startswith(RULE) else mention.fixed
            yield Change(_named(rule), _labelled(touched), [] if mention.missing else [span])
        for item in gone:
            listed = reasons[item.mention.line, item.mention.label, item.text]
            yield Change(_named(listed.pop(0) if listed else ""), _labelled([item]), [])


def _labelled(items: Iterable[_Placed]) -> list[Labelled]:
    return [item.span for item in items if not item.mention.missing]


def _reasons(before: Cable, after: Cable) -> dict[tuple, list[str]]:
    """Returns by which rule a mention was rejected, by its line, label and text without white space."""
    old = Counter(before.rejected)
    found: dict[tuple, list[str]] = defaultdict(list)
    for item in after.rejected:
        if old[item]:
            old[item] -= 1
        else:
            found[item.line, item.label, "".join(item.text.split())].append(item.reason)
    return found


def _named(reason: str) -> str:
    return reason.removeprefix(RULE) or "(no rule says)"


def judge(
    found: Iterable[Change], silver: Flat, gold: Flat, segments: Sequence[Segment]
) -> Iterator[tuple[str, RuleEffect]]:
    """Yields the rule and the effect of each change that lies where the texts are the same."""
    right = set(gold.mentions)
    for rule, before, after in found:
        segment = next((s for s in segments if all(s.maps(span.start, span.end) for span in before + after)), None)
        if segment is None or not before + after:
            continue
        shift = segment.theirs - segment.ours
        was, is_ = (sum(Labelled(s + shift, e + shift, label) in right for s, e, label in side) for side in (before, after))
        yield rule, RuleEffect(1, was, len(before) - was, is_, len(after) - is_)
