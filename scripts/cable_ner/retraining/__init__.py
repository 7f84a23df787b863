"""Retraining on new cables: what they change, a candidate, the gate it has to pass, and the lineage of the models."""

from . import drift
from .adoption import present
from .card import card_lines, version_of
from .gate import FROZEN, Finding, describe
from .lineage import Decision, Row, read_lineage, row_of
from .options import FRESH, RATE, STEPS, TIMES, WAYS, Intake, Listener, RetrainOptions
from .rollback import compare_models, roll_back
from .session import RetrainOutcome, RetrainSession, Status
from .store import lock
from .takeover import recover

__all__ = [
    "Decision",
    "FRESH",
    "FROZEN",
    "Finding",
    "Intake",
    "Listener",
    "RATE",
    "RetrainOptions",
    "RetrainOutcome",
    "RetrainSession",
    "Row",
    "STEPS",
    "Status",
    "TIMES",
    "WAYS",
    "card_lines",
    "compare_models",
    "describe",
    "drift",
    "lock",
    "present",
    "read_lineage",
    "recover",
    "roll_back",
    "row_of",
    "version_of",
]
