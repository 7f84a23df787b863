"""Writes the reference from what is in the code: commands, variables of project.yml, label rules, the Python API."""

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import srsly

from cable_ner.cli.app import COMMANDS, command

ROOT = Path(__file__).parents[1]
ROOMS = (
    "work", "names", "text", "files", "model", "labels", "corpus", "evaluation", "training", "audit", "tagging", "index",
    "retraining",
)  # fmt: skip


def write(folder: Path) -> None:
    """Writes the generated pages. A page whose text is the same is left alone, so that Sphinx does not read it again."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {"commands": commands(), "variables": variables(), "rules": rules(), "api": api()}
    for name, lines in pages.items():
        text, path = "\n".join(lines) + "\n", folder / f"{name}.md"
        if not path.exists() or path.read_text(encoding="utf8") != text:
            path.write_text(text, encoding="utf8")


def commands() -> Iterator[str]:
    """Yields a section for each command, with its arguments and options."""
    yield "# Commands"
    yield ""
    yield "`cable-ner COMMAND --help` prints the same text. The files `scripts/*.py` run the commands as scripts."
    for name in COMMANDS:
        yield from _commands(f"cable-ner {name}", command(name), level=2)


def _commands(name: str, found: Any, *, level: int) -> Iterator[str]:
    yield from _command(name, found, level=level)
    for key, one in getattr(found, "commands", {}).items():
        yield from _commands(f"{name} {key}", one, level=level + 1)


def _command(name: str, found: Any, *, level: int) -> Iterator[str]:
    yield f"\n{'#' * level} {name}\n"
    yield inspect.cleandoc(found.help or "")
    annotations = get_type_hints(inspect.unwrap(found.callback)) if found.callback else {}
    shown = [option for option in found.params if option.name != "help" and not getattr(option, "hidden", False)]
    rows = [_option(option, annotations.get(option.name)) for option in shown]
    if rows:
        yield "\n| option | meaning | default |\n|---|---|---|"
        yield from rows


def _option(option: Any, annotation: Any) -> str:
    is_argument = option.param_type_name == "argument"
    names = (option.metavar or option.name.upper()) if is_argument else "`, `".join([*option.opts, *option.secondary_opts])
    choices = get_args(annotation) if get_origin(annotation) is Literal else ()
    shown = f" ({', '.join(map(str, choices))})" if choices else ""
    default = option.show_default if isinstance(option.show_default, str) else option.default
    text = "required" if option.required else "" if default in (None, "", ()) or default is False else f"`{default}`"
    return f"| `{names}` | {_cell(getattr(option, 'help', '') or '')}{shown} | {text} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


_VARIABLE = re.compile(r'^  (\w+): ("[^"]*"|\S+)\s*(?:#\s*(.*))?$', re.M)


def variables() -> Iterator[str]:
    """Yields a table of the variables of project.yml, with the comments that stand beside them."""
    text = (ROOT / "project.yml").read_text(encoding="utf8")
    yield "# Variables of project.yml"
    yield ""
    yield "Set a variable with `--vars.NAME`: `spacy project run all . --vars.raw path/to/cables --vars.rules no-rules`."
    yield "The dot is the project's folder. A switch holds the name of a command's option, without its dashes.\n"
    yield "| variable | default | meaning |\n|---|---|---|"
    for name, value, comment in _VARIABLE.findall(text[text.index("vars:") : text.index("directories:")]):
        default = value.strip('"')
        shown = f"`{default}`" if default else ""
        yield f"| `{name}` | {shown} | {_cell(comment)} |"
    yield "\n## Commands of the project\n"
    yield "`spacy project run COMMAND` runs one command, `spacy project run all` the whole workflow.\n"
    yield "| command | what it does |\n|---|---|"
    for one in srsly.read_yaml(ROOT / "project.yml")["commands"]:
        yield f"| `{one['name']}` | {_cell(one['help'])} |"


def rules() -> Iterator[str]:
    """Yields a table of the label rules with an example of each."""
    yield "# Label rules"
    yield ""
    yield "The rules in `configs/silver.yml`. The top of that file explains how to write them.\n"
    yield "| rule | for labels | what it does | example | result |\n|---|---|---|---|---|"
    for one in srsly.read_yaml(ROOT / "configs" / "silver.yml")["rules"]:
        does = f"{one['action']} {one['label']}" if "label" in one else one["action"]
        cells = (one["name"], ", ".join(one.get("labels", ())), does)
        examples = " | ".join(f"`{_cell(str(one[key]))}`" if one.get(key) else "" for key in ("example", "gives"))
        yield f"| {' | '.join(map(_cell, cells))} | {examples} |"


def api() -> Iterator[str]:
    """Yields, package by package, what each of them names for others."""
    yield "# Python API"
    yield ""
    yield "What the packages of `cable_ner` export, in the order in which they may import each other."
    for room in ROOMS:
        module = importlib.import_module(f"cable_ner.{room}")
        yield f"\n## cable_ner.{room}\n"
        yield _text(inspect.getdoc(module) or "")
        for name in getattr(module, "__all__", ()):
            yield from _member(name, getattr(module, name))


def _member(name: str, found: Any) -> Iterator[str]:
    if inspect.isclass(found) or inspect.isfunction(found):
        yield f"\n### {name}\n"
        yield f"```python\n{_signature(name, found)}\n```\n"
        yield _text(inspect.getdoc(found) or "")


def _signature(name: str, found: Any) -> str:
    kind = "class " if inspect.isclass(found) else ""
    try:
        text = str(inspect.signature(found))
    except (ValueError, TypeError):
        text = ""
    text = re.sub(r"(?<![\w.])(?:\w+\.)+(?=[A-Z]\w*)", "", text)  # (of a type, its name is enough)
    return f"{kind}{name}{re.sub(r' at 0x[0-9a-f]+', '', text)}"


def _text(text: str) -> str:
    """Returns a docstring as Markdown: what could be taken for markup is not."""
    return re.sub(r"(?m)^( {4,})", "", text).replace("<", "&lt;").replace("*", "\\*").replace("[", "\\[")
