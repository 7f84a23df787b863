"""Datasette over the database: read only, answering this machine only, with our pages before its own."""

import re
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from ...work import loopback
from ..archive import columns_of, rows_of
from .canned_queries import QUERIES
from .deciding import Deciding

DECIDING = "cable_ner.deciding"  # the key in ASGI's scope: where decisions go
_SETTINGS = {
    "allow_download": False,
    "sql_time_limit_ms": 2000,
    "facet_time_limit_ms": 500,
    "suggest_facets": False,
    "default_cache_ttl": 0,
    "cache_size_kb": 32_000,
    "max_csv_mb": 0,
    "template_debug": False,
}
# Nothing from elsewhere: neither Datasette's pages nor ours load anything from a network, or send anything there.
_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def application(path: Path, deciding: Deciding | None = None) -> loopback.App:
    """Returns the ASGI application that serves a database; its pages take decisions if `deciding` says where they go.

    When the file is built anew, the next answer is from the new one. Raises ValueError for a file that is no such database,
    ImportError without Datasette.
    """
    renewed = _Renewed(path)

    async def current(scope: loopback.Message, receive: loopback.Receive, send: loopback.Send) -> None:
        await renewed.current()({**scope, DECIDING: deciding}, receive, send)

    return loopback.guarded(current, _POLICY)


class _Renewed:
    """The application for a database, made anew when another file has taken its place."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._app, self._served = _datasette(path), _identity(path)

    def current(self) -> loopback.App:
        """Returns the application for the file that is there now; the one before while that is none."""
        if (identity := _identity(self._path)) != self._served:
            with suppress(ValueError, OSError):
                self._app = _datasette(self._path)
            self._served = identity
        return self._app


def _identity(path: Path) -> tuple[int, ...]:
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_ino, status.st_mtime_ns, status.st_size


def _datasette(path: Path) -> loopback.App:
    """Returns Datasette with our pages. Raises ValueError, FileNotFoundError, ImportError."""
    counts = _counts(path)
    try:
        from datasette.app import Datasette
        from datasette.plugins import pm

        from . import routes
    except ImportError:
        raise ImportError("Datasette is not installed; run: pip install -e '.[serve]'") from None
    if not pm.has_plugin(routes.__name__):
        pm.register(routes, routes.__name__)
    name, size = path.stem, path.stat().st_size
    # (known beforehand: Datasette would count the rows of all tables, and digest the whole file)
    tables = {table: {"count": count} for table, count in counts.items()}
    inspected = {name: {"hash": "", "size": size, "file": path.name, "tables": tables}}
    datasette = Datasette(
        immutables=[str(path)],
        inspect_data=inspected,
        settings=_SETTINGS,
        metadata={"title": "Archive of cables", "databases": {name: {"queries": QUERIES, "tables": _TABLES}}},
    )
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        columns_of(db)  # (so that the first who asks need not wait)
    app: loopback.App = datasette.app()
    return app


_TABLES = {
    # (no facets that are counted for each page: of 100,000 cables, they would take a quarter of a second)
    "cables": {"label_column": "reference_id"},
    "names": {"label_column": "name"},
    "mentions": {"size": 50},
    "paragraphs": {"size": 20},
}


def _counts(path: Path) -> dict[str, int]:
    """Returns the rows of each table. Raises ValueError, FileNotFoundError."""
    if not path.is_file():
        raise FileNotFoundError(f"{path}: is not there; build it with `cable-ner index TAGGED --output {path}`")
    if re.search(r"[?#%]", str(path)):
        raise ValueError(f"{path}: Datasette opens no file with ?, # or % in its path; rename it")
    try:
        return dict(rows_of(path))
    except (sqlite3.DatabaseError, ValueError) as error:
        remedy = "build it with `cable-ner index TAGGED --output archive.db`"
        raise ValueError(f"{path}: is no database of `cable-ner index` ({error}); {remedy}") from error
