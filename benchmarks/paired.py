"""`paired`: our speed and memory beside an opponent's, in turn: spaCy's own for the same work, and another build of ours."""

import json
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Annotated, Any, NamedTuple

import spacy
import typer
from wasabi import msg

from benchmarks.archives import perturbed_copies
from benchmarks.builds import Usage, python_of, simplified, usage_of_job, usage_of_script
from benchmarks.convert import convert_cables, floor, write_texts
from benchmarks.measuring import ROOT, measure, table
from benchmarks.pacing import paced
from cable_ner.files import ENDING, Source, sources
from cable_ner.model.tokenizer import create_tokenizer
from cable_ner.tagging import read_bare
from cable_ner.work import collect_rarely

_MODEL = ROOT / "training" / "model-best"
_PARAGRAPHS = 20  # of a cable, which `tag` tokenises together
_OUTPUT = ROOT / "training" / "benchmark-paired.json"
HEADER = (
    *("", "beside", "wanted", "times as fast", "by the clock", "seconds of cores", "of its cores"),
    *("peak MB", "its peak MB"),
)


class Row(NamedTuple):
    """A row of the table: the work, what it is beside, what is wanted, and a function for each side that does it once.

    What `is_long` is done once only.
    """

    work: str
    opponent: str
    wanted: str
    ours: Callable[[], Usage]
    others: Callable[[], Usage]
    is_long: bool = False


def bench_paired(
    pages: Annotated[Path, typer.Argument(help="Cables to tokenise and tag: a file, folder or archive")],
    other: Annotated[Path | None, typer.Option(help="Checkout of another build, with its own .venv")] = None,
    model: Annotated[Path, typer.Option("--model", "-m", help="Folder of our model")] = _MODEL,
    most: Annotated[int, typer.Option(help="How many of the pages, the first of them")] = 60,
    cables: Annotated[int, typer.Option(help="Cables to convert: those of corpus/raw, plus perturbed copies")] = 400,
    audited: Annotated[int, typer.Option(help="As many of them to audit, once; 100 take ten minutes")] = 0,
    job: Annotated[bool, typer.Option(help="Also run the main job, once; takes some twenty minutes")] = False,
    repeats: Annotated[int, typer.Option(help="Pairs of runs of each; the median counts")] = 3,
    output: Annotated[Path, typer.Option("--output", "-o", help="JSON file for the table")] = _OUTPUT,
) -> None:
    """Tokenizer, conversion, tagging, audit and main job beside spaCy's own and beside another build: ratios, and memory.

    `times as fast` is the ratio of the seconds of cores, which other programs disturb least.
    """
    if other and not python_of(other.resolve()).exists():
        msg.fail(f"{other}: has no .venv; docs/benchmarks.md says how to make one", exits=1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_pages(pages, folder / "pages", most)
        rows = [*_rows_beside_spacy(folder, cables)]
        if other:
            rows += _rows_beside_build(folder, other.resolve(), model.resolve(), audited, job)
        runs: list[list[tuple[Usage, Usage]]] = [[] for _ in rows]
        todo = [number for time in range(repeats) for number, row in enumerate(rows) if not (time and row.is_long)]
        for number in paced(todo, "Pairs", len(todo)):
            runs[number].append((rows[number].ours(), rows[number].others()))
    table(HEADER, [cells(row, own) for row, own in zip(rows, runs)], output)


def cells(row: Row, runs: Sequence[tuple[Usage, Usage]]) -> tuple[str, ...]:
    """Returns the cells of a row of pairs (ours, the other's): the medians of the pairs' ratios, and of each side."""
    ratios = [f"{median(getattr(pair[1], of) / getattr(pair[0], of) for pair in runs):.2f}" for of in ("core", "clock")]
    seconds = [f"{median(pair[side].core for pair in runs):.1f}" for side in (0, 1)]
    megabytes = [f"{median(pair[side].megabytes for pair in runs):.0f}" for side in (0, 1)]
    return row.work, row.opponent, row.wanted, *ratios, *seconds, *megabytes


def write_pages(pages: Path, folder: Path, most: int) -> None:
    """Writes the first so many cables into a new folder, as they are."""
    folder.mkdir()
    found = (source for source in sources([str(pages)]) if isinstance(source, Source))
    for number, source in enumerate(islice(found, most)):
        (folder / f"{number:05d}{Path(source.name).suffix}").write_bytes(source.read())


def _rows_beside_spacy(folder: Path, cables: int) -> Iterator[Row]:
    texts, raw = folder / "pages.json", folder / "cables"
    found = (read_bare(source).cable for source in sources([str(folder / "pages")]) if isinstance(source, Source))
    texts.write_text(json.dumps([paragraph.text for cable in found for paragraph in cable.paragraphs]))
    for work, times in (("tokenizer, words new to it", 1), ("tokenizer, words known to it", 2)):
        ours, spacys = (partial(_in_process, _tokenise, texts, remembering, times) for remembering in (True, False))
        yield Row(work, "spaCy's", "2.00", ours, spacys)
    perturbed_copies(ROOT / "corpus" / "raw", raw, cables)
    convert_cables(raw, folder / "out", 1)
    clean = write_texts(folder)
    yield Row(
        "convert", "spaCy's tokenizer and DocBin alone", "1.33",  # 0.75 of the time
        lambda: _in_process(_converted, raw, folder / "again"), lambda: _in_process(_floor, clean),
    )  # fmt: skip


def _rows_beside_build(folder: Path, other: Path, model: Path, audited: int, job: bool) -> Iterator[Row]:
    simplified(model, folder / "model")
    models = {ROOT: model, other: folder / "model"}

    def row(work: str, wanted: str, of: Callable[[Path], Usage], is_long: bool = False) -> Row:
        return Row(work, "the other build", wanted, lambda: of(ROOT), lambda: of(other), is_long)

    def convert(build: Path) -> Usage:
        return usage_of_script(build, folder / "converted" / "out", "convert", folder / "cables")

    def tag(build: Path) -> Usage:
        return usage_of_script(build, folder / "tagged" / "out", "tag", folder / "pages", "--model", models[build])

    def audit(build: Path) -> Usage:
        docs = folder / "few" / f"train{ENDING}"
        return usage_of_script(build, folder / "audited" / "audit.json", "audit", docs)

    yield row("convert", "", convert)
    yield row("tag (`inline`)", "1.50", tag)
    if audited:
        perturbed_copies(ROOT / "corpus" / "raw", folder / "fewer", audited)
        convert_cables(folder / "fewer", folder / "few", 1)
        yield row("audit", "3.00, and 1,500 MB", audit, True)
    if job:
        yield row("`spacy project run all`", "2.00", lambda build: usage_of_job(build, folder / "job"), True)


def _in_process(function: Callable[..., Usage], *arguments: Any) -> Usage:
    """Runs a module's function in a process of its own, which counts its seconds: its start and imports do not count."""
    run = measure(function, *arguments)
    used: Usage = run.result
    return used._replace(megabytes=run.megabytes)


def _used(function: Callable[..., Any], *arguments: Any) -> Usage:
    core, clock = time.process_time(), time.monotonic()
    function(*arguments)
    return Usage(time.process_time() - core, time.monotonic() - clock, 0)


def _converted(raw: Path, output: Path) -> Usage:
    return _used(convert_cables, raw, output, 1)


def _floor(texts: Path) -> Usage:
    return _used(floor, texts)


def _tokenise(texts: Path, remembering: bool, times: int) -> Usage:
    """Tokenises all texts so many times, as `tag` works, and returns what the last time took."""
    nlp = spacy.blank("en")
    tokenizer = create_tokenizer()(nlp) if remembering else nlp.tokenizer
    all_texts = json.loads(texts.read_text())
    collect_rarely()
    with nlp.memory_zone():
        return [_used(deque, tokenizer.pipe(all_texts, batch_size=_PARAGRAPHS), 0) for _ in range(times)][-1]
