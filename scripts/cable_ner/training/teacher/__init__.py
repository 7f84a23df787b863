"""A teacher: a pretrained encoder that learns from the cables to train on, and labels those that nobody has annotated.

Needs the extra `teacher` (PyTorch and transformers), so `training.teach` imports it when it is called.
"""

from .teaching import teach

__all__ = ["teach"]
