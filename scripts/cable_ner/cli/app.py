"""`cable-ner`: all commands under one name. A command's module is imported when the command is asked for."""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

# In the order in which people need them; what each does is the first line of its help.
COMMANDS = {
    "convert": "Convert annotated cables to DocBin files.",
    "audit": "Find labels that are probably wrong.",
    "labels": "Measure how good the training labels are.",
    "review": "Review the labels that the audit flagged.",
    "train": "Train a model on converted cables.",
    "evaluate": "Score a model on test cables and write the report.",
    "report": "Rebuild the report from saved scores.",
    "package": "Build an installable wheel of a model.",
    "retrain": "Train on old and new cables; accept the model unless it is worse.",
    "models": "List, show, compare and keep models, or roll back to one.",
    "tag": "Tag cables with a model.",
    "index": "List the names in cables, with variants grouped.",
    "names": "Put names right: merge, split, rename, drop or label them.",
    "serve": "Look up names and cables in a browser.",
    "export": "Convert DocBin files to other formats.",
    "bench": "Compare speed and accuracy with other tools.",
    "learning-curve": "See whether more annotated cables would help.",
    "teach": "Let a pretrained encoder label cables that nobody has annotated.",
    "inventory": "List the input files with their sizes and digests.",
    "clean": "Remove what the other commands wrote.",
}


def command_module(name: str) -> ModuleType:
    """Returns the module of a command."""
    return import_module(f"{__package__}.{name.replace('-', '_')}")


def command(name: str) -> Any:
    """Returns a command, or a group of commands, by its name: one of Typer's, which is one of Click's."""
    module = command_module(name)
    app = getattr(module, "app", None)
    if app is None:
        app = typer.Typer(add_completion=False)
        app.command()(module.main)
    app.rich_markup_mode = "rich" if sys.stdout.isatty() else None  # off a terminal nothing is wrapped into boxes
    app.pretty_exceptions_enable = False
    return typer.main.get_command(app)


class _Commands(TyperGroup):
    """Lists the commands without importing them, and imports the one that is run."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Returns the names of the commands, in the order in which people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Returns what the list of commands shows of one: its summary."""
        return TyperCommand(cmd_name, help=COMMANDS[cmd_name]) if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Returns the name of the command to run, the command, and its arguments."""
        name, found, rest = super().resolve_command(ctx, args)
        return name, command(str(name)) if found else None, rest


app = typer.Typer(
    cls=_Commands, add_completion=False, no_args_is_help=True, rich_markup_mode="rich" if sys.stdout.isatty() else None
)


@app.callback()
def _options() -> None:
    """Train, evaluate and retrain spaCy NER models on annotated diplomatic cables."""


def run(name: str) -> None:
    """Runs one command with the arguments of this process: what a file of `scripts/` does."""
    command(name)(prog_name=sys.argv[0])
