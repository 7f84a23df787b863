"""A database served from a thread."""

from contextlib import AbstractContextManager
from pathlib import Path

from cable_ner.index.serving import application
from tests.helpers.local_server import serving


def served(path: Path) -> AbstractContextManager[str]:
    """Serves a database during the block, and gives its address."""
    return serving(application(path))
