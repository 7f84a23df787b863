"""The connection to a Ray cluster: a running one, or one on this machine that nobody else can reach."""

import logging
import os
import secrets
import signal
import site
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from .stopping import SIGNALS

_STORE = 256 * 1024 * 1024  # bytes of shared memory of a cluster of our own: blocks of cables are small
# Ray would report its use over the network; told not to, it reports that. Nobody listens at this address.
QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_USAGE_STATS_REPORT_URL": "http://127.0.0.1:9/"}
_SETTINGS = {
    **QUIET,
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # otherwise it warns of cards that it does not look for
    "RAY_IGNORE_UNHANDLED_ERRORS": "1",  # of tasks after the one whose error is raised
    "RAY_task_oom_retries": "2",  # it would run what always takes too much memory for ever
}


@contextmanager
def connected(address: str, processes: int) -> Iterator[Any]:
    """Gives the module `ray`, connected to the cluster at an address; to a new one on this machine if that is empty.

    A new cluster has `processes` cores (0: all of this machine), and is stopped at the end. Raises ValueError for what is
    not an address, OSError if there is no cluster there or none can be started.
    """
    if address:
        _check(address)
    with _environment(_SETTINGS if address else _SETTINGS | _token()), short_folder() as folder:
        import ray

        options = {} if address else _own_cluster(folder, processes)
        try:
            with _handlers_kept(), unasked(None if address else folder):
                ray.init(address=address or "local", logging_level=logging.ERROR, log_to_driver=False, **options)
        except Exception as error:  # of many kinds, by what is wrong
            ray.shutdown()
            where = f"no Ray cluster at {address}" if address else "a Ray cluster cannot be started"
            raise OSError(f"--engine ray: {where} ({last_line(error)}); see `ray status`") from error
        try:
            yield ray
        finally:
            ray.shutdown()


def _own_cluster(folder: str, processes: int) -> dict[str, Any]:
    options: dict[str, Any] = {"_temp_dir": folder, "num_cpus": processes or None, "include_dashboard": False}
    options["object_store_memory"] = _STORE
    if sys.platform == "linux":
        # Nobody else is to reach it. (Ray replaces 127.0.0.1 by the machine's own address.)
        options["_node_ip_address"] = "127.0.0.2"
    return options


@cache
def _token() -> dict[str, str]:
    """Returns the settings for a token of this process, which Ray reads once; else Ray writes one into the user's home."""
    return {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(16)}


@contextmanager
def _environment(settings: Mapping[str, str]) -> Iterator[None]:
    """Sets environment variables that are not set yet, and removes them afterwards."""
    added = {name: value for name, value in settings.items() if name not in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)


@contextmanager
def short_folder() -> Iterator[str]:
    """Gives a folder for a cluster's files that only this user can read; socket paths in it stay within 107 bytes."""
    usual = tempfile.gettempdir()
    where = usual if len(usual) < 20 else "/tmp"  # noqa: S108 (a folder with a new name is made in it)
    with tempfile.TemporaryDirectory(prefix="ray-", dir=where, ignore_cleanup_errors=True) as folder:
        inner = os.path.join(folder, "r")  # (Ray makes the folder it is given readable and writable for all)
        os.mkdir(inner)
        yield inner


@contextmanager
def unasked(folder: str | None) -> Iterator[None]:
    """Keeps processes started in the block from asking the network which cloud they are in; does nothing without a folder.

    Ray's dashboard asks in spite of all settings, unless it finds a file about the cluster in the user's home. So the home
    of these processes is `folder`, which gets an empty one.
    """
    if not folder:
        yield
        return
    Path(folder, "ray_bootstrap_config.yaml").write_text("{}\n", encoding="utf8")
    before = dict(os.environ)
    os.environ.setdefault("PYTHONUSERBASE", site.getuserbase())  # (packages may be in the home)
    os.environ["HOME"] = folder
    try:
        yield
    finally:
        for name in ("HOME", "PYTHONUSERBASE"):
            os.environ.pop(name)
            if name in before:
                os.environ[name] = before[name]


def _check(address: str) -> None:
    """Raises OSError if nobody listens at an address: Ray itself would try for minutes."""
    host, _, port = address.rpartition(":")
    if address == "auto":
        return
    if "://" in address or not (host and port.isdigit()):
        raise ValueError(f"--address {address}: give HOST:PORT as `ray start --head` prints it, or auto")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=10).close()
    except (OSError, OverflowError) as error:
        raise OSError(f"--engine ray: no Ray cluster at {address} ({error}); start one with `ray start`") from error


@contextmanager
def _handlers_kept() -> Iterator[None]:
    """Puts this process's signal handlers back: Ray takes over SIGTERM."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            for number, handler in before.items():
                signal.signal(number, handler)


def last_line(error: BaseException) -> str:
    """Returns the last line of an error's message, which has the reason where a message has many lines."""
    return (str(error).strip().splitlines() or [type(error).__name__])[-1].strip()
