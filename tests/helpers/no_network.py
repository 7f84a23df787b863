"""Nothing in the tests may talk to another machine: whoever tries gets an error, and is remembered if it is swallowed.

An audit hook (https://docs.python.org/3/library/audit_events.html) sees what every module of this process does, whichever
way it came to its sockets; pytest-socket replaces `socket.socket`, and does not see a library that tries and goes on
without. Copied as `sitecustomize.py` it watches a subprocess. Sockets of this machine are free.
"""

import ipaddress
import os
import shutil
import socket
import sys
from pathlib import Path

LOG = "NO_NETWORK_LOG"  # the variable that names the file in which a subprocess notes what it tried
used: list[str] = []  # what this process tried
_NAMES = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
_ADDRESSES = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_installed = False


class NetworkUsedError(OSError):
    """Something would have talked to another machine."""


def install() -> None:
    """Watches this process from now on; it cannot be undone."""
    global _installed
    if _installed:
        return
    _installed = True
    ours = {"localhost", "", socket.gethostname(), *_own_addresses()}

    def watch(event: str, arguments: tuple) -> None:
        if event in _NAMES:
            host = _text(arguments[0])
            is_free = _is_address(host) or host in ours  # (an address is not looked up)
        elif event in _ADDRESSES:
            host = _host(*arguments[:2])
            is_free = host is None or host in ours or _is_loopback(host)
        else:
            return
        if not is_free:
            _note(f"{event} {host}")
            raise NetworkUsedError(f"{event} {host}: tests use no network")

    sys.addaudithook(watch)


def guard(folder: Path) -> dict[str, str]:
    """Returns the variables with which a subprocess, and every Python that it starts, may not talk to another machine."""
    shutil.copy(__file__, folder / "sitecustomize.py")
    return {"PYTHONPATH": str(folder), LOG: str(folder / "log")}


def told(variables: dict[str, str]) -> str:
    """Returns what subprocesses with these variables tried, a line each."""
    log = Path(variables[LOG])
    return log.read_text(encoding="utf8") if log.exists() else ""


def _own_addresses() -> set[str]:
    try:
        return {str(found[4][0]) for found in socket.getaddrinfo(socket.gethostname(), None)}
    except OSError:
        return set()


def _host(one: socket.socket, address: object) -> str | None:
    """Returns what a socket is connected to, None if that is on this machine by its kind."""
    if one.family not in (socket.AF_INET, socket.AF_INET6) or not isinstance(address, tuple):
        return None
    return _text(address[0])


def _text(host: object) -> str:
    return host.decode(errors="replace") if isinstance(host, bytes) else str(host or "")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    if not _is_address(host):
        return False
    address = ipaddress.ip_address(host.split("%")[0])
    return address.is_loopback or address.is_unspecified


def _note(what: str) -> None:
    used.append(what)
    if path := os.environ.get(LOG):
        with open(path, "a", encoding="utf8") as file:
            file.write(f"{' '.join(sys.argv[:3])}: {what}\n")


if __name__ == "sitecustomize":
    install()
