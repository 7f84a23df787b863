"""How new cables differ from the old ones, before a model is trained on them.

Labels are compared with labels of the same kind: those of the tagger (silver) after the label rules, before the audit.
Values outside the usual range for that many old cables are flagged.
"""

from .comparing import drift
from .wording import HEADER, notes, rows

__all__ = ["HEADER", "drift", "notes", "rows"]
