"""How to retrain: the options of a session, and callbacks that follow its progress."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from ..corpus import ConversionSettings, GoldFolders
from ..work import Progress, Where, no_progress
from .gate import Gate

FRESH, CONTINUED = WAYS = ("fresh", "continued")
STEPS, RATE, TIMES = 600, 0.001, 3  # defaults for continued training
Say = Callable[[str], None]


@dataclass(frozen=True)
class RetrainOptions:
    """How to train a candidate, and when to accept it.

    `config` is the recipe, and `code` is passed to `spacy train` as `--code`. `again` includes the cables of refused
    candidates, `force` accepts the candidate even if it is worse, and `dry_run` changes nothing. `accept_unusual` accepts
    new cables that differ from the old ones without asking, also if none is hand-checked. `audit` audits them.
    """

    config: Path
    code: Path | None = None
    lang: str = ""  # of the model; empty: as the recipe says
    way: str = FRESH
    seed: int = 0
    gpu_id: int = -1
    max_steps: int = 0  # maximum number of training steps, if not 0
    steps: int = STEPS  # of continued training
    rate: float = RATE  # initial learning rate of continued training
    times: int = TIMES  # how often continued training sees a new cable each time it sees an old one
    force: bool = False
    again: bool = False
    dry_run: bool = False
    accept_unusual: bool = False
    audit: bool = True
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


def _declined(_what: str) -> bool:
    return False


class Listener(NamedTuple):
    """Callbacks that follow the progress of a session.

    `say` receives one message at a time. `progress` wraps the items being worked through. `show_drift` receives the number
    of an increment and how its cables differ from the old ones. `confirms` asks a person about something unusual, and
    returns whether to go on.
    """

    say: Say = _silent
    progress: Progress = no_progress
    show_drift: Callable[[int, dict[str, Any]], None] = _unseen
    confirms: Callable[[str], bool] = _declined
