"""`cable-ner vectors`: word vectors of the archive's own text. No label is looked at."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from ..training import VectorSettings, make_vectors
from .console import errors_told, msg, progress
from .options import Lang, Seed
from .text_options import HeldOut, MoreRaw, TextDocBins, Transductive, announce, texts_of

DEFAULTS = VectorSettings()
Attr = Literal["ORTH", "LOWER", "NORM"]


def main(
    docbins: TextDocBins = None,
    raw: MoreRaw = None,
    held_out: HeldOut = None,
    transductive: Transductive = False,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the vectors")] = Path("corpus/vectors"),
    lang: Lang = "en",
    dim: Annotated[int, typer.Option(min=1, help="Length of a vector")] = DEFAULTS.dim,
    buckets: Annotated[
        int, typer.Option(min=1, help="Rows of the vector table; 20,000 rows of 96 numbers take 7.7 MB")
    ] = DEFAULTS.buckets,
    minn: Annotated[int, typer.Option(min=1, help="Shortest part of a word, in letters")] = DEFAULTS.minn,
    maxn: Annotated[int, typer.Option(min=1, help="Longest part of a word, in letters")] = DEFAULTS.maxn,
    hashes: Annotated[int, typer.Option(min=1, max=4, help="Rows summed for each word or part")] = DEFAULTS.hashes,
    window: Annotated[int, typer.Option(min=1, help="Context words on each side")] = DEFAULTS.window,
    epochs: Annotated[int, typer.Option(min=1, help="Number of passes over the text")] = DEFAULTS.epochs,
    min_count: Annotated[int, typer.Option(min=1, help="Leave rarer words out of training")] = DEFAULTS.min_count,
    threads: Annotated[int, typer.Option(min=1, help="With more than one, vectors differ from run to run")] = 1,
    seed: Seed = DEFAULTS.seed,
    attr: Annotated[Attr, typer.Option(help="Which form of a word gets a vector")] = "ORTH",
) -> None:
    """Train word vectors on the archive's own text.

    For use with `configs/ner_vectors.cfg`. Needs the extra `vectors`. Uses no labels. With one thread, the same text and
    seed give the same bytes.
    """
    settings = VectorSettings(dim, buckets, minn, maxn, hashes, window, epochs, min_count, threads, seed, attr)
    with errors_told():
        if minn > maxn:
            raise ValueError(f"--minn {minn} is more than --maxn {maxn}")
        texts = texts_of(docbins, raw, held_out, lang, transductive=transductive)
        verbose = sys.stderr.isatty()
        counts = make_vectors(
            texts, output, settings=settings, progress=progress("paragraph"), announce=announce, verbose=verbose
        )
    msg.good(f"{output}: {buckets:,} vectors of length {dim}, trained on {counts.tokens:,} tokens in {epochs} passes")
