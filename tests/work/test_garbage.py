"""How often garbage is collected: seldom where work runs, and afterwards as before in the process that asked for it."""

import gc
import threading

import pytest

from cable_ner.corpus import convert
from cable_ner.tagging import tag
from cable_ner.work import Where, collect_rarely, engine_for
from cable_ner.work.engines import LOCAL, PROCESSES
from cable_ner.work.garbage import RARELY
from tests.helpers.tagging import NLP


def _how_often(_task):
    return gc.get_threshold(), gc.get_freeze_count()


def _start_in_vain():
    collect_rarely()
    raise ImportError("no such language")


@pytest.fixture(autouse=True)
def usual():
    """Gives what holds before a test, which is to hold after it, too."""
    before = _how_often(None)
    assert before[0] != RARELY
    yield before
    assert _how_often(None) == before


@pytest.mark.parametrize("engine", [LOCAL, PROCESSES])
def test_garbage_is_collected_rarely_where_work_runs(engine, usual):
    with engine_for(Where(engine, 2), collect_rarely) as running:
        assert {threshold for threshold, _ in running.map(_how_often, range(8))} == {RARELY}
    assert _how_often(None) == usual


def test_garbage_is_collected_rarely_in_processes_that_are_not_forked(usual):
    stop = threading.Event()
    bar = threading.Thread(target=stop.wait)
    bar.start()
    try:
        with engine_for(Where(PROCESSES, 2), collect_rarely) as running:
            assert running.pool._mp_context.get_start_method() == "spawn"
            assert {threshold for threshold, _ in running.map(_how_often, range(8))} == {RARELY}
    finally:
        stop.set()
        bar.join()
    assert _how_often(None) == usual


def test_garbage_is_collected_as_before_after_an_engine_that_cannot_start(usual):
    with pytest.raises(ImportError, match="no such language"), engine_for(Where(LOCAL), _start_in_vain):
        pass
    assert _how_often(None) == usual


def test_garbage_is_collected_as_before_after_a_conversion_and_tagging(raw, tmp_path, usual):
    seen = []

    def progress(items, _label, _total, /):
        seen.append(gc.get_threshold())
        return items

    convert([str(raw)], tmp_path / "out", where=Where(LOCAL), progress=progress)
    assert set(seen) == {RARELY}
    assert _how_often(None) == usual
    NLP.to_disk(tmp_path / "model")
    report = tag([str(raw / "c1.txt")], tmp_path / "tagged", model=str(tmp_path / "model"), where=Where(LOCAL))
    assert report["cables"] == 1
    assert _how_often(None) == usual
