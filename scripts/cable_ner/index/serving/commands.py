"""Commands that put a name right, ready to be copied into a shell (bash, zsh)."""

import shlex
from collections.abc import Sequence
from typing import NamedTuple

_MOST_FORMS = 20


class ReadyCommand(NamedTuple):
    """What a command does, in words, and its line."""

    does: str
    line: str


def quoted(text: str) -> str:
    """Returns text as one word of a shell. What cannot be seen, or changes the order of letters, is escaped."""
    if text.isprintable():
        return shlex.quote(text)
    # ($'…' of bash and zsh; bytes, because \\u depends on the locale)
    return "$'" + "".join(map(_escaped, text)) + "'"


def _escaped(character: str) -> str:
    if character in "'\\":
        return "\\" + character
    if character.isprintable():
        return character
    return "".join(f"\\x{byte:02x}" for byte in character.encode("utf8", "surrogatepass"))


def commands(label: str, own: str, forms: Sequence[str]) -> list[ReadyCommand]:
    """Returns the commands for a name, which decisions know by its `own` form, and is written in these forms."""
    other = next((form for form in forms if form != own), "")
    found = [
        ReadyCommand("It is the same as another name", _line("merge", label, own, "OTHER NAME")),
        ReadyCommand("A form is not of this name", _line("split", label, other, own) if other else ""),
        ReadyCommand("It is called otherwise", _line("rename", label, own, "PREFERRED FORM")),
        ReadyCommand("It is not a name", _line("drop", label, *forms[:_MOST_FORMS])),
        ReadyCommand("It has another label everywhere", _line("label", "LABEL", *forms[:_MOST_FORMS])),
    ]
    return [one for one in found if one.line]


def _line(action: str, *words: str) -> str:
    # (after the two hyphens, no form is taken for an option)
    return " ".join(["cable-ner names", action, "--", *map(quoted, words)])
