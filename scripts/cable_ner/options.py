"""Options that several commands have: what they mean is said once."""

from pathlib import Path
from typing import Annotated

import typer

from .corrections import ANY, NEVER, OF_THESE
from .engines import ENGINES

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
Processes = Annotated[int, typer.Option(help="Processes, or workers of a cluster; 0: as many as cores")]
Engine = Annotated[str, typer.Option(help=f"Where to run: {', '.join(ENGINES)}")]
Address = Annotated[str, typer.Option(help="Of a running Ray cluster (auto: this machine's), for --engine ray")]
