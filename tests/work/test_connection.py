"""The connection to a Ray cluster, as far as it needs none: addresses, folders, the environment of what is started."""

import os
import socket
import stat
from pathlib import Path

import pytest

from cable_ner.work.connection import _check, _environment, last_line, short_folder, unasked


@pytest.mark.parametrize("address", ["ray://10.0.0.1:10001", "here", "here:", ":6379", "here:there"])
def test_connection_refuses_what_is_no_address(address):
    with pytest.raises(ValueError, match="give HOST:PORT as `ray start --head` prints it, or auto"):
        _check(address)


def test_connection_says_at_once_when_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
        _check(address)
    with pytest.raises(OSError, match=f"no Ray cluster at {address} .*; start one with `ray start`"):
        _check(address)
    _check("auto")  # (Ray knows where that is)


def test_connection_sets_what_is_not_set_and_takes_it_back(monkeypatch):
    monkeypatch.setenv("RAY_A", "the user's")
    monkeypatch.delenv("RAY_B", raising=False)
    with _environment({"RAY_A": "ours", "RAY_B": "ours"}):
        assert (os.environ["RAY_A"], os.environ["RAY_B"]) == ("the user's", "ours")
    assert os.environ["RAY_A"] == "the user's"
    assert "RAY_B" not in os.environ


def test_connection_folder_is_short_and_the_users_own():
    with short_folder() as folder:
        assert len(folder) < 60  # a socket's path may have 107 bytes, and Ray adds some forty
        assert stat.S_IMODE(os.stat(Path(folder).parent).st_mode) == 0o700
    assert not Path(folder).parent.exists()


def test_connection_home_is_another_only_while_processes_are_started(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", "/home/kim")
    monkeypatch.delenv("PYTHONUSERBASE", raising=False)
    with unasked(str(tmp_path)):
        assert os.environ["HOME"] == str(tmp_path)
        assert os.environ["PYTHONUSERBASE"]
        assert (tmp_path / "ray_bootstrap_config.yaml").read_text() == "{}\n"
    assert os.environ["HOME"] == "/home/kim"
    assert "PYTHONUSERBASE" not in os.environ
    with unasked(None):
        assert os.environ["HOME"] == "/home/kim"


@pytest.mark.parametrize(("text", "line"), [("one\n two \n\n", "two"), ("", "ValueError")])
def test_connection_last_line_of_an_error(text, line):
    assert last_line(ValueError(text)) == line
