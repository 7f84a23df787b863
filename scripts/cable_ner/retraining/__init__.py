"""Retraining on new cables: how they differ, the candidate, the gate it must pass, and the lineage of the models."""

from . import drift
from .adoption import keep_current, present
from .belonging import MAY_LEAK, REMEDY, belongs, require_belonging
from .gate import FROZEN, NEW, ComparedCounts, Finding, HeldOut, describe, findings, outcome, verdict
from .lineage import Decision, Row, read_lineage, row_of
from .naming import version_of
from .options import RATE, STEPS, TIMES, Intake, Listener, RetrainOptions
from .packaging import OF_CONVERSION, OF_METRICS, About, make_wheel, read_figures
from .rollback import compare_models, roll_back
from .session import RetrainOutcome, RetrainSession, Status
from .store import KEPT, lock
from .takeover import recover

__all__ = [
    "About",
    "ComparedCounts",
    "Decision",
    "FROZEN",
    "Finding",
    "HeldOut",
    "Intake",
    "KEPT",
    "Listener",
    "MAY_LEAK",
    "NEW",
    "OF_CONVERSION",
    "OF_METRICS",
    "RATE",
    "REMEDY",
    "RetrainOptions",
    "RetrainOutcome",
    "RetrainSession",
    "Row",
    "STEPS",
    "Status",
    "TIMES",
    "belongs",
    "compare_models",
    "describe",
    "drift",
    "findings",
    "keep_current",
    "lock",
    "make_wheel",
    "outcome",
    "present",
    "read_figures",
    "read_lineage",
    "recover",
    "require_belonging",
    "roll_back",
    "row_of",
    "verdict",
    "version_of",
]
