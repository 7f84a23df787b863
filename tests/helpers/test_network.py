"""The tests' own guard: what would talk to another machine fails, and is noticed where the failure is swallowed."""

import socket
import subprocess

import pytest

from tests.helpers import no_network

# TEST-NET-1 and its like are no machine's (https://www.rfc-editor.org/rfc/rfc5737)
ELSEWHERE = "192.0.2.1"


@pytest.fixture(autouse=True)
def forgotten():
    """Lets these tests try what fails others."""
    yield
    no_network.used.clear()


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: socket.create_connection((ELSEWHERE, 80), timeout=1),
        lambda: socket.getaddrinfo("example.org", 80),
        lambda: socket.gethostbyname("example.org"),
        lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"", (ELSEWHERE, 53)),
        lambda: socket.socket(socket.AF_INET6).connect(("2001:db8::1", 80)),
    ],
)
def test_no_network_attempts_fail_and_are_remembered(attempt):
    with pytest.raises(no_network.NetworkUsedError):
        attempt()
    assert len(no_network.used) == 1
    no_network.used.clear()


def test_no_network_sockets_of_this_machine_are_free(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()
    if hasattr(socket, "AF_UNIX"):
        with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
            server.bind(str(tmp_path / "s"))
            server.listen()
            client.connect(str(tmp_path / "s"))
    assert no_network.used == []


def test_no_network_subprocess_is_watched(python, tmp_path, environment):
    guard = no_network.guard(tmp_path)
    program = f"""
import subprocess, sys, socket
if len(sys.argv) < 2:
    subprocess.run([sys.executable, __file__, "again"], check=True)
try:
    socket.create_connection(("{ELSEWHERE}", 80), timeout=1)
except OSError:
    print("went on without")
"""
    (tmp_path / "program.py").write_text(program, encoding="utf8")
    command = [python, str(tmp_path / "program.py")]
    done = subprocess.run(command, env=environment | guard, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["went on without"] * 2
    assert no_network.told(guard).splitlines() == [
        f"{tmp_path / 'program.py'} again: socket.connect {ELSEWHERE}",
        f"{tmp_path / 'program.py'}: socket.connect {ELSEWHERE}",
    ]
