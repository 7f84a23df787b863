"""Options that several commands have: what they mean is said once."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from ..labels import ANY, NEVER, OF_THESE
from ..text import Scheme
from ..work import ENGINES

Gold = Annotated[str, typer.Option(help="Hand-checked cables, which become dev and test")]
GoldAny = Annotated[
    bool,
    typer.Option("--gold-any/--gold-of-these", help="Use --gold always, or only if it holds at least one of the RAW cables"),
]
Rules = Annotated[bool, typer.Option(help="Apply the label rules")]
RulesFile = Annotated[Path, typer.Option(help="The label rules")]
Corrections = Annotated[str, typer.Option(help="A person's decisions about labels (corrections.jsonl)")]
CorrectionsUse = Annotated[
    str, typer.Option(help=f"{ANY}: apply --corrections; {OF_THESE}: if one was taken on the RAW cables; {NEVER}")
]
Labels = Annotated[str, typer.Option(help="Labels to keep")]
Lang = Annotated[str, typer.Option(help="Language of the pipeline's tokenizer")]
Processes = Annotated[int, typer.Option(help="Processes, or workers of a cluster; 0: as many as cores")]
Engine = Annotated[str, typer.Option(help=f"Where to run: {', '.join(ENGINES)}")]
Address = Annotated[str, typer.Option(help="Of a running Ray cluster (auto: this machine's), for --engine ray")]


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
    """Returns the labels to keep, and what others are called. Raises ValueError where they do not go together."""
    if not labels:
        raise ValueError("--labels names no label; give some, such as PER,ORG,LOC,MISC")
    for old, new in label_map.items():
        if new not in labels:
            raise ValueError(f"--label-map {old}={new}: {new} is none of the labels {','.join(labels)}")
    return Scheme(tuple(labels), label_map)


def check_use(corrections_use: str) -> None:
    """Raises ValueError for what `--corrections-use` cannot be."""
    if corrections_use not in (ANY, OF_THESE, NEVER):
        raise ValueError(f"--corrections-use {corrections_use} is none of {ANY}, {OF_THESE}, {NEVER}")
