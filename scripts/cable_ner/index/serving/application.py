"""Datasette over the database: read only, answering this machine only, with our pages before its own."""

import re
import sqlite3
from pathlib import Path

from ...work import loopback
from ..archive import rows_of
from .canned_queries import QUERIES

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


def application(path: Path) -> loopback.App:
    """Returns the ASGI application that serves a database.

    Raises ValueError for a file that is no such database, ImportError without Datasette.
    """
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
    return loopback.guarded(datasette.app(), _POLICY)


_TABLES = {
    "cables": {"facets": ["post", "year", "classification"], "label_column": "reference_id", "sort": "date"},
    "names": {"facets": ["label"], "label_column": "name", "sort": "id"},
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
    except sqlite3.DatabaseError as error:
        remedy = "build it with `cable-ner index TAGGED --output archive.db`"
        raise ValueError(f"{path}: is no database of `cable-ner index` ({error}); {remedy}") from error
