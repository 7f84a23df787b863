"""`cable-ner teach`: which cables it reads, and what it says of missing ones. The teacher itself: tests/training/teacher."""

import sys
from pathlib import Path

import pytest

from cable_ner.cli import teach as teach_command
from cable_ner.training import Texts

TRAIN, DEV, TEST, OTHER = (Path(f"corpus/{name}.spacy") for name in ("train", "dev", "test", "other"))
REPORT = {"labels": [], "f1_on_dev": 0.5, "temperature": 1.0, "labelled": {"cables": 1, "tokens": 2, "missing": 0}}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], Texts([TRAIN], ["raw"], [DEV, TEST], "en")),
        (["--held-out", OTHER, "--lang", "de"], Texts([TRAIN], ["raw"], [DEV, OTHER], "de")),
        (["--transductive"], Texts([TRAIN], ["raw"], [], "en")),
    ],
    ids=["by default", "with other cables to score with", "transductive"],
)
def test_teach_reads_no_cable_to_score_with(options, expected, command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lessons = []
    monkeypatch.setattr(teach_command, "teach", lambda lesson, *_, **__: lessons.append(lesson) or REPORT)
    for path in (Path("raw"), TRAIN, DEV, TEST, OTHER):
        path.mkdir(parents=True)
    assert command("teach", "raw", "--train", TRAIN, "--dev", DEV, *options).exit_code == 0
    assert [lesson.texts for lesson in lessons] == [expected]


def test_teach_without_cables_to_learn_from(command, tmp_path):
    done = command("teach", tmp_path, "--train", tmp_path / "none.spacy")
    assert done.exit_code == 1
    assert "none.spacy: does not exist; convert annotated cables first, or give another path" in done.output


def test_teach_without_pytorch(command, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    for name in [name for name in sys.modules if name.startswith("cable_ner.training.teacher")]:
        monkeypatch.delitem(sys.modules, name)
    docs = tmp_path / "train.spacy"
    docs.write_bytes(b"")
    done = command("teach", tmp_path, "--train", docs, "--dev", docs, "--output", tmp_path / "out")
    assert done.exit_code == 1
    assert "an encoder needs PyTorch and transformers" in done.output
    assert "run pip install 'cable-ner[teacher]'" in done.output
