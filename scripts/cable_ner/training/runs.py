"""Train a recipe in a process of its own and measure its model: F1, also in capitals, minutes, words per second, size."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from statistics import mean, stdev
from types import FrameType
from typing import Any, NamedTuple

import spacy
import srsly
from spacy.cli._util import import_code
from spacy.cli.init_config import init_config
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import load_config
from thinc.api import Config, NumpyOps, require_cpu, set_current_ops

from ..audit import ITERATIONS, Opponent, Text, by_cable, tags_of, train_opponent
from ..corpus import PARTITIONS, ConversionSettings, cable_of, convert, groups_of, identify
from ..evaluation import ALL, score_pairs
from ..files import ENDING, new_docbin, read_docs, shard_files, unit, write_bytes
from ..model import FACTORY, ConsistencySettings, consistent
from ..work import count_processes

LANG = "en"
DEFAULT, ACCURACY, CRF, OURS = ROWS = ("default", "accuracy", "crf", "ours")
WIDE = "document-wide"
TEST_SHARE = 0.2  # of the cables, where no test is given; dev is half of that
SMALL = 1_000_000  # characters of training text below which `ours` is the recipe for small archives
HEADER = ("", "F1", "F1 in capitals", "CPU minutes", "minutes", "words/s", "MB")
_TRAINED_BY = ("names", "files", "model", "training")
_LAST_LINES = 15
_ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "BLIS")}


class Recipe(NamedTuple):
    """A row of the table: a spaCy configuration (as text), or the CRF if that is empty.

    `code` is what `spacy train` gets as --code. With `wide`, the model is also measured with the document-wide decision.
    """

    row: str
    config: str = ""
    code: Path | None = None
    wide: bool = False


class Data(NamedTuple):
    """DocBin files, or folders of them, and a digest of what they hold."""

    train: Path
    dev: Path
    test: Path
    digest: str


class Job(NamedTuple):
    """A recipe and a seed; `key` is a digest of all that the figures depend on besides the seed and the machine."""

    recipe: Recipe
    seed: int
    key: str


class Plan(NamedTuple):
    """What is to be run: `recipes` are the rows; `jobs` name the seed, which `data` has an entry for.

    `max_steps`, if not 0, ends every training there. `notes` say what is to be known of the table.
    """

    recipes: list[Recipe]
    data: list[Data]
    jobs: list[Job]
    max_steps: int
    notes: list[str]


# -- data ----------------------------------------------------------------------------------------


def prepare(
    train: Path, folder: Path, *, test: Path | None = None, dev: Path | None = None, seeds: int = 3, held_out: int = 0
) -> tuple[list[Data], list[str]]:
    """Returns the data of every seed, made in `folder` of cables or DocBin files, and notes on them.

    Without `test`, every seed has a split of its own: `held_out` cables (0: one in five) are test, half as many dev.
    Raises ValueError and OSError for what cannot be read, and for too few cables.
    """
    given = {name: _docbin(path, folder / name) for name, path in (("train", train), ("dev", dev), ("test", test)) if path}
    if test:
        paths = (given["train"], given.get("dev", given["test"]), given["test"])
        return [Data(*paths, digest_of(paths))] * seeds, [] if dev else ["test is dev, too: every model is chosen on it"]
    docs = list(read_docs(given["train"], spacy.blank(LANG).vocab))
    found, sizes = [], {}
    for seed in range(seeds):
        parts = split_by_cable(docs, seed, held_out, with_dev=dev is None)
        sizes = {name: len({doc.user_data.get("cable", "") for doc in part}) for name, part in parts.items()}
        paths = tuple(_written(parts[name], folder / f"{name}-{seed}{ENDING}") for name in PARTITIONS if parts[name])
        paths = paths if dev is None else (paths[0], given["dev"], paths[1])
        found.append(Data(*paths, digest_of(paths)))
    counts = ", ".join(f"{size} {name}" for name, size in sizes.items() if size)
    return found, [f"every seed has a split of its own, the same for all rows: {counts} cables"]


def _docbin(path: Path, folder: Path) -> Path:
    """Returns DocBin files as they are, and cables converted without rules and corrections."""
    if not path.exists():
        raise ValueError(f"{path}: no such file or folder; give annotated cables or DocBin files")
    if path.suffix == ENDING or (path.is_dir() and any(path.glob(f"*{ENDING}"))):
        return path
    convert([str(path)], folder, settings=ConversionSettings(lang=LANG, shares=(1.0, 0.0, 0.0)))
    return folder / f"train{ENDING}"


def _written(docs: Iterable[Doc], path: Path) -> Path:
    new_docbin(docs).to_disk(path)
    return path


def digest_of(paths: Iterable[Path]) -> str:
    """Returns a digest of what DocBin files, or folders of them, hold."""
    state = blake2b(digest_size=16)
    for path in paths:
        for file in shard_files(path):
            state.update(file.read_bytes())
        state.update(b"|")
    return state.hexdigest()


def split_by_cable(docs: Sequence[Doc], seed: int, held_out: int = 0, *, with_dev: bool = True) -> dict[str, list[Doc]]:
    """Returns the Docs of each partition: `held_out` messages (0: one in five) are test, half as many dev.

    Which ones is told by a hash of the message and the seed. All cables of a message, and copies of a
    text, stay together. Raises ValueError for too few.
    """
    keys = messages_of(docs)
    ranked = sorted(set(keys), key=lambda key: (unit(key, seed), key))
    tests = held_out or max(round(TEST_SHARE * len(ranked)), 1)
    devs = max(tests // 2, 1) if with_dev else 0
    if len(ranked) <= tests + devs:
        raise ValueError(
            f"{len(ranked)} messages are too few to hold out {tests} as test and {devs} as dev; give --test or more cables"
        )
    side = {key: "test" if at < tests else "dev" if at < tests + devs else "train" for at, key in enumerate(ranked)}
    parts: dict[str, list[Doc]] = {name: [] for name in PARTITIONS}
    for doc, key in zip(docs, keys):
        parts[side[key]].append(doc)
    return parts


def messages_of(docs: Sequence[Doc]) -> list[str]:
    """Returns for each Doc the message its cable hangs together with, by number or as a copy of its text."""
    cables = by_cable([_cable(doc) for doc in docs])
    messages = groups_of([identify(cable_of([docs[index] for index in members])) for members in cables])
    keys = {index: message for members, message in zip(cables, messages) for index in members}
    return [keys[index] for index in range(len(docs))]


def _cable(doc: Doc) -> str:
    return str(doc.user_data.get("cable", ""))


# -- recipes -------------------------------------------------------------------------------------


def spacy_config(optimize: str) -> str:
    """Returns what `spacy init config --lang en --pipeline ner --optimize ...` writes, without word vectors."""
    config = Config(init_config(lang=LANG, pipeline=["ner"], optimize=optimize))
    config["paths"]["vectors"] = None
    config["components"]["tok2vec"]["model"]["embed"]["include_static_vectors"] = False
    return config.to_str(interpolate=False)


def plan(
    rows: Sequence[str],
    data: list[Data],
    *,
    configs: Sequence[Path] = (),
    ours: Path,
    code: Path,
    max_steps: int = 0,
    notes: Iterable[str] = (),
) -> Plan:
    """Returns what is to be run for `rows` (of ROWS) and other configurations of ours. Raises ValueError and OSError.

    `ours` is our default configuration; if that for small archives is beside it, it takes its place for less than a
    megabyte of text. `max_steps`, if not 0, ends every training there (for the CRF, it is iterations).
    """
    notes = list(notes)
    if unknown := [row for row in rows if row not in ROWS]:
        raise ValueError(f"there is no row '{unknown[0]}'; there are {', '.join(ROWS)}, and --config for others")
    made = {
        DEFAULT: Recipe("spaCy efficiency", spacy_config("efficiency")),
        ACCURACY: Recipe("spaCy accuracy", spacy_config("accuracy")),
        CRF: Recipe("CRF", wide=True),
    }
    if ACCURACY in rows:
        notes.append("spaCy accuracy: without the word vectors (en_core_web_lg) that its configuration names")
    if OURS in rows:
        chosen = _ours(ours, data[0])
        made[OURS] = Recipe("ours", load_config(chosen).to_str(), code, wide=True)
        notes.append(f"ours: {chosen.name}")
    recipes = [made[row] for row in ROWS if row in rows]
    recipes += [Recipe(path.stem, load_config(path).to_str(), code, wide=True) for path in configs]
    names = [recipe.row for recipe in recipes]
    if not recipes or len(set(names)) < len(names):
        raise ValueError(
            f"rows must have names of their own, and there must be some; these are {', '.join(names) or 'none'}"
        )
    # The CRF has no seed: on data it has seen it would be the same again.
    jobs = [
        Job(recipe, seed, key_of(recipe, own, max_steps))
        for seed, own in enumerate(data)
        for recipe in recipes
        if recipe.config or own not in data[:seed]
    ]
    return Plan(recipes, data, jobs, max_steps, notes)


def _ours(default: Path, data: Data) -> Path:
    small = default.with_name(f"{default.stem}_small{default.suffix}")
    size = sum(len(doc.text) for doc in read_docs(data.train, spacy.blank(LANG).vocab))
    return small if small.exists() and size < SMALL else default


def key_of(recipe: Recipe, data: Data, max_steps: int) -> str:
    """Returns a digest of all that the figures of a run depend on besides its seed and the machine."""
    state = blake2b(f"{spacy.__version__} {recipe.config} {data.digest} {max_steps} {recipe.wide} ".encode(), digest_size=16)
    package = Path(__file__).parents[1]
    files = code_files(recipe.code) if recipe.code else [] if recipe.config else [package / "audit" / "crf.py"]
    for path in [*files, *([package / "model" / "consistency.py"] if recipe.wide else [])]:
        state.update(path.read_bytes())
    return state.hexdigest()


def code_files(code: Path) -> list[Path]:
    """Returns what a training is made of besides its recipe: a file of Python, and the rooms of this package it runs."""
    package = Path(__file__).parents[1]
    return [code, *(path for room in _TRAINED_BY for path in sorted((package / room).glob("*.py")))]


# -- runs ----------------------------------------------------------------------------------------


class Failed(Exception):
    """A command ended with an error; the message is the end of its output."""


class Commands(AbstractContextManager):
    """Runs commands, from several threads; ends those that still run when it is left, also by SIGTERM."""

    def __init__(self) -> None:
        self.running: set[subprocess.Popen] = set()
        self.lock = threading.Lock()
        self.is_left = False
        self.handler: Any = None

    def __enter__(self) -> "Commands":
        if threading.current_thread() is threading.main_thread():
            self.handler = signal.signal(signal.SIGTERM, _exit)
        return self

    def __exit__(self, *exception: object) -> None:
        with self.lock:
            self.is_left = True
            for process in self.running:
                process.terminate()
        if self.handler is not None:
            signal.signal(signal.SIGTERM, self.handler)

    def run(self, command: Sequence[str], log: Path) -> tuple[float, float]:
        """Returns the processor and wall seconds of a command on one thread. Raises Failed."""
        start = time.perf_counter()
        with log.open("wb") as file, self.lock:
            if self.is_left:
                raise Failed("not run")
            streams = {"stdin": subprocess.DEVNULL, "stdout": file, "stderr": subprocess.STDOUT}
            process = subprocess.Popen(command, env={**os.environ, **_ONE_THREAD}, **streams)
            self.running.add(process)
        # Its own usage, and not RUSAGE_CHILDREN, in which other threads' commands are, too.
        _, status, usage = os.wait4(process.pid, 0)
        with self.lock:
            self.running.remove(process)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            lines = log.read_text(encoding="utf8", errors="replace").strip().splitlines()
            raise Failed("\n".join(lines[-_LAST_LINES:]) or f"ended with status {process.returncode}")
        return usage.ru_utime + usage.ru_stime, time.perf_counter() - start


def _exit(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


def run_all(planned: Plan, kept: Iterable[Mapping[str, Any]] = (), *, processes: int = 1) -> Iterator[dict[str, Any]]:
    """Yields every run that is not among those kept, as it ends; see `run_one`. One that failed is run again."""
    jobs = [(job, planned.data[job.seed]) for job in left(planned, kept)]
    yield from run_jobs(jobs, processes=processes, max_steps=planned.max_steps)


def run_jobs(jobs: Iterable[tuple[Job, Data]], *, processes: int = 1, max_steps: int = 0) -> Iterator[dict[str, Any]]:
    """Yields the run of every job on its data, as it ends; see `run_one`."""
    # Of the two, the commands are left first: the threads wait for theirs.
    with ThreadPoolExecutor(count_processes(processes)) as pool, Commands() as commands:
        futures = [pool.submit(run_one, job, data, commands, max_steps=max_steps) for job, data in jobs]
        for future in as_completed(futures):
            yield future.result()


def left(planned: Plan, kept: Iterable[Mapping[str, Any]]) -> list[Job]:
    """Returns what is to be run that is not among the runs kept, or has failed there."""
    done = {_name(run) for run in kept if "failed" not in run}
    return [job for job in planned.jobs if (job.recipe.row, job.seed, job.key) not in done]


def _name(run: Mapping[str, Any]) -> tuple[str, int, str]:
    return run["row"], run["seed"], run["key"]


def is_same(run: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Returns whether two runs are of the same row, seed and key."""
    return _name(run) == _name(other)


def run_one(job: Job, data: Data, commands: Commands, *, max_steps: int = 0) -> dict[str, Any]:
    """Returns row, seed and key, minutes of training, megabytes of the model, and what `measure` returns.

    Where training or measuring failed, there is `failed` instead: the end of its output.
    """
    recipe = job.recipe
    run: dict[str, Any] = {"row": recipe.row, "seed": job.seed, "key": job.key}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command, model = _training(recipe, data, job.seed, folder, max_steps)
        code = str(recipe.code) if recipe.code else ""
        task = {"model": str(model), "test": str(data.test), "code": code, "crf": not recipe.config, "wide": recipe.wide}
        srsly.write_json(folder / "task.json", task)
        try:
            cpu, wall = commands.run(command, folder / "train.log")
            commands.run([*_OWN, str(folder / "task.json"), str(folder / "result.json")], folder / "measure.log")
        except Failed as error:
            return {**run, "failed": str(error)}
        run.update(cpu_minutes=cpu / 60, minutes=wall / 60, megabytes=_size(model) / 1e6)
        return {**run, **srsly.read_json(folder / "result.json")}


_OWN = (sys.executable, "-m", "cable_ner.training.runs")


def _training(recipe: Recipe, data: Data, seed: int, folder: Path, max_steps: int) -> tuple[list[str], Path]:
    """Returns the command that trains a recipe, and where its model will be."""
    if not recipe.config:
        iterations = min(max_steps or ITERATIONS, ITERATIONS)
        return [*_OWN, "train-crf", str(data.train), str(folder / "model.crf"), str(iterations)], folder / "model.crf"
    path = folder / "config.cfg"
    path.write_text(recipe.config, encoding="utf8")
    settings = {"paths.train": data.train, "paths.dev": data.dev, "system.seed": seed}
    if max_steps:
        every = Config().from_str(recipe.config).get("training", {}).get("eval_frequency", max_steps)
        settings |= {"training.max_steps": max_steps, "training.eval_frequency": min(max_steps, every)}
    command = [sys.executable, "-m", "spacy", "train", str(path), "--output", str(folder)]
    command += ["--code", str(recipe.code)] if recipe.code else []
    return command + [part for name, value in settings.items() for part in (f"--{name}", str(value))], folder / "model-best"


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in (path.rglob("*") if path.is_dir() else [path]) if file.is_file())


# -- measuring, in a process of its own ----------------------------------------------------------


class Item(NamedTuple):
    """A text to be tagged, the cable it is of, its gold mentions and where labels are missing (characters)."""

    text: str
    cable: str
    spans: tuple[tuple[int, int, str], ...]
    missing: tuple[tuple[int, int], ...]


Tagger = Callable[[Sequence[Item]], list[Doc]]
Decide = Callable[[list[Doc]], object]  # changes the entities of one cable's Docs


def item_of(doc: Doc) -> Item:
    """Returns what is to be tagged of a gold Doc, and how."""
    missing = tuple((token.idx, token.idx + len(token)) for token in doc if token.ent_iob == 0)
    return Item(doc.text, _cable(doc), tuple((ent.start_char, ent.end_char, ent.label_) for ent in doc.ents), missing)


def in_capitals(text: str) -> str:
    """Returns a text in capitals, of the same length: characters that would become several stay (`ß`)."""
    return "".join(upper if len(upper := char.upper()) == 1 else char for char in text)


def reference_of(item: Item, nlp: Language) -> tuple[Doc, int]:
    """Returns the gold Doc of a text as the tokenizer splits it, and how many mentions are off its tokens' boundaries.

    The tokens of those have missing labels.
    """
    doc = nlp.make_doc(item.text)
    aligned = [doc.char_span(*span) for span in item.spans]
    off = [span[:2] for span, found in zip(item.spans, aligned) if found is None]
    ents = [span for span in aligned if span is not None]
    taken = {token.i for ent in ents for token in ent}
    holes = [doc.char_span(start, end, alignment_mode="expand") for start, end in (*item.missing, *off)]
    missing = {token.i for hole in holes if hole is not None for token in hole} - taken
    doc.set_ents(ents, missing=[doc[index : index + 1] for index in sorted(missing)], default="outside")
    return doc, len(off)


def measure(model: Path, test: Path, *, crf: bool = False, code: Path | None = None, wide: bool = False) -> dict[str, Any]:
    """Returns what a model makes of the plain text of test: `ways` and `off_boundaries`.

    The former has by way of deciding ("": the model's own; WIDE) the F1 in points (`f1`, and `f1_capitals` on the
    text in capitals) and `words_per_second` of processor time, tokenisation included, in the better of two passes.
    For a model with `code` that is with our matrix products, and `words_per_second_plain` without. The latter counts
    the mentions off token boundaries, in plain text and in capitals: their tokens are not scored.
    """
    if code:
        import_code(code)
        import_module("cable_ner.model.backend")
    blank = spacy.blank(LANG)
    items = [item_of(doc) for doc in read_docs(test, blank.vocab)]
    capitals = [item._replace(text=in_capitals(item.text)) for item in items]
    tagger, decide = (_crf_tagger(model), consistent) if crf else _spacy_tagger(model)
    decide = decide if wide else None
    (references, off), (references_in_capitals, off_in_capitals) = _references(items, blank), _references(capitals, blank)
    passes = [_read(tagger, decide, items, references) for _ in range(2)]
    upper = _read(tagger, decide, capitals, references_in_capitals)
    words = sum(map(len, references))
    ways = {
        way: {
            "f1": passes[0][way].f1,
            "f1_capitals": upper[way].f1,
            "words_per_second": words / min(found[way].seconds for found in passes),
        }
        for way in upper
    }
    if code:
        tagger, _ = _spacy_tagger(model, plain=True)
        seconds = min(_read(tagger, None, items, references)[""].seconds for _ in range(2))
        ways[""]["words_per_second_plain"] = words / seconds
    return {"ways": ways, "off_boundaries": [off, off_in_capitals]}


def _references(items: Iterable[Item], nlp: Language) -> tuple[list[Doc], int]:
    found = [reference_of(item, nlp) for item in items]
    return [doc for doc, _ in found], sum(off for _, off in found)


class _Read(NamedTuple):
    f1: float
    seconds: float  # of processor time


def _read(tagger: Tagger, decide: Decide | None, items: Sequence[Item], references: Sequence[Doc]) -> dict[str, _Read]:
    """Returns by way of deciding how well and how fast the texts were tagged."""
    start = time.process_time()
    docs = tagger(items)
    seconds = time.process_time() - start
    found = {"": _Read(_f1(docs, references), seconds)}
    if decide:
        start = time.process_time()
        for members in by_cable([_cable(doc) for doc in docs]):
            decide([docs[index] for index in members])
        found[WIDE] = _Read(_f1(docs, references), seconds + time.process_time() - start)
    return found


def _f1(docs: Sequence[Doc], references: Sequence[Doc]) -> float:
    return 100 * score_pairs(zip(docs, references))[ALL].f1


def _made(item: Item, nlp: Language) -> Doc:
    doc = nlp.make_doc(item.text)
    doc.user_data["cable"] = item.cable
    return doc


def _spacy_tagger(model: Path, *, plain: bool = False) -> tuple[Tagger, Decide]:
    """Returns a tagger by a model without its document-wide decision, and that, as the model has it if it does.

    `plain`: with spaCy's own matrix products.
    """
    if plain:
        set_current_ops(NumpyOps())
    else:
        require_cpu()
    nlp, settings = spacy.load(model), ConsistencySettings()
    for name in nlp.pipe_names:
        if nlp.get_pipe_meta(name).factory == FACTORY:
            settings = replace(nlp.get_pipe(name).settings, enabled=True)
            nlp.disable_pipe(name)
    return lambda items: list(nlp.pipe(_made(item, nlp) for item in items)), partial(consistent, settings=settings)


def _crf_tagger(model: Path) -> Tagger:
    nlp, opponent = spacy.blank(LANG), Opponent(model)

    def tag(items: Sequence[Item]) -> list[Doc]:
        docs = [_made(item, nlp) for item in items]
        for members in by_cable([item.cable for item in items]):
            found = opponent.spans([[token.text for token in docs[index]] for index in members])
            for index, spans in zip(members, found):
                docs[index].ents = [Span(docs[index], *span) for span in spans]
        return docs

    return tag


def texts_of(docs: Iterable[Doc]) -> list[Text]:
    """Returns what a CRF is trained on."""
    return [
        Text(
            _cable(doc),
            [token.text for token in doc],
            [bool(token.whitespace_) for token in doc],
            tags_of(
                len(doc),
                [(ent.start, ent.end, ent.label_) for ent in doc.ents],
                [token.i for token in doc if token.ent_iob == 0],
            ),
        )
        for doc in docs
    ]


# -- the table -----------------------------------------------------------------------------------


def summary(planned: Plan, runs: Iterable[Mapping[str, Any]]) -> tuple[list[tuple[str, ...]], list[str], int]:
    """Returns the rows under HEADER, notes on them, and how many runs failed. Figures are means over seeds."""
    wanted = {(job.recipe.row, job.seed, job.key) for job in planned.jobs}
    by_row: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for run in runs:
        if _name(run) in wanted:
            by_row[run["row"]].append(run)
    rows, notes, all_failed = [], list(planned.notes), 0
    for recipe in planned.recipes:
        good = [run for run in by_row[recipe.row] if "failed" not in run]
        for way in ("", WIDE) if recipe.wide else ("",):
            rows.append((", ".join(filter(None, (recipe.row, way))), *_cells(good, way)))
        if failed := len(by_row[recipe.row]) - len(good):
            notes.append(f"{recipe.row}: {failed} of {len(by_row[recipe.row])} runs failed")
            all_failed += failed
        if recipe.code and good:
            with_ours, without = (
                mean(run["ways"][""][name] for run in good) for name in ("words_per_second", "words_per_second_plain")
            )
            notes.append(f"{recipe.row}: {with_ours:,.0f} words/s with our matrix products, {without:,.0f} with spaCy's")
    return rows, notes, all_failed


def _cells(runs: Sequence[Mapping[str, Any]], way: str) -> tuple[str, ...]:
    """Returns the figures of a row as text: empty if there are none."""
    if not runs:
        return ("",) * (len(HEADER) - 1)
    ways = [run["ways"][way] for run in runs]
    return (
        mean_and_spread([way["f1"] for way in ways]),
        mean_and_spread([way["f1_capitals"] for way in ways]),
        f"{mean(run['cpu_minutes'] for run in runs):.1f}",
        f"{mean(run['minutes'] for run in runs):.1f}",
        f"{mean(way['words_per_second'] for way in ways):,.0f}",
        f"{mean(run['megabytes'] for run in runs):.1f}",
    )


def mean_and_spread(values: Sequence[float]) -> str:
    """Returns the mean and, of several values, their standard deviation (n - 1); nothing of none."""
    if not values:
        return ""
    return f"{mean(values):.1f} ±{stdev(values):.1f}" if len(values) > 1 else f"{mean(values):.1f}"


def line_of(run: Mapping[str, Any]) -> str:
    """Returns a run in a line."""
    head = f"{run['row']}, seed {run['seed']}: "
    if "failed" in run:
        return f"{head}failed\n{run['failed']}"
    figures = [
        f"F1 {figures['f1']:.1f}, in capitals {figures['f1_capitals']:.1f}" + (f" ({way})" if way else "")
        for way, figures in run["ways"].items()
    ]
    speed = run["ways"][""]["words_per_second"]
    return f"{head}{'; '.join(figures)}; {run['cpu_minutes']:.1f} CPU minutes, {speed:,.0f} words/s"


def write_report(path: Path, planned: Plan, runs: Sequence[Mapping[str, Any]]) -> None:
    """Writes the runs, the table and the notes on it as JSON."""
    rows, notes, _ = summary(planned, runs)
    path.parent.mkdir(parents=True, exist_ok=True)
    report = {"table": [dict(zip(HEADER, row)) for row in rows], "notes": notes, "runs": runs}
    write_bytes(path, (srsly.json_dumps(report, indent=2) + "\n").encode())


def read_runs(path: Path) -> list[dict[str, Any]]:
    """Returns the runs of a report: none if there is no such file. Raises ValueError for a file of something else."""
    if not path.exists():
        return []
    report = srsly.read_json(path)
    if not isinstance(report, dict) or not isinstance(report.get("runs"), list):
        raise ValueError(f"{path}: is no report of runs; give another --output")
    return report["runs"]


def main(arguments: Sequence[str]) -> None:
    """Does in this process what `run_one` wants done in one of its own."""
    if arguments[0] == "train-crf":
        train, model, iterations = arguments[1:]
        docs = read_docs(Path(train), spacy.blank(LANG).vocab)
        train_opponent(texts_of(docs), Path(model), iterations=int(iterations))
    else:
        task = srsly.read_json(Path(arguments[0]))
        code = Path(task["code"]) if task["code"] else None
        found = measure(Path(task["model"]), Path(task["test"]), crf=task["crf"], code=code, wide=task["wide"])
        srsly.write_json(Path(arguments[1]), found)


if __name__ == "__main__":
    main(sys.argv[1:])
