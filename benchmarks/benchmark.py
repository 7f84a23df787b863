"""Measure what the project promises. Every figure compares things that were run side by side, here and now."""

import hashlib
import json
import multiprocessing
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, wait
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import numpy
import spacy
import srsly
import typer
from spacy.cli.convert import convert as spacy_convert
from spacy.tokens import Doc, DocBin, Span
from tqdm import tqdm
from wasabi import msg

from benchmarks import scale
from benchmarks.simulation import Oracle
from cable_ner.audit import (
    SCORED,
    SPANNED,
    Opinion,
    Spans,
    agreed,
    audit,
    audited_doc,
    cached_opinions,
    propose,
    spans_of,
    tag_set,
)
from cable_ner.corpus import GOLD, INLINE, PARTITIONS, SILVER, ConversionSettings, convert, make_docs, read_cable
from cable_ner.evaluation import ALL, score_pairs
from cable_ner.files import ATTRS, ENDING, Source, explain, new_docbin, read_docs, sources, unit
from cable_ner.labels import Corrections, Decision, RuleBook, correct
from cable_ner.model import load_model
from cable_ner.tagging import CSV, REPORT, TagSettings, read_bare, tag
from cable_ner.text import TRANSMISSION, Cable, Mention, Paragraph, parse, restore
from cable_ner.training import runs as recipes
from cable_ner.work import LOCAL, PROCESSES, RAY, Where

app = typer.Typer(help=__doc__, no_args_is_help=True)
ROOT = Path(__file__).parents[1]


class Measured(NamedTuple):
    """What a function returned in a process of its own, its seconds, and the process's peak memory in MB."""

    result: Any
    seconds: float
    megabytes: float


def measure(function: Callable, *args: Any) -> Measured:
    """Returns what a function of this module does in a fresh process, so that no run warms the next one's caches."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_measured, function, args).result()


def _measured(function: Callable, args: tuple) -> Measured:
    start = time.perf_counter()
    result = function(*args)
    seconds = time.perf_counter() - start
    # Not getrusage: its peak includes that of the process this one was forked from.
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return Measured(result, seconds, int(peak[1]) / 1024 if peak else float("nan"))


def table(header: tuple[str, ...], rows: list[tuple], path: Path | None) -> None:
    """Prints a table, and writes it as JSON if a path is given."""
    aligns = ("l", *["r"] * (len(header) - 1))
    msg.table([tuple(map(str, row)) for row in rows], header=header, aligns=aligns, divider=True)
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        srsly.write_json(path, [dict(zip(header, row)) for row in rows])


# -- spacing -------------------------------------------------------------------------------------


@app.command("spacing")
def bench_spacing(
    spaced: Annotated[Path, typer.Argument(help="Cables in token spacing")] = ROOT / "corpus" / "gold" / "test",
    natural: Annotated[Path, typer.Argument(help="The same cables as people have them, under the same names")] = ROOT
    / "corpus"
    / "natural",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the table")] = None,
) -> None:
    """Share of gaps restored as they were, beside sacremoses' detokenizer over whole paragraphs."""
    from sacremoses import MosesDetokenizer

    moses = MosesDetokenizer(lang="en")
    ways: dict[str, Callable[[str], str]] = {
        "cable_ner.text.spacing": restore,
        "sacremoses": lambda text: moses.detokenize(text.split(), unescape=False),
    }
    right, seconds, total = dict.fromkeys(ways, 0), dict.fromkeys(ways, 0.0), 0
    for path in tqdm(sorted(natural.glob("*.txt")), disable=None):
        texts = [p.text for p in parse((spaced / path.name).read_bytes(), path.name).paragraphs if p.zone != TRANSMISSION]
        truth = _spaces("\n".join(p.text for p in parse(path.read_bytes(), path.name).paragraphs))
        before = _spaces("\n".join(texts))
        if [char for char, _ in truth] != [char for char, _ in before]:
            msg.fail(f"{path.name} does not have the text of {spaced / path.name}", exits=1)
        total += sum(space for _, space in before)
        for name, way in ways.items():
            start = time.perf_counter()
            natural_texts = list(map(way, texts))
            seconds[name] += time.perf_counter() - start
            restored = _spaces("\n".join(natural_texts))
            same = [char for char, _ in restored] == [char for char, _ in truth]
            right[name] += sum(b[1] and r[1] == t[1] for b, r, t in zip(before, restored, truth)) if same else 0
    rows = [(name, total, f"{right[name] / total:.4%}", f"{total / seconds[name]:,.0f}") for name in ways]
    table(("", "gaps", "right", "gaps per second"), rows, output)


def _spaces(text: str) -> list[tuple[str, bool]]:
    """Returns every character that is no white space, and whether white space stands before it."""
    return [(char, bool(space)) for space, char in re.findall(r"(\s*)(\S)", text)]


# -- conversion ----------------------------------------------------------------------------------


@app.command("convert")
def bench_convert(
    raw: Annotated[Path, typer.Argument(help="Folder of annotated cables")],
    cables: Annotated[
        int, typer.Option(help="How many to convert; copies are made of those there are, each perturbed")
    ] = 4000,
    repeats: Annotated[int, typer.Option(help="Each is run so often; the fastest counts")] = 5,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the table")] = None,
) -> None:
    """Conversion beside its floor (make_doc and DocBin on clean text) and `spacy convert`; processes; memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _perturbed_copies(raw, folder / "cables", cables)
        _perturbed_copies(raw, folder / "tenth", max(cables // 10, 1))
        size = sum(path.stat().st_size for path in (folder / "cables").iterdir())
        tokens = _convert(folder / "cables", folder / "out", 1)
        texts = _write_texts(folder)
        todo: dict[str, tuple] = {
            "convert": (_convert, folder / "cables", folder / "out", 1),
            "without rules": (_convert, folder / "cables", folder / "out", 1, False),
            "floor": (_floor, texts),
            "spacy convert": (_spacy_convert, folder),
            "2 processes": (_convert, folder / "cables", folder / "out2", 2),
        }
        runs: dict[str, list[Measured]] = {key: [] for key in todo}
        for _ in tqdm(range(repeats), desc="Repeats", disable=None):
            for key, (function, *args) in todo.items():
                runs[key].append(measure(function, *args))
        best = {key: min(run.seconds for run in values) for key, values in runs.items()}
        tenth = measure(_convert, folder / "tenth", folder / "out10", 1).megabytes
        whole = max(run.megabytes for run in runs["convert"])
    rows = [
        ("cables", f"{cables:,}"),
        ("tokens", f"{tokens:,}"),
        ("MB per second", f"{size / 1e6 / best['convert']:.2f}"),
        ("tokens per second", f"{tokens / best['convert']:,.0f}"),
        ("time / floor (at most 1.25)", f"{best['convert'] / best['floor']:.2f}"),
        ("the same without the label rules", f"{best['without rules'] / best['floor']:.2f}"),
        ("time / spacy convert (below 1.0)", f"{best['convert'] / best['spacy convert']:.2f}"),
        ("speed-up with 2 processes (at least 1.6)", f"{best['convert'] / best['2 processes']:.2f}"),
        ("peak memory of a tenth, MB", f"{tenth:.0f}"),
        ("peak memory, MB", f"{whole:.0f}"),
        ("ratio (at most 1.20)", f"{whole / tenth:.2f}"),
    ]
    table(("", "figure"), rows, output)


def _perturbed_copies(raw: Path, folder: Path, count: int) -> None:
    """Writes `count` cables: those there are, then copies with another number and some other words."""
    originals = [source.read().decode("utf8", "replace") for source in sources([str(raw)]) if isinstance(source, Source)]
    folder.mkdir()
    for index in range(count):
        text = originals[index % len(originals)]
        if round_ := index // len(originals):
            text = re.sub(r"(?<![\d/])\d{6}(?!\d)", lambda match: f"{(int(match[0]) + 7919 * round_) % 10**6:06d}", text)
            text = re.sub(r"\b[a-z]{7,}\b", lambda match: _other_word(match[0], round_), text)
        (folder / f"{index:06d}.txt").write_text(text, encoding="utf8")


def _other_word(word: str, round_: int) -> str:
    return word if unit(word, round_) > 0.05 else f"{word[:3]}{chr(97 + round_ % 26)}{word[3:]}"


def _convert(raw: Path, output: Path, processes: int, rules: bool = True) -> int:
    settings = ConversionSettings(rules=str(ROOT / "configs" / "silver.yml") if rules else "")
    report = convert([str(raw)], output, settings=settings, where=Where(processes=processes))
    return sum(part["tokens"] for part in report.data["partitions"].values())


def _write_texts(folder: Path) -> Path:
    """Writes the converted cables as clean texts, and as CoNLL columns for `spacy convert`."""
    vocab = spacy.blank("en").vocab
    path = folder / "texts.json"
    docs = [doc for name in PARTITIONS for doc in read_docs(folder / "out" / (name + ENDING), vocab)]
    path.write_text(json.dumps([doc.text for doc in docs]))
    with (folder / "cables.conll").open("w", encoding="utf8") as file:
        for doc in docs:
            for token in doc:
                if not token.is_space:
                    tag = f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O"
                    file.write(f"{token.text} {tag}\n" + ("\n" if token.text in (".", "?", "!") else ""))
            file.write("\n")
    return path


def _floor(texts: Path) -> None:
    """What no conversion can do without: tokenise the clean texts and store the Docs, in files of the same size."""
    nlp = spacy.blank("en")
    docbin = DocBin(attrs=ATTRS)
    tokens = 0
    for text in json.loads(texts.read_text()):
        doc = nlp.make_doc(text)
        docbin.add(doc)
        tokens += len(doc)
        if tokens > 400_000:
            docbin.to_disk(texts.with_suffix(ENDING))
            docbin, tokens = DocBin(attrs=ATTRS), 0
    docbin.to_disk(texts.with_suffix(ENDING))


def _spacy_convert(folder: Path) -> None:
    target = folder / "spacy"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    spacy_convert(folder / "cables.conll", target, converter="ner", n_sents=10, silent=True)


# -- tagging -------------------------------------------------------------------------------------


@app.command("tag")
def bench_tag(
    raw: Annotated[Path, typer.Argument(help="Folder of cables")],
    model: Annotated[Path, typer.Option("--model", "-m", help="Folder of the model")] = ROOT / "training" / "model-best",
    cables: Annotated[int, typer.Option(help="How many to tag; copies are made of those there are, each perturbed")] = 2000,
    repeats: Annotated[int, typer.Option(help="Each is run so often; the fastest counts")] = 2,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the table")] = None,
) -> None:
    """Tagging beside bare `nlp.pipe` over the same clean texts, loading left out; processes; memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _perturbed_copies(raw, folder / "cables", cables)
        _perturbed_copies(raw, folder / "tenth", max(cables // 10, 1))
        todo: dict[str, tuple] = {
            "inline": (_tag, folder / "cables", model, INLINE, 1),
            "csv": (_tag, folder / "cables", model, CSV, 1),
            "2 processes": (_tag, folder / "cables", model, INLINE, 2),
            "nlp.pipe": (_pipe, folder / "cables", model),
        }
        runs: dict[str, list[Measured]] = {key: [] for key in todo}
        for _ in tqdm(range(repeats), desc="Repeats", disable=None):
            for key, (function, *args) in todo.items():
                runs[key].append(measure(function, *args))
        tenth = measure(_tag, folder / "tenth", model, INLINE, 1).megabytes
        whole = max(run.megabytes for run in runs["inline"])
    tokens = runs["nlp.pipe"][0].result[0]
    # One process is measured by the time of its core, which others that run beside it do not lengthen much.
    best = {key: min(run.result[1] for run in values) for key, values in runs.items()}
    one, two = (min(run.result[2] for run in runs[key]) for key in ("inline", "2 processes"))
    rows = [
        ("cables", f"{cables:,}"),
        ("tokens", f"{tokens:,}"),
        ("tokens per second, one core", f"{tokens / best['inline']:,.0f}"),
        ("tokens per second, two cores", f"{tokens / best['inline'] * one / two:,.0f}"),
        ("tokens per second, nlp.pipe", f"{tokens / best['nlp.pipe']:,.0f}"),
        ("speed / nlp.pipe (at least 0.85)", f"{best['nlp.pipe'] / best['inline']:.2f}"),
        ("the same as a table with scores", f"{best['nlp.pipe'] / best['csv']:.2f}"),
        ("speed-up with 2 processes", f"{one / two:.2f}"),
        ("peak memory of a tenth, MB", f"{tenth:.0f}"),
        ("peak memory, MB", f"{whole:.0f}"),
    ]
    table(("", "figure"), rows, output)


def _tag(raw: Path, model: Path, format: str, processes: int) -> tuple[int, float, float]:
    """Returns how many tokens were tagged, and the seconds of this process's core, and of the clock, without loading."""
    start = numpy.array([time.process_time(), time.perf_counter()])
    load_model(str(model))
    loading = numpy.array([time.process_time(), time.perf_counter()]) - start
    with tempfile.TemporaryDirectory() as name:
        settings = TagSettings(format)
        report = tag([str(raw)], Path(name) / "out", model=str(model), settings=settings, where=Where(processes=processes))
    core, clock = numpy.array([time.process_time(), time.perf_counter()]) - start - 2 * loading
    return report["tokens"], core, clock


def _pipe(raw: Path, model: Path) -> tuple[int, float, float]:
    """Returns how many tokens bare `nlp.pipe` has tagged, and the seconds of that alone: of the core, and of the clock."""
    nlp = load_model(str(model))
    cables = [read_bare(source).cable for source in sources([str(raw)]) if isinstance(source, Source)]
    texts = [(paragraph.text, cable.name) for cable in cables for paragraph in cable.paragraphs]

    def docs() -> Iterator[Doc]:
        for text, name in texts:
            doc = nlp.make_doc(text)
            doc.user_data["cable"] = name
            yield doc

    start = time.process_time(), time.perf_counter()
    tokens = sum(map(len, nlp.pipe(docs())))
    return tokens, time.process_time() - start[0], time.perf_counter() - start[1]


# -- scale ---------------------------------------------------------------------------------------


@app.command("scale")
def bench_scale(
    raw: Annotated[Path, typer.Argument(help="Folder of cables")],
    model: Annotated[Path, typer.Option("--model", "-m", help="Folder of the model")] = ROOT / "training" / "model-best",
    cables: Annotated[
        int, typer.Option(help="How many cables; copies are made of those there are, each perturbed")
    ] = 20_000,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the table")] = None,
) -> None:
    """Convert and tag in one process, in two, on a Ray cluster of two nodes, and there with a worker killed midway."""
    with tempfile.TemporaryDirectory() as name, scale.RayCluster(2) as cluster:
        folder = Path(name)
        _perturbed_copies(raw, folder / "cables", cables)
        ways = {
            "one process": Where(LOCAL),
            "two processes": Where(PROCESSES, 2),
            "Ray, two nodes": Where(RAY, 2, cluster.address),
            "Ray, a worker killed": Where(RAY, 2, cluster.address),
        }
        rows = []
        for work, function in {"convert": _scale_convert, "tag": _scale_tag}.items():
            alone, bytes_alone = 0.0, ""
            for way, where in tqdm(ways.items(), desc=work, disable=None):
                kill_after = alone / 4 if "killed" in way else None
                seconds, memory, killed = _watched(function, kill_after, folder / "cables", folder / "out", model, where)
                digest = _digest(folder / "out")
                shutil.rmtree(folder / "out")
                alone, bytes_alone = alone or seconds, bytes_alone or digest
                figures = (f"{cables / seconds:,.1f}", f"{alone / seconds:.2f}")
                same = "yes" if digest == bytes_alone else "NO"
                peaks = (f"{memory.driver:.0f}", f"{memory.worker:.0f}" if memory.worker else "-")
                rows.append((work, f"{way}{killed}", *figures, *peaks, same))
    table(("", "where", "cables per second", "times as fast", "driver, MB", "worker, MB", "same bytes"), rows, output)


def _watched(function: Callable, kill_after: float | None, *args: Any) -> tuple[float, scale.Memory, str]:
    """Runs a function in a process of its own; returns its seconds, its memory, and whether a worker was killed."""
    killed = ""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        process = pool.submit(os.getpid).result()
        with scale.Memory(process) as memory:
            running = pool.submit(_measured, function, args)
            if kill_after is not None:
                wait([running], timeout=kill_after)
                for victim in [number for number, name in scale.ray_workers().items() if name.startswith(scale.BUSY)][:1]:
                    os.kill(victim, signal.SIGKILL)
                    killed = " midway"
            return running.result().seconds, memory, killed


def _scale_convert(raw: Path, output: Path, model: Path, where: Where) -> None:
    convert([str(raw)], output, settings=ConversionSettings(rules=str(ROOT / "configs" / "silver.yml")), where=where)


def _scale_tag(raw: Path, output: Path, model: Path, where: Where) -> None:
    tag([str(raw)], output, model=str(model), where=where)


def _digest(folder: Path) -> str:
    """Returns a digest of all files of a run, but for the seconds it took."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        if path.name == REPORT:
            data = re.sub(rb'"seconds":[^,}]*', b"", data)
        digest.update(path.relative_to(folder).as_posix().encode() + hashlib.sha256(data).digest())
    return digest.hexdigest()


# -- labels --------------------------------------------------------------------------------------

SHARED = ROOT.parent / "shared" / "bench"
STEPS = (200, 300)  # decisions taken before the audit is run again, so 200 and 500 in all
SPOILED = "gold, 5 % spoiled"
_SPOILED_SHARE = 0.05


class Labelled(NamedTuple):
    """Cables with the labels to be audited, and the gold Docs of the same texts; `held_out` are gold Docs of others."""

    cables: list[Cable]
    gold: list[Doc]
    held_out: list[Doc]


@app.command("labels")
def bench_labels(
    silver: Annotated[list[Path] | None, typer.Argument(help="Folders of noisy cables; several are measured apart")] = None,
    gold: Annotated[Path, typer.Option(help="The same cables with gold labels")] = SHARED / "noise-crowd" / "gold",
    seeds: Annotated[int, typer.Option(help="How often each is run, with seeds 0, 1, ...")] = 3,
    held_out: Annotated[int, typer.Option(help="Cables kept out of the audit, chosen by hash, to test models on")] = 64,
    spoiled: Annotated[bool, typer.Option(help="Also audit the gold labels with 5 % of them spoiled")] = True,
    train: Annotated[bool, typer.Option(help="Also train models on the labels, and test them; takes an hour")] = False,
    steps: Annotated[int, typer.Option(help="Training steps of each of those models")] = 1500,
    processes: Annotated[int, typer.Option(help="Processes to use; 0: as many as cores")] = 0,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the table and every run")] = None,
) -> None:
    """Label F1 before the audit, after repairs nobody checked, and after 200 and 500 decisions answered from gold."""
    folders = silver or [SHARED / "noise-crowd" / "silver", SHARED / "noise-distant" / "silver"]
    for folder in (*folders, gold):
        if not folder.is_dir():
            msg.fail(f"{folder}: no such folder; give folders of the same cables, noisy ones and --gold", exits=1)
    sets = [(folder.parent.name, folder) for folder in folders] + ([(SPOILED, gold)] if spoiled else [])
    runs: dict[str, list[dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for name, folder in sets:
            runs[name] = []
            for seed in range(seeds):
                labelled = _labelled(folder, gold, held_out)
                if name == SPOILED:
                    labelled = labelled._replace(cables=[_spoil(cable, seed) for cable in labelled.cables])
                figures = _bench_labels(labelled, seed, processes, Path(scratch), steps if train and name != SPOILED else 0)
                runs[name].append(figures)
                msg.info(f"{name}, seed {seed}: " + ", ".join(f"{key} {value:.1f}" for key, value in figures.items()))
    names = list(dict.fromkeys(key for own in runs.values() for run in own for key in run))
    rows = [
        (row, *(recipes.mean_and_spread([run[row] for run in own if row in run]) for own in runs.values())) for row in names
    ]
    table(("", *runs), rows, None)
    if output:
        output.parent.mkdir(parents=True, exist_ok=True)
        srsly.write_json(output, {"table": [dict(zip(("", *runs), row)) for row in rows], "runs": runs})


def _labelled(folder: Path, gold: Path, held_out: int) -> Labelled:
    """Returns the cables of a folder but those kept out, by hash of their names, and their gold Docs."""
    noisy, right = ({cable.name: cable for cable in _read_cables(path)} for path in (folder, gold))
    names = sorted(noisy.keys() & right.keys(), key=lambda name: (unit(name, 0), name))
    if len(names) <= held_out:
        msg.fail(f"{folder} and {gold} share {len(names)} cables, of which {held_out} are to be kept out", exits=1)
    audited = sorted(names[held_out:])
    return Labelled(
        [noisy[name] for name in audited],
        _docs([right[name] for name in audited], labels=GOLD),
        _docs([right[name] for name in sorted(names[:held_out])], labels=GOLD),
    )


def _read_cables(folder: Path) -> Iterator[Cable]:
    return (read_cable(source) for source in sources([str(folder)]) if isinstance(source, Source))


def _docs(cables: Iterable[Cable], decisions: Iterable[Decision] = (), *, labels: str = SILVER) -> list[Doc]:
    """Returns the Docs of cables after decisions, without rules."""
    nlp, corrections = spacy.blank("en"), Corrections(decisions)
    corrected = (correct(cable, RuleBook(), corrections)[0] for cable in cables)
    return [outcome.doc for cable in corrected for outcome in make_docs(cable, nlp, labels=labels)]


def _spoil(cable: Cable, seed: int) -> Cable:
    """Returns a gold cable with one in twenty mentions dropped, given another label, cut by a word or made longer by one."""
    rng = random.Random(f"{seed} {cable.name}")  # noqa: S311
    paragraphs = [
        paragraph._replace(mentions=list(_spoiled(paragraph, rng))) if paragraph.mentions else paragraph
        for paragraph in cable.paragraphs
    ]
    return replace(cable, paragraphs=paragraphs)


def _spoiled(paragraph: Paragraph, rng: random.Random) -> Iterator[Mention]:
    text, mentions = paragraph.text, paragraph.mentions
    for mention, following in zip(mentions, [*mentions[1:], None]):
        if rng.random() >= _SPOILED_SHARE:
            yield mention
            continue
        how = rng.choice(("drop", "label", "label", "cut", "lengthen"))
        cut = text[mention.start : mention.end].rfind(" ")
        longer = re.compile(r" \w+").match(text, mention.end)
        if how == "cut" and cut > 0:
            yield mention._replace(end=mention.start + cut)
        elif how == "lengthen" and longer and (following is None or longer.end() <= following.start):
            yield mention._replace(end=longer.end())
        elif how != "drop":
            yield mention._replace(
                label=rng.choice([label for label in ("LOC", "MISC", "ORG", "PER") if label != mention.label])
            )


def _bench_labels(labelled: Labelled, seed: int, processes: int, scratch: Path, steps: int) -> dict[str, float]:
    """Returns the figures of one kind of noise and one seed: F1 in points, unless the name says otherwise."""
    docs = _docs(labelled.cables)
    cache = scratch / "opinions.npz"
    cache.unlink(missing_ok=True)
    start = _cpu_seconds()
    report = audit(docs, seed=seed, where=Where(processes=processes), cache=cache).report
    minutes = (_cpu_seconds() - start) / 60 / sum(map(len, docs)) * 100_000
    figures = {"before": _f1(docs, labelled.gold), **_unasked(docs, labelled.gold, cache, seed)}
    trained: dict[str, list[Doc]] = {"noisy": _docs(labelled.cables), "clean": labelled.gold}
    decisions: list[Decision] = []
    depended: set[tuple[str, str]] = set()
    for step in STEPS:
        oracle = Oracle(_docs(labelled.cables, decisions), labelled.gold)
        if not decisions:
            figures["of the first 100 suspects wrong, before"] = sum(map(oracle.is_wrong, report["suspects"][:100]))
        decisions += oracle.answer_all(report, step, depended=depended).decisions
        corrected = _docs(labelled.cables, decisions)
        count = sum(STEPS[: STEPS.index(step) + 1])
        figures[f"{count} decisions, only those fixed"] = _f1(corrected, labelled.gold)
        done = audit(corrected, seed=seed, where=Where(processes=processes), cache=cache)
        report = done.report
        oracle = Oracle(corrected, labelled.gold)
        precision = sum(map(oracle.is_wrong, report["suspects"][:100]))
        repaired = list(done.repaired(corrected))
        figures[f"{count} decisions, spread"] = _f1(repaired, labelled.gold)
        figures[f"of the first 100 suspects wrong, after {count}"] = precision
        trained[f"{count} spread"] = repaired
    figures["questions answered 'depends'"] = len(depended)
    figures["CPU minutes per 100,000 tokens"] = minutes
    for name, held_out_docs in trained.items() if steps else ():
        figures[f"model trained on {name}"] = _trained_f1(held_out_docs, labelled.held_out, seed, steps)
    return figures


def _cpu_seconds() -> float:
    """Returns the processor time of this process and of those it started and that have ended."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _f1(docs: Sequence[Doc], gold: Sequence[Doc]) -> float:
    return 100 * score_pairs(zip(docs, gold))[ALL].f1


def _f1_of_spans(spans: Iterable[Spans], docs: Sequence[Doc], gold: Sequence[Doc]) -> float:
    return _f1([_with_spans(doc, own) for doc, own in zip(docs, spans)], gold)


def _with_spans(doc: Doc, spans: Spans) -> Doc:
    copy = Doc(doc.vocab, [token.text for token in doc], [bool(token.whitespace_) for token in doc])
    copy.ents = [Span(copy, start, end, label) for start, end, label in spans]
    return copy


def _unasked(docs: list[Doc], gold: list[Doc], cache: Path, seed: int) -> dict[str, float]:
    """Returns the F1 of repairs without a person, and of the best choice among all proposals."""
    texts = [audited_doc(doc).text for doc in docs]
    opinions = cached_opinions(texts, cache, seed=seed)
    olds = [spans_of(text.tags) for text in texts]
    proposals = propose(texts, olds, opinions)
    by_name = {name: [opinion.spans[k] for opinion in opinions] for k, name in enumerate(SPANNED)}
    tagger, ensemble = (_cleanlab(texts, opinions, models) for models in ((SCORED.index("tagger"),), range(len(SCORED))))
    best, by_agreement = ([set(old) for old in olds] for _ in range(2))
    for number, option in agreed(texts, proposals):
        candidate = proposals.candidates[number]
        by_agreement[candidate.text] = by_agreement[candidate.text] - set(candidate.old) | set(option)
    for candidate in proposals.candidates:
        ents = [(ent.start, ent.end, ent.label_) for ent in gold[candidate.text].ents]
        truth = tuple(span for span in ents if span[0] < candidate.end and candidate.start < span[1])
        if truth in candidate.options:
            best[candidate.text] = best[candidate.text] - set(candidate.old) | set(truth)
    ways = {
        "replaced by cross-predictions, spaCy": by_name["ner"],
        "replaced by cross-predictions, CRF": by_name[SPANNED[2]],
        "cleanlab filter, spaCy's tagger": tagger,
        "cleanlab filter, ensemble": ensemble,
        "unasked: where all agree, and the lexicon": [tuple(sorted(spans)) for spans in by_agreement],
        "every proposal judged": [tuple(sorted(spans)) for spans in best],
    }
    return {name: _f1_of_spans(spans, docs, gold) for name, spans in ways.items()}


def _cleanlab(texts: list, opinions: list[Opinion], models: Iterable[int]) -> list[Spans]:
    """Returns the labels with each token that cleanlab flags given the most probable tag."""
    from cleanlab.token_classification.filter import find_label_issues

    tags = tag_set(texts)
    given = [[tags.index(tag) if tag in tags else 0 for tag in text.tags] for text in texts]  # missing: none
    chances = []
    for opinion in opinions:
        mean = numpy.exp(opinion.scores[list(models)].astype(float)).mean(0)
        chances.append(mean / mean.sum(1, keepdims=True))
    new = [list(row) for row in given]
    for number, token in find_label_issues(given, chances):
        new[number][token] = int(chances[number][token].argmax())
    return [spans_of([tags[tag] for tag in row]) for row in new]


def _trained_f1(docs: list[Doc], test: list[Doc], seed: int, steps: int) -> float:
    """Returns the F1 on test, in points, of the default recipe's model after so many steps; none is chosen by its score."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        new_docbin(docs).to_disk(folder / "train.spacy")
        new_docbin(docs[:20]).to_disk(folder / "dev.spacy")
        settings = {
            "paths.train": folder / "train.spacy", "paths.dev": folder / "dev.spacy", "system.seed": seed,
            "training.max_steps": steps, "training.eval_frequency": steps, "training.patience": 0,
        }  # fmt: skip
        command = [sys.executable, "-m", "spacy", "train", str(ROOT / "configs" / "ner_cpu.cfg"), "--output", name]
        command += ["--code", str(ROOT / "scripts" / "training.py")]
        command += [part for key, value in settings.items() for part in (f"--{key}", str(value))]
        subprocess.run(command, check=True, capture_output=True)
        nlp = spacy.load(folder / "model-last")
        return _f1([nlp(nlp.make_doc(doc.text)) for doc in test], test)


# -- training ------------------------------------------------------------------------------------


@app.command("train")
def bench_train(
    train: Annotated[Path, typer.Argument(help="Annotated cables, or DocBin files, to train on")],
    test: Annotated[
        Path | None, typer.Option(help="The same to test on; else every seed has its own split of the cables")
    ] = None,
    dev: Annotated[
        Path | None, typer.Option(help="The same to choose the model on; else test, or part of the split")
    ] = None,
    seeds: Annotated[int, typer.Option(help="How often each is trained, with seeds 0, 1, ...", min=1)] = 3,
    rows: Annotated[str, typer.Option(help="What is compared, of " + ", ".join(recipes.ROWS))] = ",".join(recipes.ROWS),
    config: Annotated[list[Path] | None, typer.Option(help="Another configuration of ours, as a row of its own")] = None,
    held_out: Annotated[int, typer.Option(help="Cables held out where no test is given; 0: one in five", min=0)] = 0,
    max_steps: Annotated[int, typer.Option(help="End every training there; 0: where its configuration says", min=0)] = 0,
    processes: Annotated[int, typer.Option(help="Trainings at a time, one thread each; 0: as many as cores")] = 1,
    resume: Annotated[bool, typer.Option(help="Keep the runs that --output has of the same data and recipes")] = False,
    output: Annotated[Path, typer.Option("--output", "-o", help="JSON file for the table and every run")] = ROOT
    / "training"
    / "benchmark-train.json",
) -> None:
    """F1, minutes, speed and size of spaCy's configurations, a CRF and ours, each trained in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        try:
            data, notes = recipes.prepare(train, Path(name), test=test, dev=dev, seeds=seeds, held_out=held_out)
            planned = recipes.plan(
                [row.strip() for row in rows.split(",") if row.strip()],
                data,
                configs=config or (),
                ours=ROOT / "configs" / "ner_cpu.cfg",
                code=ROOT / "scripts" / "training.py",
                max_steps=max_steps,
                notes=notes,
            )
            runs = recipes.read_runs(output) if resume else []
        except (ValueError, OSError) as error:
            msg.fail(explain(error), exits=1)
        with closing(recipes.run_all(planned, runs, processes=processes)) as new:
            for run in tqdm(new, desc="Runs", total=len(recipes.left(planned, runs)), disable=None):
                runs = [other for other in runs if not recipes.is_same(other, run)] + [run]
                recipes.write_report(output, planned, runs)
                tqdm.write(recipes.line_of(run))
        recipes.write_report(output, planned, runs)
        table_rows, notes, failed = recipes.summary(planned, runs)
    table(recipes.HEADER, table_rows, None)
    typer.echo("\n".join(notes))
    if failed:
        raise typer.Exit(1)


if __name__ == "__main__":
    app()
