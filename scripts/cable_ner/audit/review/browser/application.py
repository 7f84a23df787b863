"""The review over HTTP, on this machine only: pages that are shown, and forms that change something.

Starlette has the routes: it is small and typed, and runs on uvicorn, which `cable-ner serve` needs, too. Each page is loaded
as a whole; a short script of our own presses the buttons for keys. Whoever is to change something needs the token in the
address, which is new each time, and the cookie that the page gave (SameSite=Strict): pages elsewhere have neither.
"""

import secrets
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from ....evaluation import pages
from ....files import explain
from ....work import loopback
from . import showing
from .desk import Desk

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_COOKIE = "review"
_LONGEST_FORM = 100_000  # bytes


def review_application(desk: Desk, token: str, *, end: Callable[[], None]) -> loopback.App:
    """Returns the ASGI application of a review. Its pages are below `/TOKEN/`; `end` is called when the person is done.

    Raises ImportError without Starlette.
    """
    try:
        from starlette.applications import Starlette
        from starlette.routing import Mount, Route
    except ImportError:
        raise ImportError("Starlette is not installed; run: pip install -e '.[serve]'") from None
    site = _Site(desk, token, end)
    routes = [
        Route("/", site.question, methods=["GET"]),
        Route("/answer", site.answer, methods=["POST"]),
        Route("/undo", site.undo, methods=["POST"]),
        Route("/end", site.end, methods=["GET", "POST"]),
    ]
    app = Starlette(routes=[Mount("/{token}", routes=routes)], exception_handlers={404: site.missing})
    return loopback.guarded(app, _policy())


def _policy() -> str:
    """Returns a policy by which nothing runs but our script, and nothing is asked of or sent to others."""
    script = pages.policy_of(showing.SCRIPT)
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src {script}; img-src data:; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


class _Site:
    """Answers requests, one at a time: nothing is awaited between looking at a question and recording its answer."""

    def __init__(self, desk: Desk, token: str, end: Callable[[], None]) -> None:
        self._desk, self._token, self._end = desk, token, end
        self._cookie = secrets.token_urlsafe()

    async def question(self, request: "Request") -> "Response":
        """The next question."""
        if not self._is_here(request):
            return self._not_found()
        said = self._desk.said(request.query_params.get("said", ""))
        try:
            page = showing.question_page(self._desk, said=said, place=request.query_params.get("place", ""))
        except (ValueError, OSError) as error:
            return _html(showing.problem_page("The decisions cannot be read", explain(error, "load this page again")), 500)
        return self._with_cookie(_html(page))

    async def answer(self, request: "Request") -> "Response":
        """An answer; then the next question."""
        return await self._change(request, self._desk.answer)

    async def undo(self, request: "Request") -> "Response":
        """Takes back the last answer; then the question that it answered."""
        return await self._change(request, self._desk.undo)

    async def end(self, request: "Request") -> "Response":
        """Asks whether to end; ends."""
        if not self._is_here(request):
            return self._not_found()
        if request.method != "POST":
            return self._with_cookie(_html(showing.end_page(self._desk)))
        if not self._is_ours(request):
            return self._refused()
        from starlette.background import BackgroundTask

        response = _html(showing.end_page(self._desk, is_over=True))
        response.background = BackgroundTask(self._end)
        return response

    async def missing(self, _request: "Request", _error: Exception) -> "Response":
        """Says that there is no such page."""
        return self._not_found()

    async def _change(self, request: "Request", act: Callable[[Mapping[str, str]], int]) -> "Response":
        if not self._is_here(request):
            return self._not_found()
        if not self._is_ours(request):
            return self._refused()
        given = await _form(request)
        if given is None:
            return _html(showing.problem_page("Not understood", "This form is too long, or damaged."), 400)
        from starlette.responses import RedirectResponse

        return RedirectResponse(f"./?said={act(given)}", 303, headers={"cache-control": "no-store"})

    def _is_here(self, request: "Request") -> bool:
        return secrets.compare_digest(request.path_params.get("token", "").encode(), self._token.encode())

    def _is_ours(self, request: "Request") -> bool:
        """Returns whether one of our pages sent a form, as far as the browser tells."""
        cookie = request.cookies.get(_COOKIE, "")
        site = request.headers.get("sec-fetch-site", "same-origin")
        return secrets.compare_digest(cookie.encode(), self._cookie.encode()) and site == "same-origin"

    def _with_cookie(self, response: "Response") -> "Response":
        response.set_cookie(_COOKIE, self._cookie, path=f"/{self._token}/", httponly=True, samesite="strict")
        return response

    def _not_found(self) -> "Response":
        return _html(showing.problem_page("Not found", "Open the address that the program has printed."), 404)

    def _refused(self) -> "Response":
        return _html(
            showing.problem_page(
                "Refused", "This form was not sent by our page. Nothing was recorded: load the page again."
            ),
            403,
        )


def _html(page: str, status: int = 200) -> "Response":
    from starlette.responses import HTMLResponse

    return HTMLResponse(page, status, headers={"cache-control": "no-store"})


async def _form(request: "Request") -> dict[str, str] | None:
    """Returns the fields of a form; None for one that is too long or damaged."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST_FORM:
            return None
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=50, errors="strict"))
    except ValueError:
        return None
