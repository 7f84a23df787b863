"""Does more annotation pay? The learning curve: F1 on test against how many of the cables a model is trained on."""

from .answer import answer
from .curve import curve_of, left, result_of
from .planning import CurvePlan, prepare
from .shares import nested, parse_shares
from .storage import COLUMNS, NAME, read_results, rows_of, write

__all__ = [
    "COLUMNS",
    "CurvePlan",
    "NAME",
    "answer",
    "curve_of",
    "left",
    "nested",
    "parse_shares",
    "prepare",
    "read_results",
    "result_of",
    "rows_of",
    "write",
]
