"""`paired`: our speed beside an opponent's, in turn: spaCy's own for the same work, and another build of this project."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Annotated, Any, NamedTuple

import spacy
import srsly
import typer
from thinc.api import Config
from tqdm import tqdm
from wasabi import msg

from benchmarks.archives import perturbed_copies
from benchmarks.convert import convert_cables, floor, write_texts
from benchmarks.measuring import ROOT, measure, peak_megabytes, table
from cable_ner.files import Source, sources
from cable_ner.model.tokenizer import create_tokenizer
from cable_ner.tagging import read_bare

_MODEL = ROOT / "training" / "model-best"
_NOT_KNOWN = "label_rules"  # to builds of 29 November


class Usage(NamedTuple):
    """What some work took: seconds of a core, and the peak of the process's memory in MB, as the system counts them."""

    core: float
    megabytes: float


class Row(NamedTuple):
    """A row of the table: the work, what it is beside, and a function for each that does it once."""

    work: str
    opponent: str
    ours: Callable[[], Usage]
    others: Callable[[], Usage]


def bench_paired(
    pages: Annotated[Path, typer.Argument(help="Cables to tag: a file, folder or archive")],
    other: Annotated[Path | None, typer.Option(help="Checkout of another build, with its own .venv")] = None,
    model: Annotated[Path, typer.Option("--model", "-m", help="Folder of our model")] = _MODEL,
    cables: Annotated[int, typer.Option(help="Cables to convert: those of corpus/raw, plus perturbed copies")] = 800,
    repeats: Annotated[int, typer.Option(help="Pairs of runs of each; the median counts")] = 3,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the table")] = None,
) -> None:
    """Tokenizer, conversion and tagging beside spaCy's own and beside another build: ratios of core seconds, and memory."""
    if other and not _python_of(other.resolve()).exists():
        msg.fail(f"{other}: has no .venv; docs/benchmarks.md says how to make one", exits=1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = []
        for row in _rows(folder, pages.resolve(), other and other.resolve(), model.resolve(), cables):
            begun = time.monotonic()
            first = _pair(row)
            msg.info(f"{row.work} beside {row.opponent}: {(time.monotonic() - begun) * (repeats - 1):.0f} more seconds")
            runs = [first, *(_pair(row) for _ in tqdm(range(repeats - 1), desc=row.work, disable=None))]
            rows.append(cells(row.work, row.opponent, runs))
    header = ("", "beside", "core seconds", "the other's", "times as fast", "peak MB", "the other's")
    table(header, rows, output)


def cells(work: str, opponent: str, runs: Sequence[tuple[Usage, Usage]]) -> tuple[str, ...]:
    """Returns the cells of a row of pairs (ours, the other's): medians, and the median of the pairs' ratios."""
    seconds = [f"{median(pair[side].core for pair in runs):.1f}" for side in (0, 1)]
    megabytes = [f"{median(pair[side].megabytes for pair in runs):.0f}" for side in (0, 1)]
    return work, opponent, *seconds, f"{median(others.core / ours.core for ours, others in runs):.2f}", *megabytes


def _pair(row: Row) -> tuple[Usage, Usage]:
    return row.ours(), row.others()


def _rows(folder: Path, pages: Path, other: Path | None, model: Path, cables: int) -> Iterator[Row]:
    texts, raw = folder / "pages.json", folder / "cables"
    found = (read_bare(source).cable for source in sources([str(pages)]) if isinstance(source, Source))
    texts.write_text(json.dumps([paragraph.text for cable in found for paragraph in cable.paragraphs]))
    yield Row(
        "tokenizer in a memory zone", "spaCy's",
        lambda: _in_process(_tokenise, texts, True), lambda: _in_process(_tokenise, texts, False),
    )  # fmt: skip
    perturbed_copies(ROOT / "corpus" / "raw", raw, cables)
    convert_cables(raw, folder / "out", 1)
    clean = write_texts(folder)
    yield Row(
        "convert", "spaCy's tokenizer and DocBin alone",
        lambda: _in_process(convert_cables, raw, folder / "again", 1), lambda: _in_process(floor, clean),
    )  # fmt: skip
    if other:
        simplified(model, folder / "model")
        models = {ROOT: model, other: folder / "model"}

        def convert(build: Path) -> Usage:
            return _command(build, folder / "again", "convert", raw)

        def tag(build: Path) -> Usage:
            return _command(build, folder / "tagged", "tag", pages, "--model", models[build])

        yield Row("convert", "the other build", lambda: convert(ROOT), lambda: convert(other))
        yield Row("tag", "the other build", lambda: tag(ROOT), lambda: tag(other))


def _in_process(function: Callable[..., Any], *arguments: Any) -> Usage:
    """Runs a module's function in a process of its own; its start and imports do not count."""
    run = measure(_core_seconds, function, arguments)
    return Usage(run.result, run.megabytes)


def _core_seconds(function: Callable[..., Any], arguments: Sequence[Any]) -> float:
    begun = time.process_time()
    function(*arguments)
    return time.process_time() - begun


def _tokenise(texts: Path, remembering: bool) -> None:
    nlp = spacy.blank("en")
    if remembering:
        nlp.tokenizer = create_tokenizer()(nlp)
    with nlp.memory_zone():  # as `tag` works
        for text in json.loads(texts.read_text()):
            nlp.make_doc(text)


def _command(build: Path, output: Path, name: str, *arguments: object) -> Usage:
    """Runs a command of a build with one process and into a new folder, and returns what it took, its start included."""
    shutil.rmtree(output, ignore_errors=True)
    script = [f"scripts/{name}.py", *map(str, arguments), "--output", str(output), "--processes", "1"]
    return usage_of([str(_python_of(build)), *script], build)


def _python_of(build: Path) -> Path:
    return Path(sys.executable) if build == ROOT else build / ".venv" / "bin" / "python"


def usage_of(command: Sequence[str], folder: Path) -> Usage:
    """Runs a command in a folder, on one thread, and returns what it took. Raises RuntimeError if it fails."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    environment.pop("PYTHONPATH", None)  # each build has its own code
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, cwd=folder, stdout=told, stderr=told, env=environment)
        peak = 0.0
        while not os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG):
            peak = max(peak, peak_megabytes(process.pid))
            time.sleep(0.02)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            told.seek(0)
            raise RuntimeError(f"{' '.join(command)}: failed\n{told.read().decode(errors='replace')[-2000:]}")
    return Usage(used.ru_utime + used.ru_stime, peak)


def simplified(model: Path, folder: Path) -> None:
    """Copies a model without what builds of 29 November do not know; it finds the same, but applies no label rules."""
    shutil.copytree(model, folder, ignore=shutil.ignore_patterns(_NOT_KNOWN))
    config = Config().from_disk(folder / "config.cfg", interpolate=False)
    config["components"].pop(_NOT_KNOWN, None)
    for settings in config["components"].values():
        if settings.get("factory") == "recogniser":
            settings["factory"] = "ner"
    config["nlp"]["pipeline"] = [name for name in config["nlp"]["pipeline"] if name != _NOT_KNOWN]
    config["nlp"]["before_creation"] = None
    config["training"]["before_to_disk"] = config["initialize"]["before_init"] = None
    config.to_disk(folder / "config.cfg", interpolate=False)
    meta = srsly.read_json(folder / "meta.json")
    for key in ("pipeline", "components"):
        meta[key] = [name for name in meta[key] if name != _NOT_KNOWN]
    srsly.write_json(folder / "meta.json", meta)
