"""Retraining on new cables: how they differ, the candidate, the gate it must pass, and the lineage of the models."""

from . import drift
from .adoption import present
from .gate import FROZEN, Finding, describe
from .lineage import Decision, Row, read_lineage, row_of
from .naming import version_of
from .options import RATE, STEPS, TIMES, Intake, Listener, RetrainOptions
from .packaging import OF_CONVERSION, OF_METRICS, About, make_wheel, read_figures
from .rollback import compare_models, roll_back
from .session import RetrainOutcome, RetrainSession, Status
from .store import lock
from .takeover import recover

__all__ = [
    "About",
    "Decision",
    "FROZEN",
    "OF_CONVERSION",
    "OF_METRICS",
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
    "compare_models",
    "describe",
    "drift",
    "lock",
    "make_wheel",
    "present",
    "read_figures",
    "read_lineage",
    "recover",
    "roll_back",
    "row_of",
    "version_of",
]
