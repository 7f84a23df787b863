"""The server of a model: Label Studio's requests at /, INCEpTION's at /inception.

Python's own http.server is enough: one model answers one request after the other, and nothing has to be installed.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from ...files import append_lines
from .inception_recommender import recommend
from .label_studio_backend import health, predict, setup
from .suggester import Suggester

LOOPBACK = "127.0.0.1"
MOST_BYTES = 64_000_000  # of a request
_SECONDS = 60  # that a connection may be silent
_HERE = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?", re.I)
_TRAINING = {"START_TRAINING", "ANNOTATION_CREATED", "ANNOTATION_UPDATED", "ANNOTATIONS_DELETED"}
Answer = Mapping[str, Any] | None


class ModelServer(ThreadingHTTPServer):
    """Answers on one address until it is shut down. On the loopback, it answers this machine's own names only.

    A page elsewhere could otherwise ask it under a name of its own that leads here, or in the name of a visitor: requests
    have to be JSON, and say so. With a `queue`, what a training would be about is noted there; nothing is ever trained here.
    """

    daemon_threads = True

    def __init__(self, suggester: Suggester, *, host: str = LOOPBACK, port: int = 9090, queue: Path | None = None) -> None:
        self.suggester, self.queue, self.is_local = suggester, queue, host in (LOOPBACK, "localhost", "::1")
        try:
            super().__init__((host, port), _Handler)
        except OSError as error:
            raise OSError(f"port {port} of {host} cannot be used ({error.strerror}); give another --port") from error

    @property
    def url(self) -> str:
        """The address, with the port that was chosen if 0 was given."""
        host, port = self.server_address[:2]
        return f"http://{host if isinstance(host, str) else host.decode()}:{port}"

    def answer(self, path: str, sent: Mapping[str, Any]) -> Answer:
        """Returns what a POST is answered with; None for no content. Raises KeyError for an unknown path, ValueError."""
        routes: dict[str, Callable[[], Answer]] = {
            "/setup": lambda: setup(self.suggester, sent),
            "/predict": lambda: predict(self.suggester, sent),
            "/webhook": lambda: self._queued(str(sent.get("action", "")), sent),
            "/train": lambda: self._queued("START_TRAINING", sent),
            "/inception/predict": lambda: recommend(self.suggester, sent),
            "/inception/train": lambda: self._queued("INCEPTION", sent) and None,
        }
        return routes[path]()

    def _queued(self, action: str, sent: Mapping[str, Any]) -> Answer:
        """Notes what was asked for: when, by which program, and about which project. No text, and no token, is kept."""
        if self.queue is not None and (action in _TRAINING or action == "INCEPTION"):
            project = sent.get("project") or sent.get("metadata")
            number = next((project[key] for key in ("id", "projectId") if key in project), None) if isinstance(
                project, dict
            ) else project  # fmt: skip
            row = {"action": action, "project": number, "date": datetime.now(UTC).isoformat(timespec="seconds")}
            append_lines(self.queue, [json.dumps(row).encode()])
            return {"status": "queued"}
        return {"status": "nothing is trained here"}


class _Handler(BaseHTTPRequestHandler):
    server: ModelServer
    protocol_version = "HTTP/1.1"
    timeout = _SECONDS

    def do_GET(self) -> None:
        if not self._is_for_us():
            return
        path = self._path()
        if path in ("", "/health"):
            self._send(HTTPStatus.OK, health())
        elif path == "/versions":
            self._send(HTTPStatus.OK, {"versions": [self.server.suggester.version]})
        else:
            self._fail(HTTPStatus.NOT_FOUND, f"there is no {path} here")

    def do_POST(self) -> None:
        if not self._is_for_us() or (sent := self._sent()) is None:
            return
        try:
            answer = self.server.answer(self._path(), sent)
        except KeyError:
            self._fail(HTTPStatus.NOT_FOUND, f"there is no {self._path()} here")
        except ValueError as error:
            self._fail(HTTPStatus.BAD_REQUEST, str(error))
        except ImportError as error:
            self._fail(HTTPStatus.NOT_IMPLEMENTED, str(error))
        except OSError as error:
            self._fail(HTTPStatus.INSUFFICIENT_STORAGE, str(error))
        else:
            self._send(HTTPStatus.NO_CONTENT if answer is None else HTTPStatus.OK, answer)

    def _path(self) -> str:
        return self.path.split("?")[0].rstrip("/")

    def _is_for_us(self) -> bool:
        hosts = self.headers.get_all("Host") or []
        if not self.server.is_local or (len(hosts) == 1 and _HERE.fullmatch(hosts[0])):
            return True
        self._fail(HTTPStatus.MISDIRECTED_REQUEST, "this server answers this machine only")
        return False

    def _sent(self) -> Mapping[str, Any] | None:
        """Returns the JSON object of a request; None if it was answered with an error."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if length.isdecimal() else HTTPStatus.LENGTH_REQUIRED
            self._fail(status, f"a request has a length, of {MOST_BYTES} bytes at most")
            return None
        if self.headers.get_content_type() != "application/json":
            self._fail(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "a request is application/json")
            return None
        try:
            sent = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            sent = None
        if not isinstance(sent, dict):
            self._fail(HTTPStatus.BAD_REQUEST, "the request is no JSON object")
            return None
        return sent

    def _fail(self, status: HTTPStatus, why: str) -> None:
        self.close_connection = True  # (its body may not have been read)
        self._send(status, {"error": why})

    def _send(self, status: HTTPStatus, answer: Answer) -> None:
        body = b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        if body:
            self.send_header("Content-Type", "application/json")
            self.send_header("X-Content-Type-Options", "nosniff")
        if self.close_connection:
            self.send_header("Connection", "close")
        if status is not HTTPStatus.NO_CONTENT:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Keeps silent: requests hold texts and tokens."""
