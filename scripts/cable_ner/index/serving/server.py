"""Serving the database on this machine, until somebody ends it."""

import socket
from pathlib import Path

from .application import HOST, application


def serve(path: Path, port: int = 8001) -> None:
    """Serves a database on 127.0.0.1 until it is interrupted; port 0 is any free one.

    Prints the address when it is ready. Raises OSError if the port is in use, ValueError for a file that is no such
    database, ImportError without Datasette.
    """
    app = application(path)
    import uvicorn

    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
            listening.listen()  # (who comes before all is ready waits)
        except OSError as error:
            raise OSError(f"port {port} is in use ({error.strerror}); give another --port") from error
        print(f"http://{HOST}:{listening.getsockname()[1]}/ (press Ctrl-C to end)", flush=True)
        config = uvicorn.Config(app, log_level="warning", lifespan="on", access_log=False, server_header=False)
        uvicorn.Server(config).run(sockets=[listening])
