"""Raw cables -> DocBin files and `convert.json`: the rooms of this library put in a row.

Two passes, so that the outcome depends on the cables alone and not on the order they come in, and so that
memory does not grow with the archive: the first reads every cable into a spill file and remembers what the
split has to know, the second goes through the cables in the split's order and writes DocBin files.
"""

import gc
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, NamedTuple

import msgspec
import numpy
import spacy
import srsly
from spacy.language import Language

from .. import __version__
from ..files import (
    ENDING,
    SHARD_CHARACTERS,
    SIDECAR,
    Failure,
    Source,
    docbin_of_rows,
    make_folder,
    naming,
    one_line,
    replacing,
    shard_path,
    sources,
    write_bytes,
)
from ..labels import ANY, NEVER, OF_THESE, Corrections, Decision, Rule, RuleBook, correct, read_corrections, read_rules
from ..text import SUBJECT, Cable, CableError, Mention, Problem, Rejected, Scheme, is_token_spaced, parse, restore_paragraph
from ..work import Where, engine_for
from .docs import GOLD, SILVER, Unaligned, make_rows
from .identity import Identity, identify, order_key, paragraph_key
from .new_split import Placed, split_new
from .paragraph_split import by_paragraph
from .partitions import BASELINE, PARTITIONS, shares_of_gold
from .splits import BY_PARAGRAPH, TWIN, Split
from .splitting import split

REPORT, CABLES = "convert.json", "cables.jsonl"
_BATCH = 16  # cables read by one task
_ENCODER, _DECODER = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Cable)
_MAX_STRINGS = 400_000  # words a vocabulary may learn before a process takes a new one


@dataclass(frozen=True)
class ConversionSettings:
    """What the outcome of a conversion depends on besides the cables."""

    scheme: Scheme = Scheme()
    lang: str = "en"
    shares: tuple[float, float, float] = (0.8, 0.1, 0.1)
    seed: int = 0
    rules: str = ""  # the file of label rules; empty for none
    corrections: str = ""  # the file of a person's decisions; empty for none
    corrections_use: str = ANY  # or OF_THESE: left out if they were taken on other cables


@dataclass(frozen=True)
class Checked:
    """Where the hand-checked cables are: dev and test (`gold`) and, to train on them too, `train`.

    Cables in a folder `dev` or `test` of `gold` are that; the others are shared out. With `only_if_twins`,
    `gold` is used if it holds at least one of the raw cables, and left out if it is of other cables.
    """

    gold: str = ""
    train: str = ""
    only_if_twins: bool = False


@dataclass
class Counts:
    """Of one partition; `mentions` by label, without those whose tokens are missing."""

    cables: int = 0
    paragraphs: int = 0
    tokens: int = 0
    mentions: Counter = field(default_factory=Counter)
    missing_mentions: int = 0

    def add(self, other: "Counts") -> None:
        """Adds the other's counts to these."""
        self.cables += other.cables
        self.paragraphs += other.paragraphs
        self.tokens += other.tokens
        self.mentions.update(other.mentions)
        self.missing_mentions += other.missing_mentions


class Spilled(NamedTuple):
    """A cable that was read: where it lies in the spill file, and what is needed of it before it is read back."""

    identity: Identity
    offset: int
    length: int
    characters: int


class Earlier(NamedTuple):
    """What was converted before, for cables that come to it.

    `has` says of a source, whether it is gold and what partition it is meant for whether that is there already; it is
    not read then. `about` goes into convert.json.
    """

    placed: Sequence[Placed]
    has: Callable[[Source, bool, str], bool]
    about: dict[str, Any]


class NothingNew(ValueError):
    """There is no cable that was not converted before; `rejected_files` are (name, message)."""

    def __init__(self, rejected_files: Sequence[tuple[str, str]] = ()):
        super().__init__("no cable is new")
        self.rejected_files = sorted(rejected_files)


class Report(NamedTuple):
    """What there is to tell of a conversion: `data` goes into convert.json, `rejected_files` are (name, message)."""

    data: dict[str, Any]
    rejected_files: list[tuple[str, str]]


def convert(
    inputs: Sequence[str],
    output: Path,
    *,
    settings: ConversionSettings = ConversionSettings(),
    checked: Checked = Checked(),
    where: Where = Where(),
    progress: Callable[[Iterable, str, int | None], Iterable] = lambda items, _label, _total: items,
    earlier: Earlier | None = None,
) -> Report:
    """Writes the partitions and the report of annotated cables into `output`, and returns the report.

    `progress` wraps an iterable, given what is done and how many there are. With `earlier`, only what is new is converted,
    and nothing of it leaks into what is old. Raises ValueError for settings that make no sense, and for inputs that hold
    no cable at all (NothingNew, if it is no new one).
    """
    rules = read_rules(Path(settings.rules)) if settings.rules else []
    usable = [rule for rule in rules if not rule.label or rule.label in settings.scheme.labels]
    corrections = _decisions(settings)
    tally = _Tally(corrections)
    written = [*(name + ENDING for name in (*PARTITIONS, BASELINE)), CABLES, REPORT]
    with (
        replacing(output, written) as scratch,  # (ends last, when no process writes into it any more)
        engine_for(where, _start, (settings, usable, corrections)) as engine,
        _spill() as spill,
    ):
        cables = _read(inputs, checked, engine, spill, tally, progress, earlier)
        if earlier and not cables:
            raise NothingNew(tally.rejected_files)
        if not earlier and not any(not cable.identity.gold for cable in cables):
            raise ValueError(_nothing_read(inputs, tally))
        names = [item.name for item in (*(cable.identity for cable in cables), *_identities(earlier))]
        if settings.corrections_use == OF_THESE and not corrections.are_about(names):
            tally.corrections_left_out = True
        plan = _plan(cables, settings, spill, earlier)
        _write(plan, cables, engine, spill, tally, scratch, progress)
        report = _report(settings, plan, tally, rules_left_out=len(rules) - len(usable), earlier=earlier)
        write_bytes(scratch / REPORT, (srsly.json_dumps(report.data, indent=2) + "\n").encode())
    return report


@contextmanager
def _spill() -> Iterator[BinaryIO]:
    """Gives a file in the folder for temporary files; what of it could not be written was told of before its end."""
    try:
        folder = Path(tempfile.gettempdir())
    except FileNotFoundError as error:
        raise OSError(f"{error.strerror}; set TMPDIR to a folder that can be written to") from error
    with naming(folder):
        file = tempfile.TemporaryFile()  # noqa: SIM115
    try:
        yield file
    finally:
        with suppress(OSError):
            file.close()


def _decisions(settings: ConversionSettings) -> Corrections:
    if not settings.corrections or settings.corrections_use == NEVER:
        return Corrections()
    if not Path(settings.corrections).exists():
        raise ValueError(f"{settings.corrections}: no such file of corrections; give another, or --corrections-use {NEVER}")
    return read_corrections(Path(settings.corrections))


def _nothing_read(inputs: Sequence[str], tally: "_Tally") -> str:
    failures = "; ".join(f"{name}: {message}" for name, message in tally.rejected_files[:3])
    return f"no cable in {' '.join(inputs)}" + (
        f" ({failures})" if failures else "; give files, folders or archives of cables"
    )


# -- the first pass: read ------------------------------------------------------------------------


class _Read(NamedTuple):
    """What the first pass makes of one source: a packed cable, or the reason why not."""

    name: str
    packed: bytes = b""
    identity: Identity | None = None
    characters: int = 0
    line: int = 1
    message: str = ""


_state: dict[str, Any] = {}


def _start(settings: ConversionSettings, rules: list[Rule], corrections: Corrections) -> None:
    """Prepares a process to run this module's tasks."""
    # Much is made and nothing in cycles: collecting less often saves a tenth of the time.
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
    _state.update(settings=settings, rules=RuleBook(rules), corrections=corrections, nlp=_blank(settings.lang))


def _blank(lang: str) -> Language:
    nlp = spacy.blank(lang)
    # spaCy forgets how it split a word once it has seen 10,000; a large archive's words come again and again.
    nlp.tokenizer.max_cache_size = _MAX_STRINGS
    # DocBin files keep no attributes of words such as their shape, so none are worked out for each new one.
    nlp.vocab.lex_attr_getters = {}
    return nlp


def _nlp() -> Language:
    """Returns the process's tokenizer, a new one when the old one's vocabulary has grown too large."""
    if len(_state["nlp"].vocab.strings) > _MAX_STRINGS:
        _state["nlp"] = _blank(_state["settings"].lang)
    return _state["nlp"]


def read_cable(source: Source, scheme: Scheme = Scheme()) -> Cable:
    """Returns a source as a cable in natural text. Raises CableError."""
    try:
        data = source.read()
    except OSError as error:
        raise CableError(f"cannot be read ({error.strerror}); check its permissions") from error
    cable = parse(data, source.name, scheme)
    if is_token_spaced(paragraph.text for paragraph in cable.paragraphs):
        cable.paragraphs = [restore_paragraph(paragraph) for paragraph in cable.paragraphs]
        cable.meta["spacing"] = "tokens"
    else:
        cable.meta["spacing"] = "natural"
    for paragraph in cable.paragraphs:
        if paragraph.zone == SUBJECT:
            cable.meta.setdefault("subject", " ".join(paragraph.text.split(":", 1)[-1].split()))
    try:
        _mark_missing(cable, source.sidecar())
    except (OSError, UnicodeDecodeError) as error:
        cable.problems.append(Problem(1, "sidecar", f"its {SIDECAR} file cannot be read ({error}); export the cable again"))
    return cable


def _mark_missing(cable: Cable, sidecar: str) -> None:
    """Marks what a sidecar file lists as missing, as `export` wrote it there."""
    for number, entry in enumerate(filter(str.strip, sidecar.splitlines()), 1):
        try:
            row = srsly.json_loads(entry)
            index, start, end = (int(row[key]) for key in ("index", "start", "end"))
            if not (0 <= index < len(cable.paragraphs) and 0 <= start < end <= len(cable.paragraphs[index].text)):
                raise ValueError("there is no such place in the cable")
            paragraph = cable.paragraphs[index]
            if paragraph.text[start:end] != row["text"]:
                raise ValueError(f"the text there is '{paragraph.text[start:end]}', not '{row['text']}'")
        except (ValueError, LookupError, TypeError) as error:
            message = f"line {number} of its {SIDECAR} file does not fit ({error}); export the cable again"
            cable.problems.append(Problem(1, "sidecar", message))
            continue
        paragraph.mentions.append(Mention(start, end, "", 1, "listed in a sidecar"))
        paragraph.mentions.sort()
        cable.brackets += 1


def _read_batch(batch: list[tuple[Source, bool, str]]) -> list[_Read]:
    return [_read_one(source, gold, side) for source, gold, side in batch]


def _read_one(source: Source, gold: bool, side: str) -> _Read:
    try:
        cable = read_cable(source, _state["settings"].scheme)
    except CableError as error:
        return _Read(source.name, line=error.line, message=error.message)
    characters = sum(len(paragraph.text) for paragraph in cable.paragraphs)
    return _Read(source.name, pack(cable), identify(cable, gold=gold, side=side), characters)


def pack(cable: Cable) -> bytes:
    """Returns a cable as msgpack."""
    return _ENCODER.encode(cable)


def unpack(packed: bytes) -> Cable:
    """Returns the cable that was packed."""
    return _DECODER.decode(packed)


def _identities(earlier: Earlier | None) -> list[Identity]:
    return [placed.identity for placed in earlier.placed] if earlier else []


def _read(inputs, checked, engine, spill, tally, progress, earlier) -> list[Spilled]:  # noqa: ANN001
    """Spills every cable that can be read, and returns them in an order that is theirs alone."""
    found = _inputs(inputs, checked, tally)
    if earlier:
        found = (item for item in found if not earlier.has(*item))
    tasks = _batched(found, _BATCH)
    temporary = Path(tempfile.gettempdir())
    cables, offset = [], 0
    for results in progress(engine.map(_read_batch, tasks), "Reading", None):
        for result in results:
            if result.identity is None:
                tally.reject_file(result.name, result.line, result.message)
                continue
            with naming(temporary):
                spill.write(result.packed)
            cables.append(Spilled(result.identity, offset, len(result.packed), result.characters))
            offset += len(result.packed)
    with naming(temporary):
        spill.flush()
    if checked.only_if_twins and not _has_twins([*(cable.identity for cable in cables), *_identities(earlier)]):
        tally.gold_left_out = sum(cable.identity.gold for cable in cables)
        cables = [cable for cable in cables if not cable.identity.gold]
    return sorted(cables, key=lambda cable: (*order_key(cable.identity), cable.identity.gold, cable.characters))


def _has_twins(cables: list[Identity]) -> bool:
    """Returns whether a gold cable is one of the raw ones."""
    raw = {key for cable in cables if not cable.gold for key in (cable.message, cable.text)}
    return any(cable.gold and not raw.isdisjoint((cable.message, cable.text)) for cable in cables)


def _inputs(inputs: Sequence[str], checked: Checked, tally: "_Tally") -> Iterator[tuple[Source, bool, str]]:
    """Yields every source, whether it is gold, and the partition it is meant for if that was said."""
    for folder in filter(None, (checked.gold, checked.train)):
        if not Path(folder).exists():
            raise ValueError(f"{folder}: no such folder of hand-checked cables; check the path")
    for items, is_gold, side in ((inputs, False, ""), (checked.gold, True, ""), (checked.train, True, "train")):
        for item in sources([items] if isinstance(items, str) else items) if items else ():
            if isinstance(item, Failure):
                tally.pass_over(item)
                continue
            folders = PurePosixPath(item.name).parts[:-1] if is_gold else ()
            yield item, is_gold, side or next((part for part in folders if part in ("dev", "test")), "")


def _batched(items: Iterable, size: int) -> Iterator[list]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


# -- between the passes: the split ---------------------------------------------------------------


class _Plan(NamedTuple):
    """Which cable goes where: `splits` is of the cables, `paragraphs` by digest where those are split."""

    split: Split
    paragraphs: dict[str, str]
    twins: dict[int, str]  # silver twins of gold cables, by index, and the gold's partition


def _plan(cables: list[Spilled], settings: ConversionSettings, spill, earlier: Earlier | None) -> _Plan:  # noqa: ANN001
    identities = [cable.identity for cable in cables]
    if earlier:
        result = split_new(identities, earlier.placed, settings.shares, seed=settings.seed)
    else:
        result = split(identities, settings.shares, seed=settings.seed)
    paragraphs = {}
    if result.mode == BY_PARAGRAPH:
        paragraphs = _share_out_paragraphs(cables, result, settings, spill)
    gold_sides = {identity.text: side for identity, side in zip(identities, result.sides) if identity.gold}
    twins = {
        index: gold_sides.get(identities[index].text, "")
        for index, reason in result.left_out.items()
        if reason == TWIN and not identities[index].gold
    }
    return _Plan(result, paragraphs, twins)


def _share_out_paragraphs(cables: list[Spilled], result: Split, settings: ConversionSettings, spill) -> dict[str, str]:  # noqa: ANN001
    """Returns a partition for each paragraph's digest, and completes the split where some cables score and others do not.

    Cables that are checked by hand to score with are dev and test; what is to be trained on is train as a whole
    if it is of other messages. Only if there is no other message, a checked one is parted from its own twin.
    """
    used = [index for index in range(len(cables)) if index not in result.left_out]
    scoring = {cables[index].identity.message for index in used if cables[index].identity.scores}
    apart = [index for index in used if cables[index].identity.message not in scoring]
    if not scoring:
        return by_paragraph([_load(spill, cables[index]) for index in used], settings.shares, seed=settings.seed)
    twins = {cables[index].identity.message for index in used if not cables[index].identity.scores} & scoring
    for index in used:
        if index in apart:
            result.sides[index] = "train"
        elif apart and not cables[index].identity.scores:
            result.left_out[index] = TWIN
    found: dict[str, str] = {}
    for shares, parted in ((shares_of_gold(settings.shares), False), (settings.shares, True)):
        # A message is parted from its twin only where nothing else is there to train on.
        members = [
            index
            for index in used
            if cables[index].identity.scores and (parted == (not apart and cables[index].identity.message in twins))
        ]
        if members:
            found.update(by_paragraph([_load(spill, cables[index]) for index in members], shares, seed=settings.seed))
    return found


def _load(spill, cable: Spilled) -> Cable:  # noqa: ANN001
    return unpack(_load_packed(spill, cable))


def _load_packed(spill, cable: Spilled) -> bytes:  # noqa: ANN001
    spill.seek(cable.offset)
    return spill.read(cable.length)


# -- the second pass: write ----------------------------------------------------------------------


class _Item(NamedTuple):
    """A cable on its way into a partition; `sides` says where its paragraphs go if they are split."""

    packed: bytes
    gold: bool
    scores: bool
    partition: str
    sides: dict[str, str] | None = None
    has_twin: bool = False


class _Row(NamedTuple):
    """What became of one cable."""

    name: str
    gold: bool
    scores: bool
    brackets: int
    fates: list[tuple[str, str, int]]  # kind, reason, how many
    rejected: list[Rejected]
    furniture: list[tuple[int, str]]
    problems: list[Problem]
    unaligned: list[Unaligned]
    counts: Counts
    used: set[Decision]  # what a person decided about something in it


class _Shard(NamedTuple):
    """One file to be written: a path in the scratch folder, and the cables that go into it."""

    path: Path
    items: list[_Item]
    corrected: bool


def _write_shard(shard: _Shard) -> list[_Row]:
    """Writes one DocBin file, and returns what became of each of its cables."""
    rows: list[_Row] = []
    nlp = _nlp()
    made = _make_rows(shard.items, rows, nlp, _state["corrections"] if shard.corrected else Corrections())
    docbin = docbin_of_rows(made, nlp.vocab.strings)
    make_folder(shard.path.parent)
    write_bytes(shard.path, docbin.to_bytes())
    return rows


def _make_rows(
    items: list[_Item], rows: list[_Row], nlp: Language, corrections: Corrections
) -> Iterator[tuple[numpy.ndarray, dict[str, Any]]]:
    """Yields the tokens and user data of the Docs of some cables, and notes in `rows` what became of each cable."""
    for item in items:
        cable = unpack(item.packed)
        used: set[Decision] = set()
        if not item.gold and item.partition != BASELINE:  # the baseline is the tagger's labels as they are
            cable, used = correct(cable, _state["rules"], corrections)
            if used:
                _drop_unwanted(cable, _state["settings"].scheme)
        counts, fates, unaligned = Counts(cables=1), Counter(), []
        made = make_rows(cable, nlp, labels=GOLD if item.gold else SILVER)
        for paragraph, row in zip(cable.paragraphs, made, strict=True):
            if item.sides is not None and (side := item.sides[paragraph_key(paragraph)]) != item.partition:
                if reason := _unused(item, side):
                    fates["rejected", reason] += sum(mention.line > 0 for mention in paragraph.mentions)
                continue
            yield row.tokens, row.user_data
            unaligned += row.aligned.unaligned
            fates.update(row.aligned.fates)
            counts.paragraphs += 1
            counts.tokens += len(row.tokens)
            counts.mentions.update([label for _, _, label in row.aligned.ents])
        counts.missing_mentions = sum(count for (kind, _), count in fates.items() if kind == "missing")
        rows.append(
            _Row(
                cable.name, item.gold, item.scores, cable.brackets, [(*fate, count) for fate, count in fates.items()],
                cable.rejected, cable.furniture, cable.problems, unaligned, counts, used,
            )
        )  # fmt: skip


def _drop_unwanted(cable: Cable, scheme: Scheme) -> None:
    """Rejects mentions whose label is none of those to keep: a person may have decided for one."""
    for index, paragraph in enumerate(cable.paragraphs):
        unwanted = [mention for mention in paragraph.mentions if not mention.missing and mention.label not in scheme.labels]
        if unwanted:
            kept = [mention for mention in paragraph.mentions if mention not in unwanted]
            cable.paragraphs[index] = paragraph._replace(mentions=kept)
            for mention in unwanted:
                if mention.line:
                    text = paragraph.text[mention.start : mention.end]
                    cable.rejected.append(Rejected(mention.line, f"unknown label {mention.label}", mention.label, text))


def _unused(item: _Item, side: str) -> str:
    """Returns why a paragraph is used in no partition, once, or nothing if it is used elsewhere."""
    if item.has_twin and not item.scores:
        return TWIN
    return "its twin is trained on" if item.has_twin and side == "train" and item.partition == "dev" else ""


def _write(plan, cables, engine, spill, tally, scratch, progress) -> None:  # noqa: ANN001
    """Writes every partition into the scratch folder."""
    lines: list[str] = []
    for index, cable in enumerate(cables):
        if index in plan.split.left_out:
            reason = plan.split.left_out[index]
            tally.leave_out(_load(spill, cable), reason)
            identity = cable.identity
            row = {"cable": identity.name, "gold": identity.gold, "left_out": reason, **_identity_row(identity)}
            lines.append(srsly.json_dumps(row))
    todo = [(name, _of_partition(plan, cables, name)) for name in PARTITIONS]
    todo.append((BASELINE, [index for index, side in plan.twins.items() if side == "test"]))
    shards = [
        (name, indices, number, count) for name, members in todo for indices, number, count in _shards(cables, members)
    ]
    tasks = (
        _Shard(
            shard_path(scratch, name, number, count),
            [_item(plan, cables, spill, index, name) for index in indices],
            not tally.corrections_left_out,
        )
        for name, indices, number, count in shards
    )
    results = progress(engine.map(_write_shard, tasks), "Writing", len(shards))
    for (name, indices, *_), rows in zip(shards, results):
        for index, row in zip(indices, rows, strict=True):
            tally.add(name, row, counted_before=plan.split.mode == BY_PARAGRAPH and tally.seen(row))
            if name != BASELINE:
                counted = {"cable": row.name, "gold": row.gold, "partition": name, **_count_row(row.counts)}
                lines.append(srsly.json_dumps({**counted, **_identity_row(cables[index].identity)}))
    write_bytes(scratch / CABLES, "".join(line + "\n" for line in sorted(lines)).encode())


def _identity_row(identity: Identity) -> dict[str, Any]:
    """Returns what tells a cable from others: the cables that come later must not leak into it."""
    kept = {"message": identity.message, "text": identity.text, "year": identity.year, "side": identity.side}
    return {key: value for key, value in kept.items() if value}


def _of_partition(plan: _Plan, cables: list[Spilled], name: str) -> list[int]:
    """Returns the cables a partition takes something of: those on its side, and those whose paragraphs are shared."""
    scoring = {cable.identity.message for cable in cables if cable.identity.scores}

    def takes(index: int, identity: Identity) -> bool:
        if index in plan.split.left_out:
            return False
        if plan.split.sides[index]:
            return plan.split.sides[index] == name
        return identity.message not in scoring or identity.scores == (name != "train")

    return [index for index, cable in enumerate(cables) if takes(index, cable.identity)]


def _shards(cables: list[Spilled], members: list[int]) -> list[tuple[list[int], int, int]]:
    """Returns (cables, number of the shard, how many there are) for each file of a partition: one at least."""
    found: list[list[int]] = [[]]
    size = 0
    for index in members:
        if size >= SHARD_CHARACTERS:
            found.append([])
            size = 0
        found[-1].append(index)
        size += cables[index].characters
    return [(indices, number, len(found)) for number, indices in enumerate(found)]


def _item(plan: _Plan, cables: list[Spilled], spill, index: int, name: str) -> _Item:  # noqa: ANN001
    identity = cables[index].identity
    sides = None if plan.split.sides[index] else plan.paragraphs
    has_twin = sides is not None and any(
        other not in plan.split.left_out
        and cable.identity.message == identity.message
        and cable.identity.scores != identity.scores
        for other, cable in enumerate(cables)
    )
    return _Item(_load_packed(spill, cables[index]), identity.gold, identity.scores, name, sides, has_twin)


# -- what became of everything -------------------------------------------------------------------


class _Tally:
    """Counts what became of every file and every bracket."""

    def __init__(self, corrections: Corrections) -> None:
        self.corrections = corrections
        self.corrections_left_out = False
        self.unused = dict.fromkeys(corrections.in_force())
        self.counts: dict[str, Counts] = defaultdict(Counts)
        self.labels: dict[str, str] = {}
        self.gold_left_out = 0
        self.brackets = 0
        self.fates: Counter = Counter()
        self.rows: dict[str, list[dict]] = defaultdict(list)
        self.rejected_files: list[tuple[str, str]] = []
        self.problem_kinds: Counter = Counter()
        self.used: set[tuple[str, bool]] = set()  # cables that are in a partition, and whether they are gold
        self._seen: set[tuple[str, bool, bool]] = set()

    def reject_file(self, name: str, line: int, message: str) -> None:
        """Notes a file that is not converted."""
        self.rejected_files.append((f"{name}:{line}", one_line(message)))
        self._problem(name, line, "file rejected", message)

    def pass_over(self, failure: Failure) -> None:
        """Notes what could not be read, or is no cable."""
        if failure.fatal:
            self.rejected_files.append((failure.name, one_line(failure.message)))
        self._problem(failure.name, 0, "file rejected" if failure.fatal else "passed over", failure.message)

    def leave_out(self, cable: Cable, reason: str) -> None:
        """Notes a cable that goes nowhere: all of its brackets are rejected for this reason."""
        self.brackets += cable.brackets
        self.fates["rejected", reason] += cable.brackets
        self._lists(cable.name, cable.furniture, cable.problems)

    def seen(self, row: _Row) -> bool:
        """Returns whether a cable was added before, for another partition."""
        return (row.name, row.gold, row.scores) in self._seen

    def add(self, partition: str, row: _Row, *, counted_before: bool) -> None:
        """Notes a cable that was written."""
        self.counts[partition].add(row.counts)
        kind = GOLD if row.gold else SILVER
        self.labels[partition] = kind if self.labels.get(partition, kind) == kind else f"{GOLD} and {SILVER}"
        if partition == BASELINE:
            return
        for decision in row.used:
            self.unused.pop(decision, None)
        self._seen.add((row.name, row.gold, row.scores))
        if row.counts.paragraphs:
            self.used.add((row.name, row.gold))
        for kind, reason, count in row.fates:
            self.fates[kind, reason] += count
        for item in row.unaligned:
            self.rows["unaligned"].append({"file": row.name, **item._asdict()})
        if not counted_before:
            self.brackets += row.brackets
            self.fates.update(("rejected", item.reason) for item in row.rejected)
            self._lists(row.name, row.furniture, row.problems)

    def _lists(self, name: str, furniture: list[tuple[int, str]], problems: list[Problem]) -> None:
        self.rows["furniture"] += [{"file": name, "line": line, "text": text} for line, text in furniture]
        for problem in problems:
            self._problem(name, *problem)

    def _problem(self, name: str, line: int, kind: str, message: str) -> None:
        self.problem_kinds[kind] += 1
        self.rows["problems"].append({"file": name, "line": line, "kind": kind, "message": one_line(message)})


def _count_row(counts: Counts) -> dict:
    row = asdict(counts)
    row.pop("cables")
    return {**row, "mentions": dict(sorted(counts.mentions.items()))}


def digest_of_file(path: str) -> str:
    """Returns a hex digest of 32 characters of a file's bytes, and nothing without a path. Raises OSError."""
    return blake2b(Path(path).read_bytes(), digest_size=16).hexdigest() if path else ""


def as_recorded(settings: ConversionSettings) -> dict[str, Any]:
    """Returns what convert.json says of the settings, but for whether corrections were of other cables and left out."""
    corrections = settings.corrections if settings.corrections_use != NEVER else ""
    return {
        "labels": settings.scheme.labels, "label_map": dict(settings.scheme.label_map), "lang": settings.lang,
        "partition": settings.shares, "seed": settings.seed, "rules": bool(settings.rules),
        "rules_digest": digest_of_file(settings.rules), "corrections_digest": digest_of_file(corrections),
    }  # fmt: skip


def _report(
    settings: ConversionSettings, plan: _Plan, tally: _Tally, *, rules_left_out: int, earlier: Earlier | None
) -> Report:
    by_kind: dict[str, dict[str, int]] = {"fixed": {}, "missing": {}, "rejected": {}, "added": {}}
    entities = 0
    for (kind, reason), count in sorted(tally.fates.items()):
        if kind == "entity":
            entities += count
        elif kind:
            by_kind[kind][reason] = count
    warnings = list(plan.split.warnings)
    if tally.gold_left_out:
        warnings.append(f"the {tally.gold_left_out} hand-checked cables are of another archive, and left out")
    decisions = len(tally.corrections.decisions)
    if rules_left_out:
        warnings.append(f"{rules_left_out} label rules are left out: they give labels that are not among those to keep")
    if tally.corrections_left_out:
        warnings.append(f"the {decisions} corrections are of another archive, and left out")
    elif tally.unused and not earlier:
        warnings.append(f"{len(tally.unused)} of {decisions} corrections are about nothing in these cables")
    data = {
        "version": __version__,
        "spacy": spacy.__version__,
        "settings": {
            **as_recorded(settings),
            "corrections": bool(tally.corrections) and not tally.corrections_left_out,
        },
        **({"increment": earlier.about} if earlier else {}),
        "split": {"mode": plan.split.mode, "warnings": warnings},
        "cables": len(tally.used),
        "partitions": {
            name: {"cables": counts.cables, "labels": tally.labels.get(name, ""), **_count_row(counts)}
            for name, counts in sorted(tally.counts.items())
        },
        "brackets": {"total": tally.brackets, "entity": entities, **by_kind},
        "corrections": {"decisions": decisions, "unused": [decision.as_json() for decision in tally.unused]},
        "files_rejected": len(tally.rejected_files),
        "left_out": dict(sorted(Counter(plan.split.left_out.values()).items())),
        "problem_kinds": dict(sorted(tally.problem_kinds.items())),
    }  # fmt: skip
    for name in ("problems", "unaligned", "furniture"):
        data[name] = sorted(tally.rows[name], key=lambda row: (row["file"], row["line"], str(row)))
    return Report(data, sorted(tally.rejected_files))
