"""Our pages as a plugin of Datasette: an address, and the function that makes the page from the database."""

import sqlite3
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

from datasette import hookimpl
from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Response

from . import views

_MILLISECONDS = 10_000  # of a page, at most; all of them take a fraction of a second
View = Callable[[sqlite3.Connection, str, Mapping[str, str]], views.Page]
PATHS: dict[str, View] = {
    r"^/$": views.home,
    r"^/search$": views.search,
    r"^/names$": views.names,
    r"^/name/(?P<key>[^/]+)$": views.name,
    r"^/cable/(?P<key>.+)$": views.cable,
}


def _routes(datasette: Any) -> list[tuple[str, Any]]:
    return [(path, _answering(view)) for path, view in PATHS.items()]


register_routes = hookimpl(_routes, specname="register_routes")


def _answering(view: View) -> Any:
    async def answer(request: Any, datasette: Any) -> Any:
        database = datasette.get_database()
        asked = dict(parse_qsl(request.query_string, max_num_fields=50))
        key = unquote(request.url_vars.get("key", ""), errors="replace")

        def page(connection: sqlite3.Connection) -> tuple[str, int]:
            try:
                with sqlite_timelimit(connection, _MILLISECONDS):
                    made = view(connection, key, asked)
            except sqlite3.OperationalError as error:
                made = views.failed(str(error))
            return made.html(datasette.urls.database(database.name)), made.status

        try:
            html, status = await database.execute_fn(page)
        except UnicodeEncodeError:
            return Response.text("This address has characters that are none.", status=400)
        return Response(html, status=status, content_type="text/html; charset=utf-8")

    return answer
