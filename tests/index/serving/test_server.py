"""Serving: on this machine only, at a port that is free."""

import socket
from contextlib import closing
from typing import Any

import pytest

pytest.importorskip("datasette", reason="needs Datasette (extra [serve])")

from cable_ner.index.serving import server  # noqa: E402
from cable_ner.work.loopback import HOST  # noqa: E402
from tests.helpers.archive import SMALL, built  # noqa: E402


def test_serve_listens_on_this_machine_only(tmp_path, monkeypatch, capsys):
    path = built(tmp_path, *SMALL)
    bound: list[Any] = []

    class _Server:
        def __init__(self, config: Any) -> None:
            self.config = config

        def run(self, sockets: list[socket.socket]) -> None:
            bound.extend(one.getsockname() for one in sockets)

    monkeypatch.setattr("uvicorn.Server", _Server)
    server.serve(path, 0)
    assert [address[0] for address in bound] == ["127.0.0.1"]
    assert capsys.readouterr().out == f"http://127.0.0.1:{bound[0][1]}/ (press Ctrl-C to end)\n"
    with closing(socket.socket()) as other:
        other.bind((HOST, 0))
        other.listen()
        with pytest.raises(OSError, match=r"port \d+ is in use .*; give another --port"):
            server.serve(path, other.getsockname()[1])
