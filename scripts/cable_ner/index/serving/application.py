"""Datasette over the database: read only, answering this machine only, with our pages before its own."""

import re
import sqlite3
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from ..archive import rows_of
from .canned_queries import QUERIES

HOST = "127.0.0.1"
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
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_HOSTS = re.compile(r"(?:127\.0\.0\.1|localhost)(?::\d{1,5})?", re.I)

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Callable[[], Awaitable[Message]], Send], Awaitable[None]]


def application(path: Path) -> App:
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
    return _guarded(datasette.app())


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


def _guarded(app: App) -> App:
    """Returns the application with our headers, answering requests to this machine's own name only.

    A page elsewhere could otherwise read the archive under a name of its own that leads here (DNS rebinding).
    """

    async def guarded(scope: Message, receive: Callable[[], Awaitable[Message]], send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        hosts = [value.decode("latin-1") for key, value in scope["headers"] if key == b"host"]

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = {key for key, _ in _HEADERS}
                kept = [pair for pair in message.get("headers", ()) if pair[0].lower() not in ours]
                message = {**message, "headers": [*kept, *_HEADERS]}
            await send(message)

        if len(hosts) == 1 and _HOSTS.fullmatch(hosts[0]):
            await app(scope, receive, with_headers)
            return
        text = b"This archive answers 127.0.0.1 only.\n"
        await with_headers({"type": "http.response.start", "status": 421, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": text})

    return guarded
