"""A database served from a thread."""

from contextlib import AbstractContextManager
from pathlib import Path

from cable_ner.index.serving import Deciding, application
from tests.helpers.local_server import serving


def served(path: Path, deciding: Deciding | None = None) -> AbstractContextManager[str]:
    """Serves a database during the block, and gives its address; pages decide if `deciding` says where that goes."""
    return serving(application(path, deciding))
