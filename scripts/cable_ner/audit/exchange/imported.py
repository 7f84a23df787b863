"""What comes back from another program: decisions, what they change, and what was refused."""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from itertools import accumulate
from typing import NamedTuple

from ...evaluation import Labelled
from ...labels import Decision
from ..review import Form


class ReadingOptions(NamedTuple):
    """How a file is read: the labels that may be in it, and the language whose tokenizer converts the cables.

    With an `annotator`, only this person's answers count. `signed`: decisions keep who took them in the other program, and
    when.
    """

    labels: Sequence[str]
    lang: str = "en"
    annotator: str = ""
    signed: bool = False


class Changes(NamedTuple):
    """How many mentions an import adds, changes, removes and leaves as they are."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0

    def __add__(self, other: object) -> "Changes":
        """Returns the sums."""
        return Changes(*map(sum, zip(self, other))) if isinstance(other, Changes) else NotImplemented

    @property
    def share_removed(self) -> float:
        """The share of the earlier mentions that are removed; 0 if there were none."""
        return self.removed / max(self.changed + self.removed + self.unchanged, 1)


def changes_between(old: Collection[Labelled], new: Collection[Labelled]) -> Changes:
    """Returns what becomes of mentions (spans of one text). One that overlaps a new one, but differs, is changed."""
    same = set(old) & set(new)
    gone, come = set(old) - same, set(new) - same
    changed = _overlapping(gone, come)
    return Changes(len(come) - _overlapping(come, gone), changed, len(gone) - changed, len(same))


def _overlapping(spans: Collection[Labelled], others: Collection[Labelled]) -> int:
    """Returns how many of some spans overlap at least one of the others."""
    there = sorted(others)
    starts = [other.start for other in there]
    last = list(accumulate((other.end for other in there), max))  # where those up to each have ended
    befores = ((span, bisect_left(starts, span.end)) for span in spans)
    return sum(before > 0 and last[before - 1] > span.start for span, before in befores)


class Imported(NamedTuple):
    """What was read: decisions, the forms that were answered `depends`, and how many rows or tasks were left open.

    `refused` has a line for each row or task that was not imported, with place and remedy, `notes` one for each selection
    that was widened to whole words. `refused_at` are the places of what was refused: files, lines, numbers of tasks.
    """

    decisions: list[Decision]
    depends: list[Form]
    left: int
    refused: list[str]
    notes: list[str]
    changes: Changes
    refused_at: tuple[str, ...] = ()
