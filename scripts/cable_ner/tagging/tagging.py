"""A model over new cables, out in any format of `renderings`: batches of whole cables, in several processes, resumable."""

import errno
import gc
import hashlib
import os
import platform
import re
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple, Protocol

import spacy
import srsly
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import require_cpu

from .. import __version__  # noqa: F401 (registered when imported)
from ..corpus import INLINE, JSONL, make_docs
from ..files import (
    ENDING,
    STANDARD_INPUT,
    Failure,
    Journal,
    Source,
    is_local,
    make_folder,
    naming,
    new_docbin,
    one_line,
    replacing,
    sources,
    write_bytes,
)
from ..model import Key, backend, confidences, consistency, embedding, tokenised  # noqa: F401 (registered when imported)
from ..text import LABELS, CableError, Scheme, carried
from ..work import Where, engine_for
from .renderings import (
    CSV,
    ENDINGS,
    FORMATS,
    HTML,
    INLINE_LABEL,
    SPACY,
    columns,
    inline,
    json_line,
    page,
    table_header,
    table_rows,
    with_given,
)
from .tagged import MODEL, LeftOut, Tagged, read_bare

REPORT, JOURNAL = "tag.json", "tag.jsonl"
TABLE, SHARDS = "mentions.csv", "cables" + ENDING
_UNFINISHED = ".unfinished"
_BATCH, _BATCH_BYTES = 16, 400_000  # cables, and bytes, that one task holds at most (if it is more than one cable)
_REMEMBERED = 500_000  # tokens that are tagged until the words are forgotten
_MOST_LISTED = 1_000  # failures, and mentions left out, in the report; the journal has all


class Bar(Protocol):
    """What shows how far a run is."""

    def update(self, n: int) -> object:
        """Shows that `n` more cables are done."""


class NoBar:
    """Shows nothing."""

    def update(self, n: int) -> None:
        """Does nothing."""


@dataclass(frozen=True)
class TagSettings:
    """What the outcome depends on besides the cables. Raises ValueError for formats there are none of.

    `compare`: the annotations that a cable came with are kept beside the model's. `scores`: mentions
    have the model's confidence; None: in formats that are read for it (csv).
    """

    format: str = INLINE
    compare: bool = False
    scores: bool | None = None

    def __post_init__(self) -> None:
        if self.format not in FORMATS:
            raise ValueError(f"--format {self.format} is none of {', '.join(FORMATS)}")
        if self.compare and self.format == INLINE:
            raise ValueError("--compare: inline markup has no room for two annotations of one text; give another --format")
        if self.scores and self.format not in (CSV, JSONL):
            raise ValueError(f"--scores: --format {self.format} has no place for them; give {CSV} or {JSONL}")

    @property
    def with_scores(self) -> bool:
        """Whether confidence is to be worked out, which takes the model's parser a second time."""
        return self.format == CSV if self.scores is None else self.scores


def load(model: str) -> Language:
    """Returns the pipeline in a folder, or of an installed package, to run on a CPU. Raises OSError, ValueError."""
    require_cpu()
    try:
        return spacy.load(model)
    except ImportError as error:
        raise ValueError(f"{model}: cannot be loaded ({error}); install what it needs") from error


def fingerprint(nlp: Language) -> str:
    """Returns a digest of the files that a pipeline was loaded from."""
    digest = hashlib.sha256()
    folder = nlp.path
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc") if folder else []:
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def labels_of(nlp: Language) -> list[str]:
    """Returns the labels of mentions that a pipeline's components give."""
    setters = [name for name in nlp.pipe_names if "doc.ents" in nlp.get_pipe_meta(name).assigns]
    return sorted({label for name in setters for label in nlp.pipe_labels.get(name, ())})


# -- one batch -----------------------------------------------------------------------------------


class _Batch(NamedTuple):
    """Some whole cables, and the number of the batch."""

    number: int
    sources: list[Source]


class _Done(NamedTuple):
    """What became of a batch: a row of the journal for each cable, and rows of the table if it is that."""

    number: int
    rows: list[dict]
    table: str


_state: dict[str, Any] = {}


def _start(model: str, settings: TagSettings, output: Path, scratch: Path) -> None:
    """Prepares a process to run this module's tasks. Raises what `load` does."""
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)  # as in conversion: much is made, nothing in cycles
    nlp = load(model)
    _state.update(nlp=nlp, settings=settings, output=output, scratch=scratch, scheme=_scheme(nlp))
    _state.update(words=None, tokens=0)


def _scheme(nlp: Language) -> Scheme:
    return Scheme(tuple(dict.fromkeys([*LABELS, *labels_of(nlp)])))


def _tag_batch(batch: _Batch) -> _Done:
    """Tags some cables and puts their output in place."""
    nlp, settings = _state["nlp"], _state["settings"]
    _forget_words(nlp)
    rows: dict[str, dict] = {}
    cables: list[Tagged] = []
    for source in batch.sources:
        try:
            cables.append(read_bare(source, _state["scheme"], compare=settings.compare))
        except CableError as error:
            rows[source.name] = _failed(source.name, error.line, error.message)
    failed = tag_cables(nlp, cables, scores=settings.with_scores)
    rows |= {name: _failed(name, 1, message) for name, message in failed.items()}
    written = [cable for cable in cables if cable.name not in failed]
    shared: dict[str, int] = {}
    if settings.format == SPACY and written:
        shared = _write_shard(written, batch.number)
    table = []
    for cable in written:
        rows[cable.name] = row = _row(cable)
        _state["tokens"] += row["tokens"]
        if settings.format == CSV:
            table.append(table_rows(cable, compare=settings.compare))
        elif settings.format == SPACY:
            row["files"] = shared
        else:
            row.update(_write(cable))
    return _Done(batch.number, [rows[source.name] for source in batch.sources], "".join(table))


def _forget_words(nlp: Language) -> None:
    """Lets the vocabulary forget the words of cables before, now and then: those of an archive would fill the memory.

    Not for every batch: to learn the common words again takes a tenth of the time of tagging.
    """
    if _state["tokens"] >= _REMEMBERED:
        _forget_all()
    if _state["words"] is None:
        _state["words"] = ExitStack()
        _state["words"].enter_context(nlp.memory_zone())


def _forget_all() -> None:
    if _state["words"] is not None:
        _state["words"].close()
    _state.update(words=None, tokens=0)


def tag_cables(nlp: Language, cables: Sequence[Tagged], *, scores: bool = False) -> dict[str, str]:
    """Adds to each cable its Docs and the mentions that the pipeline finds in them; returns what went wrong, by name.

    The pipeline is given Docs as `docs.make_docs` makes them, whole cables in a row, but that a blank line inside of a Doc
    is a space: only headers hold any, and those of token-spaced cables, which models are trained on, have no lines.
    """
    try:
        _tag(nlp, cables, scores=scores)
    except Exception as error:
        if len(cables) < 2:
            return {cable.name: f"the model fails on it ({error}); is it a cable?" for cable in cables}
        return {name: text for cable in cables for name, text in tag_cables(nlp, [cable], scores=scores).items()}
    return {}


def _tag(nlp: Language, cables: Sequence[Tagged], *, scores: bool) -> None:
    for cable in cables:
        cable.docs = [outcome.doc for outcome in make_docs(cable.cable, nlp, labels=MODEL)]
    seen = list(nlp.pipe(_as_seen(doc, nlp) for cable in cables for doc in cable.docs))
    sure = confidences(nlp, seen) if scores else None
    at = 0
    for cable in cables:
        cable.found = []
        for index, doc in enumerate(cable.docs):
            if spans := _spans(seen[at], sure[at] if sure else {}):
                if seen[at] is not doc:
                    spans = _carry(spans, seen[at], doc)
                cable.found += cable.place(index, spans)
            at += 1


_BLANK_LINES = re.compile(r"(?<!\s)\s*\n\s*\n\s*")  # (from the first space of a row on, or long rows would take hours)


def _as_seen(doc: Doc, nlp: Language) -> Doc:
    """Returns the Doc that the model is given for a Doc."""
    if "\n" not in doc.text or (text := _BLANK_LINES.sub(" ", doc.text)) == doc.text:
        return doc
    seen = tokenised(text, nlp)
    seen.user_data.update(doc.user_data)
    return seen


def _spans(doc: Doc, sure: Mapping[Key, float]) -> list[tuple[int, int, str, float | None]]:
    """Returns the mentions of a Doc by characters, with the model's confidence where there is one."""
    return [
        (ent.start_char, ent.end_char, ent.label_, sure.get((ent.start, ent.end, ent.label_)) if sure else None)
        for ent in doc.ents
    ]


def _carry(spans: list[tuple[int, int, str, float | None]], seen: Doc, doc: Doc) -> list[tuple[int, int, str, float | None]]:
    """Gives a Doc the mentions of one that differs from it in white space only, and returns them by its characters."""
    places = carried([(start, end) for start, end, *_ in spans], seen.text, doc.text)
    ents = [doc.char_span(*place, label) for place, (_, _, label, _) in zip(places, spans)]
    kept = [(ent, score) for ent, (*_, score) in zip(ents, spans) if ent is not None]
    doc.ents = [ent for ent, _ in kept]
    return [(ent.start_char, ent.end_char, ent.label_, score) for ent, score in kept]


def _row(cable: Tagged) -> dict:
    row = {
        "cable": cable.name,
        "paragraphs": len(cable.docs),
        "tokens": sum(map(len, cable.docs)),
        "mentions": dict(sorted(Counter(mention.label for mention in cable.found).items())),
    }
    if _state["settings"].compare:
        row["input_mentions"] = dict(sorted(Counter(mention.label for mention in cable.given).items()))
        row["input_unplaced"] = cable.unplaced
    return row


def _failed(name: str, line: int, message: str) -> dict:
    return {"cable": name, "line": line, "failed": one_line(message)}


def _write(cable: Tagged) -> dict:
    """Puts a cable's own file in place; returns its size and what is left out, or why it cannot be there."""
    settings, left_out = _state["settings"], list[LeftOut]()
    if settings.format == INLINE:
        data, left_out = inline(cable, _state["scheme"])
    elif settings.format == HTML:
        data, left_out = page(cable)
    elif settings.format == JSONL:
        data = json_line(cable, compare=settings.compare)
    else:
        if settings.compare:
            with_given(cable, _state["nlp"])
        data = columns(cable)
    name = _file_name(cable.name, settings.format)
    try:
        _place(_state["output"] / name, data)
    except (NotADirectoryError, FileExistsError, IsADirectoryError) as error:
        return _failed(cable.name, 1, f"a file is in the way of its output ({error}); give another --output")
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        return _failed(cable.name, 1, "its name is too long for a file of output; rename it")
    listed = {"left_out": [item._asdict() for item in left_out]} if left_out else {}
    return {"files": {name: len(data)}, **listed}


def _write_shard(cables: list[Tagged], number: int) -> dict[str, int]:
    """Writes the Docs of a batch into one file, and returns its name and size."""
    if _state["settings"].compare:
        for cable in cables:
            with_given(cable, _state["nlp"])
    data = new_docbin(doc for cable in cables for doc in cable.docs).to_bytes()
    name = f"{SHARDS}/{number:06d}{ENDING}"
    _place(_state["output"] / name, data)
    return {name: len(data)}


def _file_name(cable: str, format: str) -> str:
    """Returns the name of a cable's own file, or nothing in formats that have none."""
    if format == HTML and cable.lower().endswith((".html", ".htm")):
        return cable
    return cable + ENDINGS[format] if format in ENDINGS else ""


def _place(path: Path, data: bytes) -> None:
    """Puts a file in place as a whole.

    It is not synced to disk, which would take as long as the tagging: a run that goes on checks that files are there and
    as large as they were.
    """
    if not is_local(path):
        make_folder(path.parent)
        write_bytes(path, data)
        return
    # (on several machines, which may have processes of one number)
    draft = _state["scratch"] / f"{platform.node()}-{os.getpid()}"
    path.parent.mkdir(parents=True, exist_ok=True)
    with naming(path):
        draft.write_bytes(data)
        os.replace(draft, path)


# -- all of them ---------------------------------------------------------------------------------


def count(inputs: Sequence[str]) -> int | None:
    """Returns how many cables there are to read, or None for inputs that can be read once only."""
    if any(item == STANDARD_INPUT or not (os.path.isfile(item) or os.path.isdir(item)) for item in inputs):
        return None
    return sum(isinstance(item, Source) for item in sources(inputs))


def tag(
    inputs: Sequence[str],
    output: Path,
    *,
    model: str,
    settings: TagSettings = TagSettings(),
    where: Where = Where(),
    home: Path | None = None,
    restart: bool = False,
    bar: Bar = NoBar(),
) -> dict:
    """Tags every cable in the inputs and returns the report (what is in tag.json).

    Cables that the journal has as done are passed over, unless `restart`; those that failed are tried again. It is in
    `home`, a folder of this machine: `output` itself, if that is no URL. The output is the same wherever the work runs.
    Raises ValueError for settings that make no sense or are not those the journal was begun with, and for inputs without a
    cable; OSError.
    """
    begun = time.monotonic()
    if is_local(output):
        _check_apart(inputs, output)
    elif home is None:
        raise ValueError(f"--output {output}: a journal cannot be kept at a URL; give a folder for it with --journal")
    home = home or output
    with (
        replacing(home, [REPORT]) as scratch,
        engine_for(where, _start, (model, settings, output, scratch)) as engine,
    ):
        made_with = _made_with(_state["nlp"], settings)
        if restart:
            _forget(output, home)
        with Journal(home / JOURNAL, made_with) as journal:
            run = _Run(inputs, output, home, settings, journal)
            for done in engine.map(_tag_batch, run.batches(bar)):
                run.finish(done)
                bar.update(len(done.rows))
            run.close()
            _forget_all()
            if not run.cables:
                if not journal.batches:
                    _forget(output, home)
                raise ValueError(_nothing_read(inputs, run.failures))
            report = _report(run, made_with, round(time.monotonic() - begun, 1))
        write_bytes(scratch / REPORT, (srsly.json_dumps(report, indent=2) + "\n").encode())
        if home != output:
            make_folder(output)
            for path in (home / TABLE, scratch / REPORT):
                if path.exists():
                    write_bytes(output / path.name, path.read_bytes())
    return report


def _made_with(nlp: Language, settings: TagSettings) -> dict:
    if settings.format == INLINE and (odd := [label for label in labels_of(nlp) if not INLINE_LABEL.fullmatch(label)]):
        raise ValueError(f"--format inline: its markup has no label such as '{odd[0]}'; give another --format")
    meta = nlp.meta
    model = {"name": f"{meta.get('lang')}_{meta.get('name')}", "version": meta.get("version"), "digest": fingerprint(nlp)}
    return {"version": __version__, "model": model, **asdict(settings), "scores": settings.with_scores}


def _check_apart(inputs: Sequence[str], output: Path) -> None:
    """Raises ValueError if the output would be read as input, or written over it."""
    target = output.resolve()
    for item in inputs:
        path = Path(item).resolve()
        if item != STANDARD_INPUT and target.is_relative_to(path):
            raise ValueError(f"--output {output}: is inside of the input {item}; give a folder beside it")


def _forget(output: Path, home: Path) -> None:
    """Removes what an earlier run has left, by its journal."""
    journal = home / JOURNAL
    if journal.exists():
        for line in journal.read_text(encoding="utf8", errors="replace").splitlines()[1:]:
            try:
                files = srsly.json_loads(line).get("files", {})
            except (ValueError, AttributeError):
                continue
            for name in files:
                if _is_inside(output, str(name)) and (output / str(name)).is_file():
                    (output / str(name)).unlink()
    for name in (JOURNAL, TABLE, TABLE + _UNFINISHED):
        (home / name).unlink(missing_ok=True)


def _is_inside(folder: Path, name: str) -> bool:
    """Returns whether a name is of something below a folder."""
    if not is_local(folder):
        return ".." not in PurePosixPath(name).parts and not PurePosixPath(name).is_absolute()
    return (folder / name).resolve().is_relative_to(folder.resolve())


def _nothing_read(inputs: Sequence[str], failures: dict[str, str]) -> str:
    told = "; ".join(f"{name}: {message}" for name, message in list(failures.items())[:3])
    return f"no cable in {' '.join(inputs)}" + (f" ({told})" if told else "; give files, folders or archives of cables")


class _Run:
    """One run over the inputs: which cables are left to be done, and what there is of them so far."""

    def __init__(self, inputs: Sequence[str], output: Path, home: Path, settings: TagSettings, journal: Journal) -> None:
        self.inputs, self.output, self.settings, self.journal = inputs, output, settings, journal
        self.failures: dict[str, str] = {}
        self.passed_over: dict[str, str] = {}
        self.cables = 0  # that were read, or were done before
        self.tagged = 0  # by this run
        self.table = _Table(home, settings, journal.last.get("table", 0)) if settings.format == CSV else None
        self.done = {row["cable"] for row in journal.rows() if self._is_done(row)}
        if settings.format == SPACY:
            self._remove_unknown_shards()

    def _is_done(self, row: dict) -> bool:
        if "failed" in row:
            return False
        return all(_size(self.output / name) == size for name, size in row.get("files", {}).items())

    def _remove_unknown_shards(self) -> None:
        known = {name for row in self.journal.rows() if row["cable"] in self.done for name in row.get("files", {})}
        for path in (self.output / SHARDS).glob("*" + ENDING):
            if f"{SHARDS}/{path.name}" not in known:
                path.unlink()

    def batches(self, bar: Bar) -> Iterator[_Batch]:
        """Yields the cables that are not done, in batches; these are cut in the same places whatever is done already."""
        number = self.journal.batches
        batch: list[Source] = []
        size = 0
        for source in self._sources():
            size_of_source = len(source.data) or _size(Path(source.path))
            if len(batch) >= _BATCH or (batch and size + size_of_source > _BATCH_BYTES):
                if left := self._left(batch, bar):
                    yield _Batch(number, left)
                    number += 1
                batch, size = [], 0
            # (what is done is not held)
            batch.append(source._replace(data=b"") if source.name in self.done else source)
            size += size_of_source
        if left := self._left(batch, bar):
            yield _Batch(number, left)

    def _left(self, batch: list[Source], bar: Bar) -> list[Source]:
        left = [source for source in batch if source.name not in self.done]
        if len(left) < len(batch):
            bar.update(len(batch) - len(left))
        return left

    def _sources(self) -> Iterator[Source]:
        taken = {JOURNAL, REPORT}
        for item in sources(self.inputs):
            if isinstance(item, Failure):
                (self.failures if item.fatal else self.passed_over)[item.name] = one_line(item.message)
                continue
            if problem := self._problem(item, taken):
                self.failures[item.name] = problem
                continue
            self.cables += 1
            yield item

    def _problem(self, source: Source, taken: set[str]) -> str:
        """Returns why a cable's output has no place, or nothing."""
        name = _file_name(source.name, self.settings.format) or source.name
        path = self.output / name
        if name in taken:
            return "another file of this name is written; rename the cable"
        taken.add(name)
        if not _is_inside(self.output, name):
            return f"its name points outside of {self.output}; rename the cable"
        if source.path and is_local(path) and os.path.abspath(source.path) == os.path.abspath(path):
            return "its output would be written over it; give another --output"
        return ""

    def finish(self, done: _Done) -> None:
        """Notes a batch whose output is in place."""
        if self.table:
            end = self.table.add(done.table)
            done.rows[-1]["table"] = end
        self.journal.add(done.number, done.rows)
        self.tagged += sum("failed" not in row for row in done.rows)

    def close(self) -> None:
        """Puts the table in place."""
        if self.table:
            self.table.close()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


class _Table:
    """The table of mentions, which grows under another name until a run is at its end.

    `end` is where a run before has come to: what follows it is of a batch that was not noted any more.
    """

    def __init__(self, output: Path, settings: TagSettings, end: int) -> None:
        self.path, self.draft = output / TABLE, output / (TABLE + _UNFINISHED)
        if end and _size(self.draft) < end and _size(self.path) == end:
            # (a draft that is smaller is of such a copy, which was ended in the middle)
            with naming(self.draft):
                shutil.copyfile(self.path, self.draft)
        if end and _size(self.draft) < end:
            raise ValueError(f"{self.path}: is not what the run before has written; give --restart to begin anew")
        self._file = self.draft.open("r+b" if end else "wb")
        self._file.truncate(end)
        self._file.seek(end)
        if not end:
            self.add(table_header(compare=settings.compare))

    def add(self, text: str) -> int:
        """Writes some rows, and returns where the file ends."""
        with naming(self.path):
            self._file.write(text.encode())
            self._file.flush()
        return self._file.tell()

    def close(self) -> None:
        """Puts the file in place."""
        with naming(self.path):
            os.fsync(self._file.fileno())
            self._file.close()
            os.replace(self.draft, self.path)


def _report(run: _Run, made_with: dict, seconds: float) -> dict:
    """Returns what there is to tell of all cables in the journal; `seconds` and `cables_tagged_now` are of this run."""
    last = {row["cable"]: row["batch"] for row in run.journal.rows()}  # (of one that was tried again, the last counts)
    counts = dict.fromkeys(("cables", "paragraphs", "tokens"), 0)
    totals: dict[str, Counter[str]] = {"mentions": Counter()}
    if run.settings.compare:
        totals["input_mentions"] = Counter()
        counts["input_unplaced"] = 0
    reasons: Counter[str] = Counter()
    listed: list[dict] = []
    failures = [{"cable": name, "line": 0, "message": message} for name, message in run.failures.items()]
    for row in run.journal.rows():
        if row["batch"] != last[row["cable"]]:
            continue
        if "failed" in row:
            failures.append({"cable": row["cable"], "line": row["line"], "message": row["failed"]})
            continue
        for key in counts:
            counts[key] += row.get(key, 1 if key == "cables" else 0)
        for key, total in totals.items():
            total.update(row[key])
        for item in row.get("left_out", ()):
            reasons[item["reason"]] += 1
            if len(listed) < _MOST_LISTED:
                listed.append({"cable": row["cable"], **item})
    return {
        **made_with,
        **counts,
        **{key: dict(sorted(total.items())) for key, total in totals.items()},
        "left_out": {"total": reasons.total(), "reasons": dict(sorted(reasons.items())), "listed": listed},
        "failed": len(failures),
        "failures": sorted(failures, key=lambda failure: failure["cable"])[:_MOST_LISTED],
        "passed_over": dict(list(run.passed_over.items())[:_MOST_LISTED]),
        "cables_tagged_now": run.tagged,
        "seconds": seconds,
    }
