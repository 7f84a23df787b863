"""The second pass: writes the cables of each partition as DocBin files, in shards."""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy
import srsly
from spacy.language import Language

from ..files import SHARD_CHARACTERS, docbin_of_rows, make_folder, shard_path, write_bytes
from ..labels import Corrections, Decision, correct
from ..text import UNKNOWN_LABEL, Cable, Rejected, Scheme
from ..work import Progress, Runs
from .docs import GOLD, SILVER, UNLABELLED, Unaligned, make_rows
from .identity import Identity, paragraph_key
from .packing import Spill, Spilled, unpack
from .partitions import BASELINE, PARTITIONS
from .plan import ConversionPlan
from .reasons import Reason
from .splits import SplitMode
from .tally import BracketTally, CableOutcome, PartitionCounts
from .worker import worker

CABLES = "cables.jsonl"


class ShardCable(NamedTuple):
    """A cable on its way into a partition; `sides` maps its paragraphs to partitions if the split is by paragraph."""

    packed: bytes
    gold: bool
    scores: bool
    partition: str
    sides: dict[str, str] | None = None
    has_twin: bool = False


class Shard(NamedTuple):
    """One file to write: its path in the scratch folder, and the cables that go into it."""

    path: Path
    cables: list[ShardCable]
    corrected: bool


class ShardPlan(NamedTuple):
    """The cables, by index, that go into one file of a partition: shard `number` (from 0) of `shards`."""

    partition: str
    indices: list[int]
    number: int
    shards: int


# -- in each process -----------------------------------------------------------------------------


def write_shard(shard: Shard) -> list[CableOutcome]:
    """Writes one DocBin file and returns the outcome for each of its cables: the task of this pass. Raises OSError."""
    outcomes: list[CableOutcome] = []
    nlp = worker().tokenizer()
    corrections = worker().corrections if shard.corrected else Corrections()
    made = _make_rows(shard.cables, outcomes, nlp, corrections)
    docbin = docbin_of_rows(made, nlp.vocab.strings)
    make_folder(shard.path.parent)
    write_bytes(shard.path, docbin.to_bytes())
    return outcomes


def _make_rows(
    cables: list[ShardCable], outcomes: list[CableOutcome], nlp: Language, corrections: Corrections
) -> Iterator[tuple[numpy.ndarray, dict[str, Any]]]:
    """Yields the tokens and user data of the Docs of some cables, and appends the outcome for each cable to `outcomes`."""
    for item in cables:
        cable = unpack(item.packed)
        used: set[Decision] = set()
        if not item.gold and item.partition in PARTITIONS:  # the baseline is the tagger's labels as they are
            cable, used = correct(cable, worker().rules, corrections)
            if used:
                _drop_unwanted(cable, worker().settings.scheme)
        counts = PartitionCounts(cables=1)
        fates: Counter[tuple[str, str]] = Counter()
        unaligned: list[Unaligned] = []
        made = make_rows(cable, nlp, labels=_kind_of_labels(item))
        for paragraph, row in zip(cable.paragraphs, made, strict=True):
            if item.sides is not None and (side := item.sides[paragraph_key(paragraph)]) != item.partition:
                if reason := _unused(item, side):
                    fates["rejected", reason.value] += sum(mention.line > 0 for mention in paragraph.mentions)
                continue
            yield row.tokens, row.user_data
            unaligned += row.aligned.unaligned
            fates.update(row.aligned.fates)
            counts.paragraphs += 1
            counts.tokens += len(row.tokens)
            counts.mentions.update([label for _, _, label in row.aligned.ents])
        counts.missing_mentions = sum(count for (kind, _), count in fates.items() if kind == "missing")
        outcomes.append(
            CableOutcome(
                cable.name, item.gold, item.scores, cable.brackets, [(*fate, count) for fate, count in fates.items()],
                cable.rejected, cable.furniture, cable.problems, unaligned, counts, used,
            )
        )  # fmt: skip


def _kind_of_labels(item: ShardCable) -> str:
    if item.partition == UNLABELLED:
        return UNLABELLED
    return GOLD if item.gold else SILVER


def _drop_unwanted(cable: Cable, scheme: Scheme) -> None:
    """Rejects mentions whose label is not kept, because a person may have chosen such a label."""
    for index, paragraph in enumerate(cable.paragraphs):
        unwanted = [mention for mention in paragraph.mentions if not mention.missing and mention.label not in scheme.labels]
        if unwanted:
            kept = [mention for mention in paragraph.mentions if mention not in unwanted]
            cable.paragraphs[index] = paragraph._replace(mentions=kept)
            for mention in unwanted:
                if mention.line:
                    text = paragraph.text[mention.start : mention.end]
                    cable.rejected.append(Rejected(mention.line, f"{UNKNOWN_LABEL} {mention.label}", mention.label, text))


def _unused(item: ShardCable, side: str) -> Reason | None:
    """Returns why a paragraph is in no partition, or None if it is in another one, or if another one gives the reason."""
    if not item.has_twin:
        return None
    if not item.scores:
        return Reason.TWIN
    return Reason.TWIN_PARAGRAPH_TRAINED if side == "train" and item.partition == "dev" else None


# -- in the process that converts ----------------------------------------------------------------


def write_partitions(
    plan: ConversionPlan,
    cables: list[Spilled],
    folder: Path,
    *,
    unlabelled: list[Spilled],
    engine: Runs,
    spill: Spill,
    tally: BracketTally,
    progress: Progress,
) -> None:
    """Writes every partition and cables.jsonl into a folder, and adds the outcome for each cable to the tally.

    The text of cables without labels goes into a file of its own. Raises OSError.
    """
    lines = _leave_out(plan, cables, spill, tally)
    lines += [_line(cable, {"left_out": Reason.UNLABELLED.value}) for cable in unlabelled]
    shards = list(_shards(plan, cables))
    cables = [*cables, *unlabelled]
    without_labels = _cut(cables, list(range(len(cables) - len(unlabelled), len(cables)))) if unlabelled else []
    shards += [ShardPlan(UNLABELLED, indices, number, len(without_labels)) for number, indices in enumerate(without_labels)]
    tasks = (
        Shard(
            shard_path(folder, shard.partition, shard.number, shard.shards),
            [_shard_cable(plan, cables[index], index, shard.partition, spill) for index in shard.indices],
            not tally.corrections_left_out,
        )
        for shard in shards
    )
    results = progress(engine.map(write_shard, tasks), "Writing", len(shards))
    for shard, outcomes in zip(shards, results):
        for index, outcome in zip(shard.indices, outcomes, strict=True):
            counted_before = plan.split.mode is SplitMode.BY_PARAGRAPH and tally.seen(outcome)
            if shard.partition == UNLABELLED:
                tally.add_unlabelled(outcome)
                continue
            tally.add(shard.partition, outcome, counted_before=counted_before)
            if shard.partition != BASELINE:
                lines.append(_line(cables[index], {"partition": shard.partition, **outcome.counts.as_json()}))
    write_bytes(folder / CABLES, "".join(line + "\n" for line in sorted(lines)).encode())


def _leave_out(plan: ConversionPlan, cables: list[Spilled], spill: Spill, tally: BracketTally) -> list[str]:
    """Adds the cables that are left out to the tally, and returns their lines for cables.jsonl."""
    lines = []
    for index, cable in enumerate(cables):
        if why := plan.split.left_out.get(index):
            tally.leave_out(spill.load(cable), why.text)
            lines.append(_line(cable, {"left_out": why.text}))
    return lines


def _line(cable: Spilled, fate: dict[str, Any]) -> str:
    """Returns a line of cables.jsonl: a cable's fate, what it held, and the identity that later cables are compared with."""
    identity = cable.identity
    kept = {
        "message": identity.message, "own": identity.own, "text": identity.text, "year": identity.year,
        "side": identity.side, "sketch": b64encode(identity.sketch).decode(),
    }  # fmt: skip
    row = {"cable": identity.name, "gold": identity.gold, **fate, **cable.content._asdict()}
    return str(srsly.json_dumps({**row, **{key: value for key, value in kept.items() if value}}))


def _shards(plan: ConversionPlan, cables: list[Spilled]) -> Iterator[ShardPlan]:
    """Yields every file to write: at least one per partition."""
    todo = [(name, _of_partition(plan, cables, name)) for name in PARTITIONS]
    todo.append((BASELINE, [index for index, side in plan.twins.items() if side == "test"]))
    for name, members in todo:
        files = _cut(cables, members)
        for number, indices in enumerate(files):
            yield ShardPlan(name, indices, number, len(files))


def _of_partition(plan: ConversionPlan, cables: list[Spilled], name: str) -> list[int]:
    """Returns the cables of which a partition takes something: those on its side, and those split by paragraph."""

    def takes(index: int, identity: Identity) -> bool:
        if index in plan.split.left_out:
            return False
        if plan.split.sides[index]:
            return plan.split.sides[index] == name
        return identity.message not in plan.scoring or identity.scores == (name != "train")

    return [index for index, cable in enumerate(cables) if takes(index, cable.identity)]


def _cut(cables: list[Spilled], members: list[int]) -> list[list[int]]:
    """Returns the cables of each file of a partition: at least one file, and a new one when a file has enough characters."""
    found: list[list[int]] = [[]]
    size = 0
    for index in members:
        if size >= SHARD_CHARACTERS:
            found.append([])
            size = 0
        found[-1].append(index)
        size += cables[index].characters
    return found


def _shard_cable(plan: ConversionPlan, cable: Spilled, index: int, partition: str, spill: Spill) -> ShardCable:
    identity = cable.identity
    packed = spill.packed(cable)
    if partition == UNLABELLED:
        return ShardCable(packed, gold=False, scores=False, partition=partition)
    if plan.split.sides[index]:
        return ShardCable(packed, identity.gold, identity.scores, partition)
    has_twin = identity.message in plan.mixed
    return ShardCable(packed, identity.gold, identity.scores, partition, plan.paragraphs, has_twin)
