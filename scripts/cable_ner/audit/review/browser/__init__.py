"""The review as pages for one person, in a browser on the same machine: the interview of the terminal, shown at length."""

from .application import review_application
from .contexts import Contexts, ParagraphContext, read_contexts
from .desk import Desk

__all__ = ["Contexts", "Desk", "ParagraphContext", "read_contexts", "review_application"]
