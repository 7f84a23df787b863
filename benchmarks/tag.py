"""`tag`: the speed and memory of tagging, beside bare `nlp.pipe` over the same texts."""

import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from spacy.tokens import Doc

from benchmarks.archives import perturbed_copies
from benchmarks.measuring import ROOT, Measured, measure, repeated, table
from cable_ner.corpus import INLINE
from cable_ner.files import Source, sources
from cable_ner.model import load_model
from cable_ner.tagging import CSV, TagSettings, read_bare, tag
from cable_ner.work import Where


class Pace(NamedTuple):
    """How many tokens were tagged, and the seconds it took: of this process's core, and by the clock, without loading."""

    tokens: int
    core: float
    clock: float


def bench_tag(
    raw: Annotated[Path, typer.Argument(help="Folder of cables")],
    model: Annotated[Path, typer.Option("--model", "-m", help="Folder of the model")] = ROOT / "training" / "model-best",
    cables: Annotated[int, typer.Option(help="Number of cables to tag: those in the folder, plus perturbed copies")] = 400,
    repeats: Annotated[int, typer.Option(help="How often each is run; the fastest run counts")] = 2,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the table")] = None,
) -> None:
    """Tagging speed relative to `nlp.pipe` on the same clean texts, without loading; processes; memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        perturbed_copies(raw, folder / "cables", cables)
        perturbed_copies(raw, folder / "tenth", max(cables // 10, 1))
        todo: dict[str, tuple] = {
            "inline": (_tag, folder / "cables", model, INLINE, 1),
            "csv": (_tag, folder / "cables", model, CSV, 1),
            "2 processes": (_tag, folder / "cables", model, INLINE, 2),
            "nlp.pipe": (_pipe, folder / "cables", model),
        }
        runs = repeated(todo, repeats)
        tenth = measure(_tag, folder / "tenth", model, INLINE, 1).megabytes
    table(("", "figure"), [("cables", f"{cables:,}"), *_figures(runs, tenth)], output)


def _figures(runs: Mapping[str, list[Measured]], tenth: float) -> list[tuple[str, str]]:
    """Returns the rows of the table; `tenth` is the peak memory in MB for a tenth of the cables."""
    tokens = runs["nlp.pipe"][0].result.tokens
    # One process is measured by the time of its core, which others that run beside it do not lengthen much.
    best = {key: min(run.result.core for run in values) for key, values in runs.items()}
    one, two = (min(run.result.clock for run in runs[key]) for key in ("inline", "2 processes"))
    return [
        ("tokens", f"{tokens:,}"),
        ("tokens per second, one core", f"{tokens / best['inline']:,.0f}"),
        ("tokens per second, two cores", f"{tokens / best['inline'] * one / two:,.0f}"),
        ("tokens per second, nlp.pipe", f"{tokens / best['nlp.pipe']:,.0f}"),
        ("speed / nlp.pipe (at least 0.85)", f"{best['nlp.pipe'] / best['inline']:.2f}"),
        ("the same as a table with scores", f"{best['nlp.pipe'] / best['csv']:.2f}"),
        ("speed-up with 2 processes", f"{one / two:.2f}"),
        ("peak memory of a tenth, MB", f"{tenth:.0f}"),
        ("peak memory, MB", f"{max(run.megabytes for run in runs['inline']):.0f}"),
    ]


def _now() -> tuple[float, float]:
    return time.process_time(), time.perf_counter()


def _tag(raw: Path, model: Path, format: str, processes: int) -> Pace:
    start = _now()
    load_model(str(model))
    loaded = _now()
    with tempfile.TemporaryDirectory() as name:
        settings = TagSettings(format)
        report = tag([str(raw)], Path(name) / "out", model=str(model), settings=settings, where=Where(processes=processes))
    end = _now()
    # Loading is taken off twice: once for the load above, once for that of the tagging itself.
    core, clock = (last - first - 2 * (after - first) for first, after, last in zip(start, loaded, end))
    return Pace(report["tokens"], core, clock)


def _pipe(raw: Path, model: Path) -> Pace:
    """Tags the same texts with bare `nlp.pipe`; reading the cables is not in its time."""
    nlp = load_model(str(model))
    cables = [read_bare(source).cable for source in sources([str(raw)]) if isinstance(source, Source)]
    texts = [(paragraph.text, cable.name) for cable in cables for paragraph in cable.paragraphs]

    def docs() -> Iterator[Doc]:
        for text, name in texts:
            doc = nlp.make_doc(text)
            doc.user_data["cable"] = name
            yield doc

    start = _now()
    tokens = sum(map(len, nlp.pipe(docs())))
    core, clock = (last - first for first, last in zip(start, _now()))
    return Pace(tokens, core, clock)
