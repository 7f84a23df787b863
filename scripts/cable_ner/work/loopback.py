"""Pages for the person at this machine: HTTP on the loopback device alone, with headers that let nothing else in.

A page elsewhere could reach such a server under a name of its own that leads here (DNS rebinding), so that it answers under
this machine's own names only. Nobody else's page may frame what it shows, or take it as an image or a script.
"""

import re
import socket
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

HOST = "127.0.0.1"
_HOSTS = re.compile(r"(?:127\.0\.0\.1|localhost)(?::\d{1,5})?", re.I)
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_PATIENCE = 3  # seconds for answers under way, once the server is to end

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


def guarded(app: App, policy: str) -> App:
    """Returns an ASGI application that answers requests to this machine's own names only, with our headers.

    `policy` is its Content Security Policy (https://www.w3.org/TR/CSP3/). Others get the status 421.
    """
    headers = ((b"content-security-policy", policy.encode()), *_HEADERS)
    ours = {key for key, _ in headers}

    async def answer(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        hosts = [value.decode("latin-1") for key, value in scope["headers"] if key == b"host"]

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message.get("headers", ()) if pair[0].lower() not in ours]
                message = {**message, "headers": [*kept, *headers]}
            await send(message)

        if len(hosts) == 1 and _HOSTS.fullmatch(hosts[0]):
            await app(scope, receive, with_headers)
            return
        await with_headers({"type": "http.response.start", "status": 421, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": f"This server answers {HOST} only.\n".encode()})

    return answer


class LocalServer:
    """A server on 127.0.0.1, which runs until it is interrupted or told to end."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._server: Any = None

    def run(self, app: App, *, path: str = "/") -> None:
        """Serves an ASGI application; port 0 is any free one. Prints the address of `path` once it can be opened.

        Raises OSError if the port is in use, KeyboardInterrupt if it is interrupted.
        """
        import uvicorn

        with _listening(self._port) as listening:
            print(f"http://{HOST}:{listening.getsockname()[1]}{path} (press Ctrl-C to end)", flush=True)
            config = uvicorn.Config(
                app, log_level="warning", lifespan="on", access_log=False, server_header=False,
                timeout_graceful_shutdown=_PATIENCE,
            )  # fmt: skip
            self._server = uvicorn.Server(config)
            self._server.run(sockets=[listening])

    def end(self) -> None:
        """Ends the server once the answers under way are sent."""
        if self._server:
            self._server.should_exit = True


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    """Gives a socket at which whoever comes before all is ready waits."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
            listening.listen()
        except OSError as error:
            raise OSError(f"port {port} is in use ({error.strerror}); give another --port") from error
        yield listening
