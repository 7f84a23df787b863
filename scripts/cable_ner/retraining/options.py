"""How to retrain: the options of a session, and what is told while it runs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from ..corpus import ConversionSettings, GoldFolders
from ..work import Progress, Where, no_progress
from .gate import Gate

FRESH, CONTINUED = WAYS = ("fresh", "continued")
STEPS, RATE, TIMES = 600, 0.001, 3  # of a training that continues
Say = Callable[[str], None]


@dataclass(frozen=True)
class RetrainOptions:
    """How to train a candidate, and when to accept it.

    `config` is the recipe and `code` what `spacy train` gets as `--code`. `again` includes the cables of candidates that
    were refused, `force` accepts the candidate even if it is worse, and `dry_run` changes nothing.
    """

    config: Path
    code: Path | None = None
    lang: str = ""  # of the model; empty: as the recipe says
    way: str = FRESH
    seed: int = 0
    gpu_id: int = -1
    max_steps: int = 0  # ends a fresh training there, if not 0
    steps: int = STEPS  # of a continued training
    rate: float = RATE  # at which a continued training starts
    times: int = TIMES  # how often a continued training sees a new cable for once that it sees an old one
    force: bool = False
    again: bool = False
    dry_run: bool = False
    gate: Gate = Gate()


class Intake(NamedTuple):
    """How new cables are converted."""

    settings: ConversionSettings = ConversionSettings()
    checked: GoldFolders = GoldFolders()
    where: Where = Where()


def _silent(_text: str) -> None:
    pass


def _unseen(_increment: int, _drift: Mapping[str, Any]) -> None:
    pass


class Listener(NamedTuple):
    """Receives the progress of a session.

    `say` gets a sentence at a time, `progress` what is being worked through, and `show_drift` how the cables of an
    increment (by its number) differ from the old ones.
    """

    say: Say = _silent
    progress: Progress = no_progress
    show_drift: Callable[[int, dict[str, Any]], None] = _unseen
