"""Options of the commands that learn from the archive's text alone: which cables, and which stay out."""

from pathlib import Path
from typing import Annotated

import typer

from ..corpus import UNLABELLED
from ..files import ENDING
from ..training import TextCounts, Texts, shown
from .console import msg

_UNLABELLED = Path(f"corpus/{UNLABELLED}{ENDING}")
TextDocBins = Annotated[
    list[Path] | None,
    typer.Argument(
        help="DocBin files, or folders of shards (default: corpus/train.spacy, and corpus/unlabelled.spacy if there is one)"
    ),
]
MoreRaw = Annotated[
    list[str] | None, typer.Option(help="Additional cables, annotated or not: files, folders or archives; may be repeated")
]
HeldOut = Annotated[
    list[Path] | None,
    typer.Option(
        help="DocBin files used for scoring, whose text is excluded (default: corpus/dev.spacy and corpus/test.spacy)"
    ),
]
Transductive = Annotated[
    bool, typer.Option("--transductive", help="Also learn from the text used for scoring, which raises the scores")
]


def texts_of(
    docbins: list[Path] | None, raw: list[str] | None, held_out: list[Path] | None, lang: str, *, transductive: bool
) -> Texts:
    """Returns the text to learn from, and what stays out of it."""
    given = docbins or ([] if raw else [Path("corpus/train.spacy"), *filter(Path.exists, [_UNLABELLED])])
    scored = [] if transductive else held_out or [Path("corpus/dev.spacy"), Path("corpus/test.spacy")]
    return Texts(given, raw or [], scored, lang)


def announce(counts: TextCounts) -> None:
    """Prints what was read, and what was left out and why."""
    for line in shown(counts):
        msg.info(line)
