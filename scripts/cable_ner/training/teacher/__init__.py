"""A teacher: a pretrained encoder that learns from the cables to train on, and labels or reads others.

Needs the extra `teacher` (PyTorch and transformers), so `training.lesson` imports it when one is needed.
"""

import torch
import transformers

from .reading import read_unseen
from .teaching import teach

VERSIONS = {"torch": torch.__version__, "transformers": transformers.__version__}

__all__ = ["VERSIONS", "read_unseen", "teach"]
