"""Month after month: what new cables change, a candidate, the gate it has to pass, the models there were."""

from .lineage import FORCED, REFUSED, Row, version_of
from .packaging import OF_CONVERSION, OF_METRICS, make_wheel, read_figures
from .session import FRESH, NOTHING, RATE, STEPS, TIMES, WAYS, WOULD, Finding, Options, Outcome, describe

__all__ = [
    "OF_CONVERSION",
    "OF_METRICS",
    "make_wheel",
    "read_figures",
    "version_of",
    "FORCED",
    "FRESH",
    "Finding",
    "NOTHING",
    "Options",
    "Outcome",
    "RATE",
    "REFUSED",
    "Row",
    "STEPS",
    "TIMES",
    "WAYS",
    "WOULD",
    "describe",
]
