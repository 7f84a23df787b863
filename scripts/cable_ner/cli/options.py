"""Options that several commands share: what each means and what it is by default is said once."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from ..corpus import LEAVE_OUT, NEGATIVES
from ..labels import ANY, NEVER, OF_THESE
from ..text import LABELS, Scheme

EngineName = Literal["local", "processes", "ray"]
Use = Literal["any", "of-these", "never"]
UnannotatedUse = Literal["leave-out", "negatives"]
LabelKind = Literal["silver", "gold"]


def of_project(name: str) -> Path:
    """Returns a file that comes with the project: that of this folder if it has one, else that of the code's checkout."""
    here = Path(name).absolute()
    return here if here.exists() else Path(__file__).parents[3] / name


# What is converted and trained is in the folder where a command runs.
CORPUS, TRAINING = Path("corpus"), Path("training")
MODEL = TRAINING / "model-best"
RULES_FILE, RECIPE, CODE = map(of_project, ("configs/silver.yml", "configs/ner_cpu.cfg", "scripts/training.py"))

Raw = Annotated[
    list[str], typer.Argument(help="Cables: files, folders, archives (.zip, .tar.*, .gz), or - for standard input")
]
Gold = Annotated[str, typer.Option(help="Hand-checked cables, used as dev and test")]
GoldAny = Annotated[
    bool,
    typer.Option("--gold-any/--gold-of-these", help="Use --gold always, or only if at least one of its cables is among RAW"),
]
Rules = Annotated[bool, typer.Option(help="Apply the label rules")]
RulesFile = Annotated[Path, typer.Option(help="File of label rules", show_default="configs/silver.yml")]
Corrections = Annotated[str, typer.Option(help="File of people's decisions about labels (corrections.jsonl)")]
CorrectionsUse = Annotated[
    Use,
    typer.Option(help=f"When to apply --corrections: {ANY}: always; {OF_THESE}: if one was made on the RAW cables; {NEVER}"),
]
Unannotated = Annotated[
    UnannotatedUse,
    typer.Option(
        help=f"Cables without any annotation: {LEAVE_OUT}: they are unlabelled, and only their text is kept;"
        f" {NEGATIVES}: they hold no names"
    ),
]
Labels = Annotated[str, typer.Option(help="Labels to keep")]
LabelMap = Annotated[str, typer.Option(help="How to map other labels, such as GPE=LOC,PERSON=PER")]
Lang = Annotated[str, typer.Option(help="Language of the pipeline's tokenizer")]
Seed = Annotated[int, typer.Option(help="Random seed; changes the split, the folds and the models")]
Processes = Annotated[int, typer.Option(help="Number of processes, or of cluster workers; 0: one per core", min=0)]
Engine = Annotated[EngineName, typer.Option(help="Where to run: in this process, in several processes, or on a Ray cluster")]
Address = Annotated[
    str, typer.Option(help="Address of a running Ray cluster, for --engine ray (auto: the one on this machine)")
]
Recipe = Annotated[Path, typer.Option(help="Training recipe", show_default="configs/ner_cpu.cfg")]
Code = Annotated[
    Path | None,
    typer.Option(help="Python file to import before training, as `spacy train --code`", show_default="scripts/training.py"),
]
GpuId = Annotated[int, typer.Option(help="GPU to use; -1: none")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with status 1 if any cable was rejected or failed")]
DocBins = Annotated[list[Path], typer.Argument(help="DocBin files, or folders of shards")]
ALL_LABELS = ",".join(LABELS)


def names_of(text: str) -> tuple[str, ...]:
    """Returns the names in a list such as `PER,ORG`."""
    return tuple(filter(None, (name.strip() for name in text.split(","))))


def pairs_of(text: str) -> dict[str, str]:
    """Returns the pairs of `--label-map`. Raises ValueError."""
    pairs = [pair.split("=") for pair in filter(None, text.split(","))]
    if any(len(pair) != 2 or not all(pair) for pair in pairs):
        raise ValueError(f"--label-map '{text}' is not of the form GPE=LOC,PERSON=PER")
    return {old.strip(): new.strip() for old, new in pairs}


def scheme_of(labels: Sequence[str], label_map: Mapping[str, str]) -> Scheme:
    """Returns the labels to keep, and what others are called. Raises ValueError if --label-map leads to an unknown label."""
    if not labels:
        raise ValueError("--labels names no label; give some, such as PER,ORG,LOC,MISC")
    for old, new in label_map.items():
        if new not in labels:
            raise ValueError(f"--label-map {old}={new}: {new} is none of the labels {','.join(labels)}")
    return Scheme(tuple(labels), label_map)
