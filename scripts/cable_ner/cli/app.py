"""`cable-ner`: all commands under one name. A command's module is imported when it is asked for."""

import sys
from importlib import import_module
from types import ModuleType

import click
import typer
from typer.core import TyperGroup

COMMANDS = {
    "convert": "Convert annotated cables to DocBin files that spaCy trains on, and account for every bracket.",
    "audit": "Find labels that are probably wrong, and repair those that are like what a person decided.",
    "labels": "How good are my labels? Against gold where there is gold, else from a random sample that a person checks.",
    "review": "The person's hour: decide what audit found, in the order in which it helps most.",
    "evaluate": "Score a model on test, with intervals and baselines; list every error; make the report.",
    "package": "Make a wheel that loads with nothing but spaCy.",
    "retrain": "Take new cables in, and the model trained on them, too, if it is not worse.",
    "models": "List, show, compare the models there were, or go back to one.",
    "tag": "Tag cables with a model.",
    "index": "List the names in cables, their variants grouped.",
    "export": "Write DocBin files as annotated cables, JSON lines or CoNLL columns.",
    "learning-curve": "Train on ever larger shares of the cables, and see what each brings.",
    "vectors": "Train word vectors on the archive's own text.",
    "pretrain": "Let the first layers of a model learn from the archive's own text.",
    "clean": "Remove what the commands made. The cables and the gold stay.",
}


def command_module(name: str) -> ModuleType:
    """Returns the module of a command."""
    return import_module(f"{__package__}.{name.replace('-', '_')}")


def command(name: str) -> click.Command:
    """Returns a command, or a group of commands, by its name."""
    module = command_module(name)
    if found := getattr(module, "app", None):
        return typer.main.get_command(found)
    single = typer.Typer(add_completion=False)
    single.command()(module.main)
    return typer.main.get_command(single)


class _Commands(TyperGroup):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        return command(cmd_name)


app = typer.Typer(cls=_Commands, add_completion=False, no_args_is_help=True, help=__doc__)


@app.callback()
def _options() -> None:
    """Train, evaluate and retrain spaCy NER models on annotated diplomatic cables."""


def run(name: str) -> None:
    """Runs one command with the arguments of this process: what a file of `scripts/` does."""
    command(name)(prog_name=sys.argv[0])
