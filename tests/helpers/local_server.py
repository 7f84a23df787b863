"""An ASGI application served from a thread."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from cable_ner.work.loopback import HOST, App


@contextmanager
def serving(app: App) -> Iterator[str]:
    """Serves an application during the block, and gives its address."""
    import uvicorn

    with socket.socket() as listening:
        listening.bind((HOST, 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        yield f"http://{HOST}:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)
