"""Our pages as a plugin of Datasette: an address, and the function that makes the page from the database."""

import re
import sqlite3
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote

from datasette import hookimpl
from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Response

from . import views
from .application import DECIDING

_MILLISECONDS = 10_000  # of a page, at most; all of them take a fraction of a second
_MOST_BYTES = 65_536  # of a form
View = Callable[[sqlite3.Connection, views.Asked], views.Page]
PATHS: dict[str, View] = {
    r"^/$": views.home,
    r"^/search$": views.search,
    r"^/names$": views.names,
    r"^/name/(?P<key>[^/]+)$": views.name,
    r"^/cable/(?P<key>.+)$": views.cable,
}


DECIDE = r"^/name/(?P<key>[^/]+)/decide$"


def _routes(datasette: Any) -> list[tuple[str, Any]]:
    return [*((path, _answering(view)) for path, view in PATHS.items()), (DECIDE, _decide)]


def _checks_itself(datasette: Any, scope: Any) -> bool:
    return bool(re.match(DECIDE, scope["path"]))


register_routes = hookimpl(_routes, specname="register_routes")
# (Datasette lets every form in that comes without cookies)
skip_csrf = hookimpl(_checks_itself, specname="skip_csrf")


def _answering(view: View) -> Any:
    async def answer(request: Any, datasette: Any) -> Any:
        return await _answered(request, datasette, view)

    return answer


async def _answered(request: Any, datasette: Any, view: Callable[[sqlite3.Connection, views.Asked], Any]) -> Any:
    """Returns the page that a view makes; if that makes none, the page is the one to go back to."""
    database = datasette.get_database()
    key = unquote(request.url_vars.get("key", ""), errors="replace")
    asked = views.Asked(key, deciding=request.scope.get(DECIDING))

    def page(connection: sqlite3.Connection) -> tuple[str, int]:
        try:
            with sqlite_timelimit(connection, _MILLISECONDS):
                made = view(connection, asked)
        except sqlite3.OperationalError as error:
            made = views.failed(str(error))
        return (made.html(datasette.urls.database(database.name)), made.status) if made else ("", 303)

    try:
        asked.query = dict(parse_qsl(request.query_string, max_num_fields=50))
        html, status = await database.execute_fn(page)
    except ValueError:
        return Response.text("This address has characters that are none, or asks for too much.", status=400)
    headers = {"location": f"{request.path.removesuffix('/decide')}#decisions"} if status == 303 else {}
    return Response(html, status=status, headers=headers, content_type="text/html; charset=utf-8")


async def _decide(request: Any, datasette: Any) -> Any:
    """Takes a decision from the page of a name, and goes back there."""
    deciding = request.scope.get(DECIDING)
    length = request.headers.get("content-length", "")
    if deciding is None or request.method != "POST":
        why, status = "Pages decide if `cable-ner serve` was given --names-decisions, and by their forms only.", 405
    elif not length.isdecimal() or int(length) > _MOST_BYTES:
        why, status = f"This is longer than {_MOST_BYTES:,} bytes.", 413
    else:
        fields = parse_qs((await request.post_body()).decode(errors="replace"))
        why, status = deciding.refusal(request.headers, fields), 403
        if not why:
            return await _answered(request, datasette, lambda db, asked: views.decide(db, asked, fields))
    return await _answered(request, datasette, lambda db, asked: views.refused(asked.key, why, status))
