"""A teacher: a pretrained encoder that learns from the cables to train on, and labels those that nobody has annotated.

Needs the extra `teacher` (PyTorch and transformers), so nothing outside of this package imports it but the command.
"""

from .fitting import Effort
from .teaching import FOLDER, REPORT, TAUGHT, Lesson, teach

__all__ = ["Effort", "FOLDER", "Lesson", "REPORT", "TAUGHT", "teach"]
