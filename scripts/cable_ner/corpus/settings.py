"""What a conversion is told besides its inputs: its settings, and the hand-checked cables."""

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from ..labels import ANY, NEVER, Corrections, read_corrections
from ..text import Scheme
from .partitions import Shares


@dataclass(frozen=True)
class ConversionSettings:
    """What the outcome of a conversion depends on besides the cables."""

    scheme: Scheme = Scheme()
    lang: str = "en"
    shares: Shares = (0.8, 0.1, 0.1)
    seed: int = 0
    rules: str = ""  # the file of label rules; empty for none
    corrections: str = ""  # the file of a person's decisions; empty for none
    corrections_use: str = ANY  # or OF_THESE: left out if they were taken on other cables; or NEVER


@dataclass(frozen=True)
class GoldFolders:
    """Where the hand-checked cables are: dev and test (`gold`) and, to train on them too, `train`.

    Cables in a folder `dev` or `test` of `gold` go into that partition; the others are shared out. With
    `only_if_twins`, `gold` is used if it holds at least one of the raw cables, and left out if it is of other cables.
    """

    gold: str = ""
    train: str = ""
    only_if_twins: bool = False


def corrections_of(settings: ConversionSettings) -> Corrections:
    """Returns the corrections that the settings name, or none. Raises ValueError if there is no such file, or a bad line."""
    if not settings.corrections or settings.corrections_use == NEVER:
        return Corrections()
    if not Path(settings.corrections).exists():
        raise ValueError(f"{settings.corrections}: no such file of corrections; give another, or --corrections-use {NEVER}")
    return read_corrections(Path(settings.corrections))


def as_recorded(settings: ConversionSettings) -> dict[str, Any]:
    """Returns what convert.json says of the settings, apart from whether corrections were used. Raises OSError."""
    corrections = settings.corrections if settings.corrections_use != NEVER else ""
    return {
        "labels": settings.scheme.labels, "label_map": dict(settings.scheme.label_map), "lang": settings.lang,
        "partition": settings.shares, "seed": settings.seed, "rules": bool(settings.rules),
        "rules_digest": _digest_of_file(settings.rules), "corrections_digest": _digest_of_file(corrections),
    }  # fmt: skip


def _digest_of_file(path: str) -> str:
    """Returns a hex digest of 32 characters of a file's bytes, or nothing without a path. Raises OSError."""
    return blake2b(Path(path).read_bytes(), digest_size=16).hexdigest() if path else ""
