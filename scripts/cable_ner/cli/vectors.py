"""Train word vectors on the archive's own text. No label is looked at."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from tqdm import tqdm
from wasabi import msg

from ..files import explain
from ..training import ATTRS, Counts, Texts, VectorSettings, make_vectors, shown
from .options import Lang

DEFAULTS = VectorSettings()


def main(
    docbins: Annotated[
        list[Path] | None, typer.Argument(help="DocBin files, or folders of shards  [default: corpus/train.spacy]")
    ] = None,
    raw: Annotated[
        list[str] | None, typer.Option(help="More cables, annotated or not: files, folders or archives; may be repeated")
    ] = None,
    held_out: Annotated[
        list[Path] | None,
        typer.Option(
            help="DocBin files to score with: their text stays out  [default: corpus/dev.spacy, corpus/test.spacy]"
        ),
    ] = None,
    transductive: Annotated[
        bool,
        typer.Option("--transductive", help="Learn from the text of what is scored with, too; the score will be higher"),
    ] = False,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the vectors")] = Path("corpus/vectors"),
    lang: Lang = "en",
    dim: Annotated[int, typer.Option(min=1, help="Numbers in a vector")] = DEFAULTS.dim,
    buckets: Annotated[int, typer.Option(min=1, help="Rows of the table; 20,000 of 96 are 7.7 MB")] = DEFAULTS.buckets,
    minn: Annotated[int, typer.Option(min=1, help="Letters of the shortest part of a word")] = DEFAULTS.minn,
    maxn: Annotated[int, typer.Option(min=1, help="Letters of the longest part of a word")] = DEFAULTS.maxn,
    hashes: Annotated[int, typer.Option(min=1, max=4, help="Rows that a word or part is the sum of")] = DEFAULTS.hashes,
    window: Annotated[int, typer.Option(min=1, help="Neighbours to each side")] = DEFAULTS.window,
    epochs: Annotated[int, typer.Option(min=1, help="Times to go through the text")] = DEFAULTS.epochs,
    min_count: Annotated[int, typer.Option(min=1, help="Rarer words are left out of training")] = DEFAULTS.min_count,
    threads: Annotated[int, typer.Option(min=1, help="More are faster, but give other vectors every time")] = 1,
    seed: Annotated[int, typer.Option(help="Another seed gives other vectors")] = DEFAULTS.seed,
    attr: Annotated[str, typer.Option(help=f"What of a word has a vector: {', '.join(ATTRS)}")] = DEFAULTS.attr,
) -> None:
    """Train floret vectors on the text of cables, for `configs/ner_vectors.cfg`. Same text and seed, same bytes."""
    given = docbins or ([] if raw else [Path("corpus/train.spacy")])
    scored = [] if transductive else held_out or [Path("corpus/dev.spacy"), Path("corpus/test.spacy")]
    texts = Texts(given, raw or [], scored, lang)
    settings = VectorSettings(dim, buckets, minn, maxn, hashes, window, epochs, min_count, threads, seed, attr)
    try:
        if minn > maxn:
            raise ValueError(f"--minn {minn} is more than --maxn {maxn}")
        verbose = sys.stderr.isatty()
        counts = make_vectors(texts, output, settings=settings, progress=_progress, announce=announce, verbose=verbose)
    except (ValueError, ImportError, OSError) as error:
        msg.fail(explain(error), exits=1)
    msg.good(f"{buckets:,} rows of {dim} from {counts.tokens:,} tokens, {epochs} times, in {output}")


def _progress(items: Iterable, label: str) -> Iterable:
    return tqdm(items, desc=label, unit="paragraph", disable=None, leave=False)


def announce(counts: Counts) -> None:
    """Prints what was read, and what was left out and why."""
    for line in shown(counts):
        msg.info(line)
