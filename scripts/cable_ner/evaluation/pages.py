"""HTML pages in a single file, which need no network and run nothing from a cable; the templates are in `templates/`."""

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from ..files import printable
from ..text import LABELS

TEMPLATES = Path(__file__).parent / "templates"
SLOTS = 8  # colours for labels in base.html


def render(template: str, /, *, script: str | None = None, labels: Sequence[str] = LABELS, **values: object) -> str:
    """Returns the page that a template makes of `values`; the same values give the same text.

    Everything that comes from outside is escaped; control characters are shown as escapes, and white space as spaces.
    `script` names a file in templates/ that is put into the page. The page's policy (https://www.w3.org/TR/CSP3/) lets
    nothing else run, and nothing be loaded. `labels` are those that get colours.
    """
    code, policy = (_code(script), policy_of(script)) if script else ("", "'none'")
    page = _environment().get_template(template)
    ours = {"policy": Markup(policy), "script": Markup(code), "labels": labels, "colours": slots(labels)}  # noqa: S704 (our own file)
    return page.render(ours, **values)


@cache
def _code(script: str) -> str:
    """Returns the text of a script in templates/."""
    return (TEMPLATES / script).read_text(encoding="utf8")


@cache
def policy_of(script: str) -> str:
    """Returns the source that lets a script in templates/ run, and nothing else, for a security policy's `script-src`."""
    return f"'sha256-{digest_of(_code(script))}'"


def slots(labels: Sequence[str]) -> dict[str, int]:
    """Returns the colour (1 to 8) of each label: the four labels of cables have fixed ones, others take turns."""
    others = [label for label in labels if label not in LABELS]
    return {label: number % SLOTS + 1 for number, label in enumerate([*LABELS, *others])}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf8"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown_value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(thousands=thousands, many=many, score=score, signed=signed, short=short, slot=_slot)
    return environment


@pass_context
def _slot(context: Context, label: str) -> str:
    """Returns the CSS class of a label's colour."""
    return f"n{context['colours'].get(label, SLOTS)}"


def shown_value(value: object) -> object:
    """Returns a value as a page shows it: a text without characters that could hide or move anything."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def digest_of(code: str) -> str:
    """Returns the SHA-256 digest of a script as a security policy writes it (base64)."""
    return base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()


def thousands(number: int) -> str:
    """Returns a count with separators of thousands: 27,959."""
    return f"{number:,}"


def many(number: int, noun: str) -> str:
    """Returns a count of things: 1 cable, 2 cables."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def score(value: float | None) -> str:
    """Returns a share with three decimals, or a dash for None."""
    return "–" if value is None else f"{value:.3f}"


def signed(value: float) -> str:
    """Returns a difference of shares with its sign and three decimals: −0.012."""
    return f"{value:+.3f}".replace("-", "−")


def short(text: str, most: int = 80) -> str:
    """Returns a text cut to at most `most` characters, with an ellipsis if it was cut."""
    return text if len(text) <= most else text[: most - 1] + "…"
