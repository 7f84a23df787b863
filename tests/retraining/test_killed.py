"""Runs that are killed wherever they are."""

import multiprocessing
import os
import shutil
import signal
import sys
from pathlib import Path

import pytest

from cable_ner.model import load_model
from cable_ner.retraining.lineage import Decision, read_lineage
from cable_ner.retraining.session import Status
from cable_ner.retraining.store import current
from tests.helpers.retraining import hidden, run

FORK = multiprocessing.get_context("fork") if "fork" in multiprocessing.get_all_start_methods() else None


def _run_until(project: Path, model: Path, moment: int) -> None:
    """Retrains, and kills itself before the `moment`th change to the project's files (0: never; says how many)."""
    changes = 0

    def hook(event: str, arguments: tuple) -> None:
        nonlocal changes
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if not writes and event not in ("os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"):
            return
        if str(project) in str(arguments[0]):
            changes += 1
            if changes == moment:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    run(project, model)
    (project.parent / f"{project.name}.changes").write_text(str(changes))


def _in_a_process(project: Path, model: Path, moment: int) -> int | None:
    process = FORK.Process(target=_run_until, args=(project, model, moment))
    process.start()
    process.join()
    return process.exitcode


def mentions(model: Path) -> list[tuple[str, str]]:
    text = "Mayor Ann Lee3 of Milltown spoke about harvest number 3."
    return [(ent.text, ent.label_) for ent in load_model(str(model))(text).ents]


@pytest.mark.skipif(FORK is None, reason="no fork here")
@pytest.mark.parametrize("moments", [1, pytest.param(40, marks=pytest.mark.slow)])
@pytest.mark.parametrize("kind", ["same", pytest.param("worse", marks=pytest.mark.slow)])
def test_retrain_killed_at_any_moment(project, models_of, moments, kind, tmp_path_factory):
    folder = tmp_path_factory.mktemp("killed")
    whole = Path(shutil.copytree(project, folder / "whole"))
    assert _in_a_process(whole, models_of[kind], 0) == 0
    changes = int((folder / "whole.changes").read_text())
    assert changes > 50
    expected = read_lineage(whole / "training")[-1]
    before = mentions(project / "training" / "model-best")
    for number in range(moments):
        moment = 1 + round((number + 0.5) * (changes - 1) / moments)
        killed = Path(shutil.copytree(project, folder / f"{moment}"))
        assert _in_a_process(killed, models_of[kind], moment) == -signal.SIGKILL, moment
        assert mentions(killed / "training" / "model-best") == before, moment
        outcome = run(killed, models_of[kind])
        assert outcome.status in (Status.NOTHING, expected["decision"]), moment
        rows = read_lineage(killed / "training")
        assert [row["decision"] for row in rows] == [Decision.FIRST, expected["decision"]], moment
        assert rows[-1]["data"] == expected["data"], moment
        assert hidden(killed) == [], moment
        assert mentions(killed / "training" / "model-best") == before, moment
        if kind == "same":
            assert current(killed / "training") == rows[-1]["id"], moment
            assert (killed / "training" / "report.html").exists(), moment
        shutil.rmtree(killed)
