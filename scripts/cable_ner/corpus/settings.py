"""What a conversion is given besides its inputs: its settings and the hand-checked cables."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..labels import ANY, NEVER, Corrections, corrections_digest, read_corrections
from ..rules import Rule, read_rules, rules_digest
from ..text import Scheme
from .partitions import Shares

LEAVE_OUT, NEGATIVES = "leave-out", "negatives"


@dataclass(frozen=True)
class ConversionSettings:
    """What the result of a conversion depends on besides the cables."""

    scheme: Scheme = Scheme()
    lang: str = "en"
    shares: Shares = (0.8, 0.1, 0.1)
    seed: int = 0
    rules: str = ""  # the file of label rules; empty for none
    corrections: str = ""  # the file of a person's decisions; empty for none
    corrections_use: str = ANY  # or OF_THESE: not used if they were made for other cables; or NEVER
    unannotated: str = LEAVE_OUT  # cables without any annotation are unlabelled; or NEGATIVES: they hold no name


@dataclass(frozen=True)
class GoldFolders:
    """Where the hand-checked cables are: for dev and test (`gold`) and, if they are trained on, for `train`.

    Cables in a folder `dev` or `test` of `gold` go into that partition; the others are divided between the two. With
    `only_if_twins`, `gold` is used only if it has at least one of the raw cables.
    """

    gold: str = ""
    train: str = ""
    only_if_twins: bool = False


def rules_of(settings: ConversionSettings) -> list[Rule]:
    """Returns the label rules that the settings name, or none. Raises ValueError if there is no such file, or a bad rule."""
    return read_rules(Path(settings.rules)) if settings.rules else []


def corrections_of(settings: ConversionSettings) -> Corrections:
    """Returns the corrections that the settings name, or none. Raises ValueError if there is no such file, or a bad line."""
    if not settings.corrections or settings.corrections_use == NEVER:
        return Corrections()
    if not Path(settings.corrections).exists():
        raise ValueError(f"{settings.corrections}: no such file of corrections; give another, or --corrections-use {NEVER}")
    return read_corrections(Path(settings.corrections))


def as_recorded(settings: ConversionSettings, rules: Sequence[Rule], corrections: Corrections) -> dict[str, Any]:
    """Returns what convert.json says about the settings, given the rules and corrections that they name.

    Whether the corrections were used is not known here.
    """
    return {
        "labels": settings.scheme.labels, "label_map": dict(settings.scheme.label_map), "lang": settings.lang,
        "partition": settings.shares, "seed": settings.seed, "rules": bool(settings.rules),
        "rules_digest": rules_digest(rules), "corrections_digest": corrections_digest(corrections),
        **({} if settings.unannotated == LEAVE_OUT else {"unannotated": settings.unannotated}),
    }  # fmt: skip
