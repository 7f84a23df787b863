"""What a wheel carries of the project."""

import sys
from pathlib import Path

from cable_ner.retraining import packaging

ROOT = Path(__file__).parents[2]


def test_packaging_finds_the_licence_beside_metadata_in_which_its_place_is_wrong(tmp_path, monkeypatch):
    metadata = tmp_path / "cable_ner.egg-info"
    metadata.mkdir()
    (metadata / "PKG-INFO").write_text("Metadata-Version: 2.4\nName: cable-ner\nVersion: 0.1.0\n", encoding="utf8")
    (metadata / "SOURCES.txt").write_text("LICENSE\npyproject.toml\n", encoding="utf8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert packaging._license() == (ROOT / "LICENSE").read_text(encoding="utf8")


def test_packaging_carries_no_promise_of_another_model():
    made = {"promise": {"model": "abc", "points": []}}
    assert packaging.promise_of_model(made, "abc") == made
    assert packaging.promise_of_model(made, "other") == {}
    assert packaging.promise_of_model({"promise": None}, "abc") == {}
