"""What each label rule did: the mentions it changed, and how many of them were right before and after."""

from bisect import bisect_right
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..text import Cable, Mention
from .alignment import FlatCable, Segment
from .scoring import Labelled

RULE = "rule: "


@dataclass
class RuleEffect:
    """How many mentions one rule changed, removed or added, and how many were right and wrong before and after."""

    changed: int = 0
    right_before: int = 0
    wrong_before: int = 0
    right_after: int = 0
    wrong_after: int = 0

    def add(self, other: "RuleEffect") -> None:
        """Adds the other's counts to these."""
        for name, count in vars(other).items():
            setattr(self, name, getattr(self, name) + count)


class RuleChange(NamedTuple):
    """The mentions at one place before and after a rule; offsets are into the cable's text without white space."""

    rule: str
    before: list[Labelled]
    after: list[Labelled]


class _Placed(NamedTuple):
    """A mention of a cable, with its span and its text in the cable's text without white space."""

    span: Labelled
    text: str
    mention: Mention

    @property
    def key(self) -> tuple[Labelled, bool]:
        return self.span, bool(self.mention.missing)


def changes(before: Cable, after: Cable) -> Iterator[RuleChange]:
    """Yields what the rules changed in a cable, each change under the rule that decided it last.

    Rules leave the text and the paragraphs as they are.
    """
    reasons = _reasons(before, after)
    for old, new in zip(_placed(before), _placed(after)):
        kept = {item.key for item in old} & {item.key for item in new}
        gone = deque(item for item in old if item.key not in kept)
        untouched: list[_Placed] = []
        for span, _, mention in (item for item in new if item.key not in kept):
            while gone and gone[0].span.end <= span.start:
                untouched.append(gone.popleft())
            touched = []
            while gone and gone[0].span.start < span.end:
                touched.append(gone.popleft())
            rule = mention.missing if mention.missing.startswith(RULE) else mention.fixed
            yield RuleChange(_named(rule), _spans(touched), [] if mention.missing else [span])
        for item in (*untouched, *gone):
            listed = reasons[item.mention.line, item.mention.label, item.text]
            yield RuleChange(_named(listed.popleft() if listed else ""), _spans([item]), [])


def _placed(cable: Cable) -> Iterator[list[_Placed]]:
    """Yields the mentions of each paragraph."""
    flat = FlatCable()
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


def _spans(items: Iterable[_Placed]) -> list[Labelled]:
    return [item.span for item in items if not item.mention.missing]


def _reasons(before: Cable, after: Cable) -> dict[tuple[int, str, str], deque[str]]:
    """Returns the rules that rejected mentions, by line, label and text without white space."""
    old = Counter(before.rejected)
    found: dict[tuple[int, str, str], deque[str]] = defaultdict(deque)
    for item in after.rejected:
        if old[item]:
            old[item] -= 1
        else:
            found[item.line, item.label, "".join(item.text.split())].append(item.reason)
    return found


def _named(reason: str) -> str:
    return reason.removeprefix(RULE) or "(no rule says)"


def judge(found: Iterable[RuleChange], gold: FlatCable, *, segments: Sequence[Segment]) -> Iterator[tuple[str, RuleEffect]]:
    """Yields the rule and the effect of each change that lies in a segment that the silver and the gold text share."""
    right = set(gold.mentions)
    for rule, before, after in found:
        spans = before + after
        at = bisect_right(segments, spans[0].start, key=lambda segment: segment.ours) - 1 if spans else -1
        if at < 0 or not all(segments[at].holds_ours(span.start, span.end) for span in spans):
            continue
        segment = segments[at]
        shift = segment.theirs - segment.ours
        was, is_ = (sum(Labelled(s + shift, e + shift, label) in right for s, e, label in side) for side in (before, after))
        yield rule, RuleEffect(1, was, len(before) - was, is_, len(after) - is_)
