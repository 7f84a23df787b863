"""Commands as processes that something befalls: a server that has all modules loaded forks a process for each run.

Run as a script this is the server: jobs come in as lines of JSON, and answers go out as such.
"""

import ctypes
import errno
import gc
import json
import os
import runpy
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "scripts"
LONGEST = 60  # seconds of a run, after which it is taken to hang
_DISK = 'mount -t tmpfs -o size="$2" none "$1" && shift 2 && exec "$@"'


@dataclass
class Fault:
    """What happens to a run at the `moment`th time (from 1) that it changes, or with `reads` opens, what is below `path`.

    `action`: kill; interrupt (the terminal's Ctrl-C, which all processes of the run get); terminate; hang (Ctrl-C, and the
    work in hand does not end); remove or empty the file; full (from then on, nothing can be written); none. `who`: driver
    or worker.
    """

    action: str
    path: Path
    moment: int = 1
    who: str = "driver"
    reads: bool = False


@dataclass
class Ended:
    """A run that is over: its exit status (-9 for SIGKILL), what it printed, how often the fault's path was changed."""

    status: int
    text: str
    changes: int = 0
    seconds: float = 0.0


class Commands:
    """The server, and the runs it starts; `disk` is a folder on which it has a small disk of its own (of `size`)."""

    def __init__(self, folder: Path, disk: Path | None = None, size: str = "1m") -> None:
        self.folder, self.disk = folder, disk
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
        environment = {**kept, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "COLUMNS": "400", "TMPDIR": str(folder)}
        command = [sys.executable, __file__, str(folder)]
        if disk:
            command = ["unshare", "-rm", "sh", "-c", _DISK, "sh", str(disk), size, *command]
        self.server = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        )
        self.root = Path(f"/proc/{self.server.pid}/root")  # what it sees of disks
        self.is_ready = self.server.stdout.readline() == "ready\n"
        self.count = 0

    def start(self, name: str, *arguments: object, **options: object) -> int:
        """Starts `scripts/<name>.py`, and returns its process; see `run`."""
        self.count += 1
        fault = options.pop("fault", None)
        job = {"name": name, "arguments": list(map(str, arguments)), "number": self.count, **options}
        if fault:
            job["fault"] = {**vars(fault), "path": str(fault.path)}
        return self._ask(job)

    def wait(self, process: int, number: int | None = None) -> Ended:
        """Returns how a process ended; `number` is of the run, the last one if None."""
        begun = time.monotonic()
        status = self._ask({"wait": process})
        number = number or self.count
        changes = self.folder / f"{number}.changes"
        log = (self.folder / f"{number}.log").read_text(encoding="utf8")
        return Ended(status, log, int(changes.read_text()) if changes.exists() else 0, time.monotonic() - begun)

    def run(self, name: str, *arguments: object, **options: object) -> Ended:
        """Runs a command to its end.

        Options: `fault`; `powerless` (root may read and write only what anybody may); `variables` of its environment.
        """
        return self.wait(self.start(name, *arguments, **options))

    def close(self) -> None:
        """Ends the server."""
        self.server.communicate(timeout=LONGEST)

    def _ask(self, question: dict) -> int:
        print(json.dumps(question), file=self.server.stdin, flush=True)
        ready, _, _ = select.select([self.server.stdout], [], [], LONGEST + 30)
        assert ready, "the server hangs"
        return int(self.server.stdout.readline())


# -- the server ----------------------------------------------------------------------------------


def serve(folder: Path) -> None:
    """Answers each job with the number of its process, and each request to wait with its exit status."""
    import spacy  # noqa: F401 (once for all runs)
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # its thread would have the processes of a pool begin from nothing, and not see the fault
    sys.path.insert(0, str(SCRIPTS))
    from cable_ner.cli.app import command

    for name in ("convert", "tag", "audit", "export", "index", "evaluate"):
        command(name)
    _warm_up(folder)
    gc.collect()
    gc.freeze()  # (so that collections of a run do not copy the memory it shares with this process)
    print("ready", flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        print(_wait(job["wait"]) if "wait" in job else _fork(job, folder), flush=True)


def _warm_up(folder: Path) -> None:
    """Converts one cable, so that no run has to work out again what the label rules know."""
    from cable_ner.corpus import ConversionSettings, convert

    (folder / "warm.txt").write_text("SUBJECT: RAIN\n\n1. (U) It fell on [LOC Oslo  ] .\n", encoding="utf8")
    convert(
        [str(folder / "warm.txt")],
        folder / "warm",
        settings=ConversionSettings(rules=str(SCRIPTS.parent / "configs/silver.yml")),
    )


def _wait(process: int) -> int:
    end = time.monotonic() + LONGEST
    while True:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > end:
            os.killpg(process, signal.SIGKILL)
        time.sleep(0.005)


def _fork(job: dict, folder: Path) -> int:
    process = os.fork()
    if process:
        return process
    status = 70
    try:
        os.setsid()
        log = os.open(folder / f"{job['number']}.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for target in (1, 2):
            os.dup2(log, target)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        status = _run(job, folder)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _run(job: dict, folder: Path) -> int:
    # (a shell may have started the tests in the background, and with that, to ignore Ctrl-C)
    signal.signal(signal.SIGINT, signal.SIG_IGN if job.get("nohup") else signal.default_int_handler)
    os.environ.update(job.get("variables", {}))
    tempfile.tempdir = None  # (which has been looked for)
    if job.get("powerless"):
        give_up_powers()
    seen = _Hook(**job["fault"]) if "fault" in job else None
    sys.argv = [f"{job['name']}.py", *job["arguments"]]
    try:
        runpy.run_path(str(SCRIPTS / sys.argv[0]), run_name="__main__")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    finally:
        if seen:
            seen.action = "none"
            (folder / f"{job['number']}.changes").write_text(str(seen.count))
    return 0


class _Hook:
    """Sees every file that the process, and those that it forks, are about to open or change."""

    REMOVALS = ("os.remove", "os.rmdir", "shutil.rmtree")
    CHANGES = ("os.rename", "os.link", "os.mkdir", "os.truncate", *REMOVALS)

    def __init__(self, action: str, path: str, moment: int, who: str, reads: bool) -> None:
        self.action, self.path, self.moment, self.reads = action, path, moment, reads
        self.driver, self.is_of_driver = os.getpid(), who == "driver"
        self.count = 0
        sys.addaudithook(self._see)

    def _see(self, event: str, arguments: tuple) -> None:
        if event != "open" and event not in self.CHANGES or (os.getpid() == self.driver) != self.is_of_driver:
            return
        if self.path not in str(arguments[0]) or (event == "open") < self.reads:
            return
        if event == "open" and not self.reads:
            flags = arguments[2] if isinstance(arguments[2], int) else 0
            if not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                return
        self.count += 1
        if self.action == "full" and event in self.REMOVALS:  # (which a full disk lets one do)
            return
        if self.count == self.moment or (self.action == "full" and self.count > self.moment):
            self._act(str(arguments[0]))

    def _act(self, path: str) -> None:
        action = self.action
        if action == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif action == "interrupt":
            os.killpg(os.getpgrp(), signal.SIGINT)
        elif action == "terminate":
            os.kill(self.driver, signal.SIGTERM)
        elif action == "hang":
            os.killpg(os.getpgrp(), signal.SIGINT)
            time.sleep(LONGEST)
        elif action == "remove":
            os.unlink(path)
        elif action == "empty":
            os.truncate(path, 0)
        elif action == "full":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)


def give_up_powers() -> None:
    """Lets this process, if it is root's, read and write only what its owner may (Linux: capset(2))."""

    class Header(ctypes.Structure):
        _fields_ = [("version", ctypes.c_uint32), ("process", ctypes.c_int)]

    class Sets(ctypes.Structure):
        _fields_ = [(name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable")]

    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = Header(0x20080522, 0), (Sets * 2)()
    if libc.capget(ctypes.byref(header), sets):
        raise OSError(ctypes.get_errno(), "capget")
    for name in ("effective", "permitted"):
        setattr(sets[0], name, getattr(sets[0], name) & ~(1 << 1 | 1 << 2))  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    if libc.capset(ctypes.byref(header), sets):
        raise OSError(ctypes.get_errno(), "capset")


# -- what there is after a run -------------------------------------------------------------------


def spread(moments: int, total: int) -> Sequence[int]:
    """Returns so many of the numbers from 1 to `total`, spread evenly: the first and the last are among them."""
    if moments >= total:
        return range(1, total + 1)
    return sorted({1 + round(number * (total - 1) / (moments - 1)) for number in range(moments)})


def files(folder: Path) -> dict[str, bytes]:
    """Returns all files below a folder, hidden ones too, by name."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def outcome(folder: Path) -> dict[str, object]:
    """Returns what a run has left, but for how long it took and whether it was its first time."""
    found: dict[str, object] = dict(files(folder))
    for name in ("tag.json",):
        if name in found:
            report = json.loads(found[name])
            found[name] = {key: value for key, value in report.items() if key not in ("seconds", "cables_tagged_now")}
    return found


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
