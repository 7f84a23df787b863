"""Real runs of the commands that something befalls: killed, stopped, no space, no permission, files that are not there.

After each: nothing half written, nothing counted twice, and a rerun leaves what an undisturbed run does.
"""

import csv
import io
import os
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.helpers.faults import SCRIPTS, Commands, Fault, files, outcome, spread

pytestmark = pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="forks, and looks into /proc")
CABLES = 40  # three batches, the last one of eight
KINDS = ("convert", "inline", "csv", "spacy", "audit", "export")
TAGGING = ("inline", "csv", "spacy")
LEFT = 130  # exit status of a run that was stopped


def kinds(*some: str, of: Sequence[str] = KINDS) -> list[object]:
    """Returns the kinds of runs to try, of which those that are not among `some` are slow."""
    return [kind if kind in some else pytest.param(kind, marks=pytest.mark.slow) for kind in of]


class Case:
    """A command on its input, and what it leaves when nothing happens to it."""

    def __init__(self, kind: str, arguments: list[object], options: list[object]) -> None:
        self.name = "tag" if kind in TAGGING else kind
        self.kind, self.arguments, self.options = kind, arguments, options
        self.expected: dict[str, object] = {}
        self.changes: dict[int, int] = {}

    def of(self, output: Path, processes: int = 1, arguments: list[object] | None = None) -> list[object]:
        """Returns the arguments of the command with this output."""
        target = [output / "audit.json", "--docs", output / "train.spacy"] if self.kind == "audit" else [output]
        many = [] if self.kind == "export" else ["--processes", processes]
        return [self.name, *(arguments or self.arguments), *self.options, *many, "-o", *target]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("faults")


@pytest.fixture(scope="module")
def commands(folder: Path) -> Iterator[Commands]:
    """Gives commands that see a disk of a megabyte, where the system lets anybody mount one."""
    for name in ("disk", "logs"):
        (folder / name).mkdir()
    running = Commands(folder / "logs", folder / "disk" if shutil.which("unshare") else None)
    if not running.is_ready:
        running = Commands(folder / "logs")
    assert running.is_ready
    yield running
    running.close()


@pytest.fixture(scope="module")
def cases(folder: Path, commands: Commands, cable: Callable, tiny_model: Path) -> dict[str, Case]:
    """The commands, each run once without a fault."""
    raw = folder / "raw"
    raw.mkdir()
    for number in range(CABLES):
        (raw / f"c{number:02}.txt").write_text(cable(number), encoding="utf8")
    train = folder / "whole-convert" / "train.spacy"
    found = {
        "convert": Case("convert", [raw], []),
        "audit": Case("audit", [train], ["--no-audit"]),
        "export": Case("export", [train], ["--format", "jsonl"]),
    }
    found |= {format: Case(format, [raw], ["-m", tiny_model, "--format", format]) for format in TAGGING}
    for kind in KINDS:
        case, whole = found[kind], folder / f"whole-{kind}"
        count = Fault("none", whole)
        ended = commands.run(*case.of(whole), fault=count)
        assert ended.status == 0, ended.text
        case.expected, case.changes[1] = outcome(whole), ended.changes
        assert not any(part.startswith(".") for name in case.expected for part in name.split("/"))
    return found


@pytest.fixture
def disk(commands: Commands) -> Path:
    """Gives the small disk of the commands, as it is seen from here."""
    if not commands.disk:
        pytest.skip("this system lets nobody mount a disk of their own")
    return commands.root / commands.disk.relative_to("/")


def age(folder: Path) -> None:
    """Makes the drafts of a run that was killed two hours old."""
    for draft in folder.rglob(".writing-*"):
        os.utime(draft, (time.time() - 7200,) * 2)


def check_whole(case: Case, output: Path) -> None:
    """Checks that whatever is in place is whole: the same bytes as those of an undisturbed run."""
    for name, data in files(output).items():
        if any(part.startswith(".") for part in name.split("/")) or name.endswith((".unfinished", "tag.jsonl", "tag.json")):
            continue
        assert data == case.expected[name], name


def check_rerun(case: Case, output: Path, commands: Commands, processes: int = 1) -> None:
    """Checks that nothing is half written, and that the same command leaves what an undisturbed run does."""
    check_whole(case, output)
    age(output)
    ended = commands.run(*case.of(output, processes))
    assert ended.status == 0, ended.text
    assert outcome(output) == case.expected


def one_line(text: str) -> str:
    """Returns what a failed run has printed, which is one message (that may be wrapped) and no traceback."""
    plain = words(text)
    assert plain.startswith("✘"), plain
    assert (plain.count("✘"), plain.count("Traceback")) == (1, 0), plain
    return plain


def words(text: str) -> str:
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


# -- killed --------------------------------------------------------------------------------------


@pytest.mark.parametrize("moments", [3, pytest.param(400, marks=pytest.mark.slow)])
@pytest.mark.parametrize("kind", kinds("convert", "csv", "export"))
def test_faults_killed(cases, commands, tmp_path, kind, moments):
    case = cases[kind]
    assert case.changes[1] >= 4
    for moment in spread(moments, case.changes[1]):
        output = tmp_path / f"{moment}"
        ended = commands.run(*case.of(output), fault=Fault("kill", output, moment))
        assert ended.status == -signal.SIGKILL, ended.text
        check_rerun(case, output, commands)


@pytest.mark.parametrize("moments", [1, pytest.param(40, marks=pytest.mark.slow)])
@pytest.mark.parametrize("kind", kinds("convert", "spacy", of=["convert", *TAGGING]))
def test_faults_killed_with_processes(cases, commands, tmp_path, kind, moments):
    """Of the processes of a run that is killed, none keeps the lock, or writes anything into the folder of the next one."""
    case = cases[kind]
    ended = commands.run(*case.of(tmp_path / "whole", 2), fault=Fault("none", tmp_path / "whole"))
    assert outcome(tmp_path / "whole") == case.expected
    for moment in spread(moments + 2, ended.changes)[1:-1]:
        output = tmp_path / f"{moment}"
        ended = commands.run(*case.of(output, 2), fault=Fault("kill", output, moment))
        assert ended.status == -signal.SIGKILL, ended.text
        check_rerun(case, output, commands, 2)


@pytest.mark.parametrize("kind", kinds("convert", "inline", of=["convert", *TAGGING]))
def test_faults_worker_killed_while_it_reads(cases, commands, folder, tmp_path, kind):
    check_worker_killed(cases[kind], commands, tmp_path, Fault("kill", folder / "raw" / "c20.txt", who="worker", reads=True))


@pytest.mark.parametrize("moment", [1, *(pytest.param(moment, marks=pytest.mark.slow) for moment in (2, 3, 4, 8, 16))])
@pytest.mark.parametrize("kind", kinds("spacy", of=["convert", "inline", "spacy"]))
def test_faults_worker_killed_while_it_writes(cases, commands, tmp_path, kind, moment):
    if moment > {"convert": 2, "inline": 16, "spacy": 2}[kind]:
        pytest.skip("a process does not write so much")
    check_worker_killed(cases[kind], commands, tmp_path, Fault("kill", tmp_path / "out", moment, who="worker"))


def check_worker_killed(case: Case, commands: Commands, tmp_path: Path, fault: Fault) -> None:
    ended = commands.run(*case.of(tmp_path / "out", 2), fault=fault)
    assert ended.status == 1
    told = "a process ended in the middle of its work, perhaps for lack of memory; run the same command again, or give fewer"
    assert one_line(ended.text) == f"✘ {told} --processes"
    check_rerun(case, tmp_path / "out", commands, 2)


def test_faults_killed_while_it_copies_the_table(cases, commands, tmp_path):
    """A run with nothing left to do, killed in the middle of that, has not spoiled the table for the next one."""
    case, output = cases["csv"], tmp_path / "out"
    assert commands.run(*case.of(output)).status == 0
    (output / "mentions.csv.unfinished").write_bytes((output / "mentions.csv").read_bytes()[:100])
    check_rerun(case, output, commands)


# -- no space ------------------------------------------------------------------------------------


def fill(disk: Path, left: int) -> Path:
    """Fills a disk but for so many bytes, and returns the file to remove."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                pass
        except OSError:
            pass
        size = file.tell()
        file.truncate(max(size - left, 0) // 4096 * 4096)
    return ballast


@pytest.mark.parametrize("kind", kinds("convert", "inline", "audit"))
def test_faults_no_space(cases, commands, disk, folder, tmp_path, kind):
    case = cases[kind]
    output, seen = folder / "disk" / kind, disk / kind
    needed = sum(len(data) for data in files(folder / f"whole-{kind}").values())
    for left in (0, needed // 3):
        ballast = fill(disk, left)
        ended = commands.run(*case.of(output))
        assert ended.status == 1, ended.text
        told = one_line(ended.text)
        assert re.search(rf"{re.escape(str(folder / 'disk' / kind))}.*: no space left on its disk; free some and run", told)
        assert ".scratch-" not in told
        assert ("run the same command to resume" in told) == (kind in TAGGING)
        assert not list(seen.rglob(".*"))
        check_whole(case, seen)
        ballast.unlink()
    ended = commands.run(*case.of(output))
    assert ended.status == 0, ended.text
    assert outcome(seen) == case.expected
    shutil.rmtree(seen)


@pytest.mark.parametrize("moments", [1, pytest.param(400, marks=pytest.mark.slow)])
@pytest.mark.parametrize("kind", kinds("convert", "csv", "export"))
def test_faults_no_space_from_some_moment_on(cases, commands, tmp_path, kind, moments):
    case = cases[kind]
    for moment in spread(moments + 2, case.changes[1])[1:-1]:
        output = tmp_path / f"{moment}"
        ended = commands.run(*case.of(output), fault=Fault("full", output, moment))
        assert "Traceback" not in ended.text
        check_rerun(case, output, commands)


def test_faults_no_space_for_temporary_files(cases, commands, disk, folder, tmp_path):
    case = cases["convert"]
    ballast = fill(disk, 8192)
    ended = commands.run(*case.of(tmp_path / "out"), variables={"TMPDIR": str(folder / "disk")})
    ballast.unlink()
    assert ended.status == 1
    assert one_line(ended.text).endswith(
        f"{folder / 'disk'}: no space left for temporary files; free some or set TMPDIR to another disk, and run the same"
        " command again"
    )
    assert files(tmp_path / "out") == {}
    check_rerun(case, tmp_path / "out", commands)


# -- what cannot be read, or written -------------------------------------------------------------


def rows(output: Path) -> list[tuple[str, ...]]:
    return sorted(map(tuple, csv.reader(io.StringIO((output / "mentions.csv").read_text(encoding="utf8")))))


def unreadable(path: Path) -> Fault | None:
    path.chmod(0)
    return None


def failing(path: Path) -> Fault | None:
    path.rename(path.with_name(".kept"))
    path.symlink_to("/proc/self/mem")  # (reading the first byte of it fails with EIO)
    return None


def vanishing(path: Path) -> Fault | None:
    return Fault("remove", path, reads=True)


def emptied(path: Path) -> Fault | None:
    return Fault("empty", path, reads=True)


BROKEN = {
    unreadable: "cannot be read (Permission denied); check its permissions",
    failing: "cannot be read (Input/output error); check",
    vanishing: "cannot be read (No such file or directory); check",
    emptied: "is empty; remove it, or fetch it again",
}


@pytest.mark.parametrize("spoil", BROKEN, ids=lambda spoil: spoil.__name__)
@pytest.mark.parametrize("kind", kinds("convert", "csv", of=["convert", "inline", "csv"]))
def test_faults_one_file_cannot_be_read(cases, commands, cable, folder, tmp_path, kind, spoil):
    """It is named, and the others are done; once it can be read, the outcome is as if nothing had been."""
    case, raw, output = cases[kind], tmp_path / "raw", tmp_path / "out"
    shutil.copytree(folder / "raw", raw)
    spoilt = raw / "c07.txt"
    ended = commands.run(*case.of(output, arguments=[raw]), fault=spoil(spoilt), powerless=True)
    assert ended.status == 0, ended.text
    assert re.search(rf"c07\.txt(:\d+)?: {re.escape(BROKEN[spoil])}", ended.text), ended.text
    assert ended.text.count("c07.txt") == 1
    assert f"{CABLES - 1} cables" in ended.text
    if spoilt.is_symlink() or spoilt.exists():
        spoilt.unlink()
    spoilt.write_text(cable(7), encoding="utf8")
    ended = commands.run(*case.of(output, arguments=[raw]))
    assert ended.status == 0, ended.text
    if kind == "csv":  # (its rows come last)
        assert rows(output) == rows(folder / "whole-csv")
        return
    expected = {name: data for name, data in case.expected.items() if name != "tag.jsonl"}
    assert {name: data for name, data in outcome(output).items() if name != "tag.jsonl"} == expected


@pytest.mark.parametrize("kind", kinds("convert", "spacy", "audit"))
def test_faults_read_only_output(cases, commands, tmp_path, kind):
    case, output = cases[kind], tmp_path / "out"
    output.mkdir()
    (output / "mine.txt").write_text("mine")
    output.chmod(0o555)
    ended = commands.run(*case.of(output), powerless=True)
    output.chmod(0o755)
    assert ended.status == 1
    told = one_line(ended.text)
    assert "permission denied; change its permissions, or give another path" in told
    assert str(output) in told
    assert ".scratch-" not in told
    assert files(output) == {"mine.txt": b"mine"}
    (output / "mine.txt").unlink()
    check_rerun(case, output, commands)


@pytest.mark.parametrize("kind", ["convert", "inline", "audit"])
def test_faults_read_only_input(cases, commands, folder, tmp_path, kind):
    case, copy = cases[kind], tmp_path / "in"
    source = case.arguments[0]
    shutil.copytree(source, copy / source.name) if source.is_dir() else shutil.copytree(source.parent, copy)
    for path in sorted(copy.rglob("*"), reverse=True):
        path.chmod(0o555 if path.is_dir() else 0o444)
    copy.chmod(0o555)
    ended = commands.run(*case.of(tmp_path / "out", arguments=[copy / source.name]), powerless=True)
    assert ended.status == 0, ended.text
    found, expected = outcome(tmp_path / "out"), dict(case.expected)
    # The journal of `tag` also says from which inputs a cable came, and the copies lie elsewhere.
    rows = [pages.pop("tag.jsonl", b"") for pages in (found, expected)]
    assert found == expected
    assert len({re.sub(rb'"inputs":"[0-9a-f]+"', b"", journal) for journal in rows}) == 1
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o755)


# -- stopped -------------------------------------------------------------------------------------


def told_done(text: str) -> int:
    found = re.search(r"stopped; (\d+) cables are done; run the same command to resume", words(text))
    assert found, text
    return int(found[1])


@pytest.mark.parametrize(
    ("kind", "processes", "signal_"),
    [
        ("convert", 1, "interrupt"),
        ("convert", 2, "terminate"),
        ("inline", 1, "terminate"),
        ("inline", 2, "interrupt"),
        ("csv", 1, "interrupt"),
        ("spacy", 2, "interrupt"),
    ],
)
def test_faults_stopped(cases, commands, folder, tmp_path, kind, processes, signal_):
    """The batch in hand (the second one, with two processes perhaps the third) is finished, and no more."""
    case, output = cases[kind], tmp_path / "out"
    fault = Fault(signal_, folder / "raw" / "c20.txt", who="worker" if processes == 2 else "driver", reads=True)
    ended = commands.run(*case.of(output, processes), fault=fault)
    assert ended.status == LEFT, ended.text
    assert "Traceback" not in ended.text
    if kind == "convert":
        assert f"stopped; nothing in {output} was changed; run the same command again" in words(ended.text)
        assert files(output) == {}
    else:
        done = told_done(ended.text)
        assert done == 32 or (processes, done) == (2, CABLES)
        assert not list(output.glob(".*"))
        if kind == "inline":
            assert len([name for name in files(output) if name.endswith(".txt")]) == done
    check_rerun(case, output, commands, processes)


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("kind", ["inline", "convert"])
def test_faults_second_signal_stops_at_once(cases, commands, tmp_path, kind, processes):
    case, output = cases[kind], tmp_path / "out"
    # (in the middle of a task)
    fault = Fault("hang", output, 2 if processes == 2 else 9 if kind == "inline" else 7)
    fault.who = "worker" if processes == 2 else "driver"
    process = commands.start(*case.of(output, processes), fault=fault)
    log = commands.folder / f"{commands.count}.log"
    wait_for(lambda: log.exists() and "press Ctrl-C again to stop at once" in log.read_text(encoding="utf8"))
    os.kill(process, signal.SIGINT)
    ended = commands.wait(process)
    assert ended.status == LEFT, ended.text
    assert ended.seconds < 20
    assert "Traceback" not in ended.text
    assert not list(output.glob(".*"))
    check_rerun(case, output, commands)


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_faults_stopped_while_it_waits_for_input(cases, commands, tmp_path):
    case, pipe, output = cases["inline"], tmp_path / "pipe", tmp_path / "out"
    os.mkfifo(pipe)
    process = commands.start(*case.of(output, 2, arguments=[pipe]))
    with pipe.open("wb"):
        wait_for(lambda: (output / "tag.jsonl").exists())
        time.sleep(0.2)
        os.kill(process, signal.SIGINT)
        ended = commands.wait(process)
    assert ended.status == LEFT
    assert told_done(ended.text) == 0


def test_faults_nohup_is_left_to_run(cases, commands, tmp_path):
    case, output = cases["inline"], tmp_path / "out"
    ended = commands.run(*case.of(output, 2), fault=Fault("interrupt", output, 4), nohup=True)
    assert ended.status == 0, ended.text
    assert outcome(output) == case.expected


def test_faults_stopped_as_from_a_terminal(cases, folder, tmp_path, python, environment, tiny_model):
    """No fork of a server: the command itself, with two processes, all of which get the Ctrl-C."""
    case, output = cases["inline"], tmp_path / "out"
    many = tmp_path / "many"
    for number in range(10):
        shutil.copytree(folder / "raw", many / f"{number}")
    command = [python, SCRIPTS / "tag.py", many, "-o", output, "-m", tiny_model, "--processes", "2"]
    start = "import os, sys, signal as s; s.signal(s.SIGINT, s.default_int_handler); os.execv(sys.argv[1], sys.argv[1:])"
    with subprocess.Popen(
        [python, "-c", start, *command], env=environment, start_new_session=True, text=True, stderr=subprocess.STDOUT,
        stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        journal = output / "tag.jsonl"
        wait_for(lambda: journal.exists() and journal.read_bytes().count(b"\n") > 32)
        os.killpg(process.pid, signal.SIGINT)
        text, _ = process.communicate(timeout=30)
    assert process.returncode == LEFT, text
    assert "Traceback" not in text
    done = told_done(text)
    names = [name for name in files(output) if name.endswith(".txt")]
    assert 32 <= done == len(names) < 400
    assert all(data == case.expected[name.split("/")[1]] for name, data in files(output).items() if name in names)


# -- two at once ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["convert", "inline"])
def test_faults_two_runs_in_one_folder(cases, commands, cable, tmp_path, kind):
    case, output, pipe = cases[kind], tmp_path / "out", tmp_path / "c00.txt"
    os.mkfifo(pipe)
    first, number = commands.start(*case.of(output, 2, arguments=[pipe])), commands.count + 0
    wait_for(lambda: bool(list(output.glob(".scratch-*"))))
    second = commands.run(*case.of(output))
    assert second.status == 1
    assert f"{output}: process {first} on " in one_line(second.text)
    assert "; wait for it to finish, or give another folder" in one_line(second.text)
    pipe.write_text(cable(0), encoding="utf8")
    ended = commands.wait(first, number)
    assert ended.status == 0, ended.text
    if kind == "inline":
        assert files(output)["c00.txt"] == case.expected["c00.txt"]
        assert Counter(name.split(".")[-1] for name in files(output)) == {"txt": 1, "json": 1, "jsonl": 1}


# -- a light look at the others ------------------------------------------------------------------


@pytest.mark.parametrize("name", ["entities", "evaluate"])
def test_faults_others_leave_everything_or_nothing(cases, commands, folder, tmp_path, tiny_model, name):
    source = folder / "whole-csv" / "mentions.csv" if name == "entities" else folder / "whole-convert" / "train.spacy"
    output = tmp_path / "out"
    arguments = [source, "-o", output] if name == "entities" else [tiny_model, source, "-o", output]
    full = commands.run(name, *arguments, fault=Fault("full", output, 4))
    assert full.status == 1
    assert "no space left on its disk; free some and run the same command again" in one_line(full.text)
    assert files(output) == {}
    output.chmod(0o555)
    locked = commands.run(name, *arguments, powerless=True)
    output.chmod(0o755)
    assert locked.status == 1
    assert "permission denied" in one_line(locked.text)
    assert commands.run(name, *arguments, fault=Fault("kill", output, 7)).status == -signal.SIGKILL
    assert not [path for path in output.iterdir() if not path.name.startswith(".")]
    ended = commands.run(name, *arguments)
    assert ended.status == 0, ended.text
    assert not list(output.glob(".*"))
    assert (output / ("entities.json" if name == "entities" else "metrics.json")).exists()
