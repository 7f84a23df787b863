"""`cable-ner teach`: what it says where something is not there. The teacher itself: tests/training/teacher."""

import sys


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
    assert "a teacher needs PyTorch and transformers" in done.output
    assert "run pip install 'cable-ner[teacher]'" in done.output
