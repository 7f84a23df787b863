"""A review in a browser without the browser: a server in a thread, and windows that load its pages and send their forms."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from selectolax.lexbor import LexborHTMLParser

from cable_ner.audit.review import Interview, Review
from cable_ner.audit.review.browser import Desk, ParagraphContext, review_application
from cable_ner.files import digest
from tests.helpers.local_server import serving
from tests.helpers.review import TEXTS

TOKEN = "t0ken"
CONTEXTS = {
    (f"{number}.txt", digest(text)): ParagraphContext(text, "Before.", "After.") for number, text in enumerate(TEXTS)
}


class Answer(NamedTuple):
    """What a server answered: its text has no tags and single spaces."""

    status: int
    headers: dict[str, str]
    html: str

    @property
    def text(self) -> str:
        """What the page says."""
        body = LexborHTMLParser(self.html).body
        return " ".join(body.text(separator=" ").split()) if body else ""

    @property
    def said(self) -> str:
        """What became of the last answer."""
        found = LexborHTMLParser(self.html).css_first(".said")
        return found.text() if found else ""


class Window:
    """A window: the page it shows, and what its forms send. `beside` is another window of the same browser."""

    def __init__(self, address: str, beside: "Window | None" = None):
        self.address = address
        self.cookies = beside.cookies if beside else CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self.cookies))
        self.page = Answer(0, {}, "")

    def load(self, path: str = f"/{TOKEN}/", **headers: str) -> Answer:
        """Loads a page."""
        return self._ask(Request(self.address + path, headers=headers))  # noqa: S310

    def press(self, key: str, *, path: str = f"/{TOKEN}/", **changes: str) -> Answer:
        """Sends the form that the key's button is in, with some fields changed; the page is at `path`."""
        action = {"u": "undo", "q": "end"}.get(key, "answer")
        hidden = LexborHTMLParser(self.page.html).css(f'form[action="{action}"] [type=hidden]')
        fields = {one.attributes["name"]: one.attributes["value"] for one in hidden}
        return self.send({**fields, "key": key, **changes}, path=path + action)

    def send(self, fields: dict[str, str], *, path: str = f"/{TOKEN}/answer", **headers: str) -> Answer:
        """Sends a form."""
        body = urlencode(fields).encode()
        return self._ask(Request(self.address + path, body, headers))  # noqa: S310

    def _ask(self, request: Request) -> Answer:
        try:
            with self._opener.open(request) as answer:
                self.page = Answer(answer.status, dict(answer.headers), answer.read().decode())
        except HTTPError as error:
            self.page = Answer(error.code, dict(error.headers), error.read().decode())
        return self.page


@contextmanager
def reviewing(session: Review, contexts: object = CONTEXTS, **more: object) -> Iterator[str]:
    """Serves a review during the block, and gives its address."""
    desk = Desk(Interview(session, session.findings.labels), contexts)
    with serving(review_application(desk, TOKEN, **{"end": lambda: None, **more})) as address:
        yield address
