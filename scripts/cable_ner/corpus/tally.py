"""The tally of a conversion: what became of every file and of every bracket."""

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from ..files import Failure, one_line
from ..labels import Corrections, Decision
from ..text import Cable, Problem, Rejected
from .docs import GOLD, SILVER, Unaligned
from .partitions import BASELINE


@dataclass
class PartitionCounts:
    """The counts of a partition, or of a cable in it; `mentions` is by label, without those whose tokens are missing."""

    cables: int = 0
    paragraphs: int = 0
    tokens: int = 0
    mentions: Counter[str] = field(default_factory=Counter)
    missing_mentions: int = 0

    def add(self, other: "PartitionCounts") -> None:
        """Adds the other's counts to these."""
        self.cables += other.cables
        self.paragraphs += other.paragraphs
        self.tokens += other.tokens
        self.mentions.update(other.mentions)
        self.missing_mentions += other.missing_mentions

    def as_json(self) -> dict[str, Any]:
        """Returns the counts except for the number of cables, as in convert.json and cables.jsonl."""
        row = asdict(self)
        row.pop("cables")
        return {**row, "mentions": dict(sorted(self.mentions.items()))}


class CableOutcome(NamedTuple):
    """What happened to one cable in one partition."""

    name: str
    gold: bool
    scores: bool
    brackets: int
    fates: list[tuple[str, str, int]]  # kind, reason, how many
    rejected: list[Rejected]
    furniture: list[tuple[int, str]]
    problems: list[Problem]
    unaligned: list[Unaligned]
    counts: PartitionCounts
    used: set[Decision]  # the decisions that apply to something in it


class BracketTally:
    """Counts what became of every file and every bracket."""

    def __init__(self, corrections: Corrections) -> None:
        self.corrections = corrections
        self.corrections_left_out = False
        self.unused = dict.fromkeys(corrections.in_force())
        self.counts: dict[str, PartitionCounts] = defaultdict(PartitionCounts)
        self.labels: dict[str, str] = {}
        self.gold_left_out = 0
        self.gold_without_names: list[str] = []
        self.unlabelled = PartitionCounts()
        self.unlabelled_names: list[str] = []
        self.brackets = 0
        self.fates: Counter[tuple[str, str]] = Counter()
        self.rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.rejected_files: list[tuple[str, str]] = []
        self.problem_kinds: Counter[str] = Counter()
        self.used: set[tuple[str, bool]] = set()  # cables that are in a partition, and whether they are gold
        self._seen: set[tuple[str, bool, bool]] = set()

    def reject_file(self, name: str, line: int, message: str) -> None:
        """Records a file that is not converted."""
        self.rejected_files.append((f"{name}:{line}", one_line(message)))
        self._problem(name, line, "file rejected", message)

    def pass_over(self, failure: Failure) -> None:
        """Records an input that could not be read or is not a cable."""
        if failure.fatal:
            self.rejected_files.append((failure.name, one_line(failure.message)))
        self._problem(failure.name, 0, "file rejected" if failure.fatal else "passed over", failure.message)

    def leave_out(self, cable: Cable, reason: str) -> None:
        """Records a cable that goes into no partition: all of its brackets are rejected for this reason."""
        self.brackets += cable.brackets
        self.fates["rejected", reason] += cable.brackets
        self._lists(cable.name, cable.furniture, cable.problems)

    def add_unlabelled(self, outcome: CableOutcome) -> None:
        """Records a cable without labels, of which only the text was written."""
        self.unlabelled.add(outcome.counts)
        self.unlabelled_names.append(outcome.name)
        self._lists(outcome.name, outcome.furniture, outcome.problems)

    def seen(self, outcome: CableOutcome) -> bool:
        """Returns whether the cable was added before, for another partition."""
        return (outcome.name, outcome.gold, outcome.scores) in self._seen

    def add(self, partition: str, outcome: CableOutcome, *, counted_before: bool) -> None:
        """Records a cable that was written; if it was counted before, its brackets and problems are not counted again."""
        self.counts[partition].add(outcome.counts)
        labels = GOLD if outcome.gold else SILVER
        self.labels[partition] = labels if self.labels.get(partition, labels) == labels else f"{GOLD} and {SILVER}"
        if partition == BASELINE:
            return
        for decision in outcome.used:
            self.unused.pop(decision, None)
        self._seen.add((outcome.name, outcome.gold, outcome.scores))
        if outcome.counts.paragraphs:
            self.used.add((outcome.name, outcome.gold))
        for kind, reason, count in outcome.fates:
            self.fates[kind, reason] += count
        for item in outcome.unaligned:
            self.rows["unaligned"].append({"file": outcome.name, **item._asdict()})
        if not counted_before:
            self.brackets += outcome.brackets
            self.fates.update(("rejected", item.reason) for item in outcome.rejected)
            self._lists(outcome.name, outcome.furniture, outcome.problems)

    def _lists(self, name: str, furniture: list[tuple[int, str]], problems: list[Problem]) -> None:
        self.rows["furniture"] += [{"file": name, "line": line, "text": text} for line, text in furniture]
        for problem in problems:
            self._problem(name, *problem)

    def _problem(self, name: str, line: int, kind: str, message: str) -> None:
        self.problem_kinds[kind] += 1
        self.rows["problems"].append({"file": name, "line": line, "kind": kind, "message": one_line(message)})
