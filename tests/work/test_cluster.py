"""The work on a Ray cluster, whose nodes are processes of this machine as `ray start` starts them."""

import gc
import importlib.util
import itertools
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
import srsly

from tests.helpers import no_network

if importlib.util.find_spec("ray") is None:  # (to import it would settle how it is reached)
    pytest.skip("needs Ray", allow_module_level=True)

from benchmarks.ray_cluster import BUSY, RayCluster, ray_workers
from cable_ner.corpus import ConversionSettings, convert, writing
from cable_ner.tagging import TagSettings, tag
from cable_ner.work import cluster as cluster_module
from cable_ner.work.cluster import RayEngine
from cable_ner.work.engines import RAY, Where, engine_for
from cable_ner.work.garbage import RARELY, collect_rarely
from cable_ner.work.stopping import STOPPED

ROOT = Path(__file__).parents[2]
SHIPPED = str(ROOT / "configs" / "silver.yml")

_given: dict[str, int] = {}


def _start(number: int) -> None:
    _given["number"] = number


def _times(task: int) -> int:
    return task * _given["number"]


def _slow(task: int) -> tuple[int, int]:
    time.sleep(0.05)
    return _times(task), os.getpid()


def _how_often(_task: int) -> tuple[int, int, int]:
    return gc.get_threshold()


def _divided(task: int) -> float:
    return 12 / task


def _deadly(task: tuple[str, int]) -> int:
    """Kills its process, the first time it is given 7; if there is no file to note that in, each time."""
    note, number = task
    if number == 7 and not (note and os.path.exists(note)):
        if note:
            Path(note).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def _deadly_shard(shard: writing.Shard) -> list:
    """Writes half of a DocBin file and kills its process, the first time."""
    note = shard.path.parents[1] / "note"
    if shard.path.name == "dev.spacy" and not note.exists():
        note.touch()
        shard.path.write_bytes(b"half")
        os.kill(os.getpid(), signal.SIGKILL)
    return writing.write_shard(shard)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    guard = no_network.guard(tmp_path_factory.mktemp("guard"))
    # (so that nodes find this module's functions, and none of their processes talks to a network)
    paths = [str(Path(__file__).parent), guard["PYTHONPATH"], *filter(None, [os.environ.get("PYTHONPATH")])]
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYTHONPATH", os.pathsep.join(paths))
        patched.setenv(no_network.LOG, guard[no_network.LOG])
        with RayCluster(2) as running:
            yield running
    assert no_network.told(guard) == ""


@pytest.fixture
def where(cluster) -> Where:
    return Where(RAY, 2, cluster.address)


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    if "tag.json" in found:
        found["tag.json"] = re.sub(rb'"seconds":[^,}]*', b"", found["tag.json"])
    return found


@pytest.mark.slow
def test_cluster_gives_results_in_order_and_prepares_each_worker_once(where):
    with engine_for(where, _start, (3,)) as engine:
        results = list(engine.map(_slow, range(40)))
        assert [number for number, _ in results] == [3 * task for task in range(40)]
        assert os.getpid() not in {process for _, process in results}
        assert list(engine.map(_times, [])) == []
        assert list(engine.map(_times, [5])) == [15]
    assert _given["number"] == 3  # in this process, too


@pytest.mark.slow
def test_cluster_collects_garbage_rarely_in_its_workers(where):
    before = gc.get_threshold()
    with engine_for(where, collect_rarely) as engine:
        assert set(engine.map(_how_often, range(8))) == {RARELY}
    assert gc.get_threshold() == before


@pytest.mark.slow
def test_cluster_reads_no_more_tasks_ahead_than_memory_holds(where):
    taken = itertools.count()
    tasks = (next(taken) for _ in range(500))
    with engine_for(where, _start, (1,)) as engine:
        results = engine.map(_times, tasks)
        assert next(results) == 0
        assert next(taken) <= 2 * cluster_module._WAITING + 1


@pytest.mark.slow
def test_cluster_raises_what_a_task_raised_when_its_turn_comes(where):
    with engine_for(where, _start, (1,)) as engine:
        results = engine.map(_divided, [4, 3, 0, 2])
        assert [next(results), next(results)] == [3, 4]
        with pytest.raises(ZeroDivisionError, match="^division by zero$"):
            next(results)


@pytest.mark.slow
def test_cluster_does_again_what_a_dead_worker_did(where, tmp_path):
    note = str(tmp_path / "note")
    with engine_for(where, _start, (1,)) as engine:
        assert list(engine.map(_deadly, [(note, number) for number in range(30)])) == list(range(30))
    assert os.path.exists(note)


@pytest.mark.slow
def test_cluster_gives_up_on_a_task_that_ends_every_worker(where):
    with engine_for(where, _start, (1,)) as engine, pytest.raises(OSError, match="3 workers .* died on the same cables"):
        list(engine.map(_deadly, [("", number) for number in range(30)]))


def test_cluster_converts_to_the_same_bytes_also_if_a_worker_dies_in_the_middle(where, raw, tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "SHARD_CHARACTERS", 1500)
    settings = ConversionSettings(rules=SHIPPED)
    convert([str(raw)], tmp_path / "alone", settings=settings)
    convert([str(raw)], tmp_path / "ray", settings=settings, where=where)
    assert contents(tmp_path / "ray") == contents(tmp_path / "alone")
    monkeypatch.setattr(writing, "write_shard", _deadly_shard)
    (tmp_path / "killed").mkdir()
    convert([str(raw)], tmp_path / "killed", settings=settings, where=where)
    (tmp_path / "killed" / "note").unlink()
    assert contents(tmp_path / "killed") == contents(tmp_path / "alone")


@pytest.mark.slow
@pytest.mark.parametrize("format", ["inline", "csv", "spacy"])
def test_cluster_tags_to_the_same_bytes(where, raw, tiny_model, tmp_path, format):
    settings = TagSettings(format)
    tag([str(raw)], tmp_path / "alone", model=str(tiny_model), settings=settings)
    tag([str(raw)], tmp_path / "ray", model=str(tiny_model), settings=settings, where=where)
    assert contents(tmp_path / "ray") == contents(tmp_path / "alone")


@pytest.mark.slow
def test_cluster_has_the_same_second_opinions(cluster, python, environment, raw, tmp_path):
    convert([str(raw)], tmp_path)
    audit = [python, str(ROOT / "scripts" / "audit.py"), str(tmp_path / "train.spacy"), "-o"]
    ray = ["--engine", "ray", "--processes", "2", "--address", cluster.address]
    environment |= {name: os.environ[name] for name in ("RAY_AUTH_MODE", "RAY_AUTH_TOKEN")}
    for name, options in {"alone": [], "ray": ray}.items():
        (tmp_path / name).mkdir()
        command = [*audit, str(tmp_path / name / "audit.json"), "--least-tokens", "0", *options]
        subprocess.run(command, env=environment, check=True, capture_output=True, timeout=120)
    assert sorted(contents(tmp_path / "ray")) == [".opinions.npz", "audit.json"]
    assert contents(tmp_path / "ray") == contents(tmp_path / "alone")


@pytest.mark.slow
def test_cluster_goes_on_without_a_node_that_is_killed(cluster, raw, tmp_path, monkeypatch):
    """The third node dies when the first files are there: the others write the rest."""
    monkeypatch.setattr(writing, "SHARD_CHARACTERS", 500)
    convert([str(raw)], tmp_path / "alone")
    cluster.add_node()
    killed = []

    def progress(items, label, total):
        for number, item in enumerate(items):
            yield item
            if (label, number) == ("Writing", 3):
                killed.append(cluster.kill_node(2))

    convert([str(raw)], tmp_path / "ray", where=Where(RAY, 3, cluster.address), progress=progress)
    assert len(killed) == 1
    assert contents(tmp_path / "ray") == contents(tmp_path / "alone")
    del cluster.nodes[2]


def _command(python: str, environment: dict[str, str], *arguments: object, script: str = "convert") -> subprocess.Popen:
    command = [python, str(ROOT / "scripts" / f"{script}.py"), *map(str, arguments), "--engine", "ray", "--processes", "2"]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )


@pytest.mark.slow
def test_cluster_of_its_own_is_started_and_stopped_by_the_command(python, environment, raw, tmp_path):
    convert([str(raw)], tmp_path / "alone", settings=ConversionSettings(rules=SHIPPED))
    before = set(ray_workers())
    running = _command(python, {**environment, "HOME": str(tmp_path)}, raw, "-o", tmp_path / "ray")
    told = running.communicate(timeout=120)[0]
    assert (running.returncode, "24 cables in" in told) == (0, True), told
    assert contents(tmp_path / "ray") == contents(tmp_path / "alone")
    assert not (tmp_path / ".ray").exists()  # no token for all to read
    assert not set(ray_workers()) - before


def _busy_workers() -> set[int]:
    return {number for number, name in ray_workers().items() if name.startswith(BUSY)}


@pytest.mark.slow
def test_cluster_ctrl_c_stops_the_command_and_leaves_nothing(python, environment, write_cables, tmp_path):
    raw = write_cables(tmp_path / "raw", range(3000))
    before = set(ray_workers())
    running = _command(python, environment, raw, "-o", tmp_path / "out")
    end = time.monotonic() + 60
    while not _busy_workers() - before and time.monotonic() < end and running.poll() is None:
        time.sleep(0.05)
    time.sleep(0.5)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does
    told = running.communicate(timeout=60)[0]
    assert (running.returncode, "nothing in" in told) == (130, True), told
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("signal_", [signal.SIGKILL, signal.SIGINT])
def test_cluster_driver_that_is_killed_or_stopped_leaves_what_can_be_gone_on_with(
    cluster, python, environment, tiny_model, tmp_path, write_cables, signal_
):
    raw = write_cables(tmp_path / "raw", range(800))
    environment |= {name: os.environ[name] for name in ("RAY_AUTH_MODE", "RAY_AUTH_TOKEN")}
    arguments = [raw, "-m", tiny_model, "-o", tmp_path / "out", "--address", cluster.address]
    running = _command(python, environment, *arguments, script="tag")
    journal, end = tmp_path / "out" / "tag.jsonl", time.monotonic() + 60
    while time.monotonic() < end and not (journal.exists() and journal.read_bytes().count(b"\n") > 40):
        time.sleep(0.02)
    running.send_signal(signal_)
    told = running.communicate(timeout=60)[0]
    assert running.returncode == (STOPPED if signal_ == signal.SIGINT else -signal_), told
    assert "Traceback" not in told
    assert 40 < journal.read_bytes().count(b"\n") < 800
    if signal_ == signal.SIGINT:  # what the workers had in hand was finished and noted
        written = {path.name for path in (tmp_path / "out").glob("*.txt")}
        assert written == {row["cable"].split("/")[-1] for row in srsly.read_jsonl(journal) if "cable" in row}
    assert not (tmp_path / "out" / "tag.json").exists()
    running = _command(python, environment, *arguments, script="tag")
    told = " ".join(running.communicate(timeout=60)[0].split())
    assert re.search(r"800 cables, [\d,]+ tokens \(\d+ of the cables in earlier runs\)", told), told
    tag([str(raw)], tmp_path / "alone", model=str(tiny_model))
    expected, found = contents(tmp_path / "alone"), contents(tmp_path / "out")
    for folder in (expected, found):  # (batches have other numbers)
        folder.pop("tag.json"), folder.pop("tag.jsonl")
    assert found == expected


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--address", "10.0.0.1:6379"], "--address 10.0.0.1:6379 is for a Ray cluster; also give --engine ray"),
    ],
)
def test_cluster_refuses_what_makes_no_sense(command, raw, tmp_path, options, message):
    result = command("convert", raw, "-o", tmp_path / "out", *options)
    assert result.exit_code == 1
    assert message in " ".join(result.output.split())


def test_cluster_says_how_to_install_ray(monkeypatch):
    monkeypatch.setattr(cluster_module.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ValueError, match=r"Ray is not installed; .* pip install '\.\[ray\]'"):
        RayEngine(1, _start, (1,))


def test_cluster_says_that_there_is_none(python, environment, raw, tmp_path):
    running = _command(python, environment, raw, "-o", tmp_path / "out", "--address", "127.0.0.2:1")
    told = running.communicate(timeout=120)[0]
    assert running.returncode == 1
    assert "--engine ray: no Ray cluster at 127.0.0.2:1" in " ".join(told.split())


@pytest.mark.slow
def test_cluster_keeps_its_hands_off_signals(where):
    before = signal.getsignal(signal.SIGTERM)
    with engine_for(where, _start, (1,)):
        assert signal.getsignal(signal.SIGTERM) is before
