"""HTML pages that are one file: no network, nothing of a cable that runs; templates in `templates/`."""

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
SLOTS = 8  # colours of labels in base.html


def render(template: str, /, *, script: str | None = None, labels: Sequence[str] = LABELS, **values: object) -> str:
    """Returns the page that a template makes of `values`; the same values give the same text.

    Everything that comes from outside is escaped, control characters are shown as escapes and white space as spaces.
    `script` names a file of templates/ that is put into the page; the page's policy
    (https://www.w3.org/TR/CSP3/) lets nothing else run and nothing be loaded. `labels` are those that get colours.
    """
    code = (TEMPLATES / script).read_text(encoding="utf8") if script else ""
    policy = f"'sha256-{_digest(code)}'" if code else "'none'"
    page = _environment().get_template(template)
    ours = {"policy": Markup(policy), "script": Markup(code), "labels": labels, "colours": slots(labels)}  # noqa: S704 (our own file)
    return page.render(ours, **values)


def slots(labels: Sequence[str]) -> dict[str, int]:
    """Returns which colour (1 to 8) each label has: the four of cables always the same, others in turn."""
    others = [label for label in labels if label not in LABELS]
    return {label: number % SLOTS + 1 for number, label in enumerate([*LABELS, *others])}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf8"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(thousands=thousands, many=many, score=score, signed=signed, short=short, slot=_slot)
    return environment


@pass_context
def _slot(context: Context, label: str) -> str:
    """Returns the class of a label's colour."""
    return f"n{context['colours'].get(label, SLOTS)}"


def _shown(value: object) -> object:
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _digest(code: str) -> str:
    return base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()


def thousands(number: int) -> str:
    """Returns a count as people write it: 27,959."""
    return f"{number:,}"


def many(number: int, noun: str) -> str:
    """Returns a count of things: 1 cable, 2 cables."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def score(value: float | None) -> str:
    """Returns a share with three decimals, or a dash where there is none."""
    return "–" if value is None else f"{value:.3f}"


def signed(value: float) -> str:
    """Returns a difference of shares with its sign and three decimals: −0.012."""
    return f"{value:+.3f}".replace("-", "−")


def short(text: str, most: int = 80) -> str:
    """Returns a text of at most `most` characters, an ellipsis where it was cut."""
    return text if len(text) <= most else text[: most - 1] + "…"
