"""How new cables differ from old ones, shown before a model is trained on them.

Only labels of the same kind are compared: silver labels, after the label rules and before the audit, or else gold. A value
outside the range that is usual for as many old cables is flagged.
"""

from .comparing import differing, drift
from .wording import HEADER, figure_rows, notes, rows, unusual

__all__ = ["HEADER", "differing", "drift", "figure_rows", "notes", "rows", "unusual"]
