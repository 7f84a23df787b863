"""Serving the database on this machine, until somebody ends it."""

from pathlib import Path

from ...work import loopback
from .application import application
from .deciding import Deciding


def serve(path: Path, port: int = 8001, *, deciding: Deciding | None = None) -> None:
    """Serves a database on 127.0.0.1 until it is interrupted; port 0 is any free one. See `application` for `deciding`.

    Prints the address when it is ready. Raises OSError if the port is in use, ValueError for a file that is no such
    database, ImportError without Datasette.
    """
    loopback.LocalServer(port).run(application(path, deciding))
