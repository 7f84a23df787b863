"""Where the output of a cable goes."""

import os

import pytest

from cable_ner.tagging.output import OutputFolder, file_name, is_inside, shard_name, size_of
from cable_ner.tagging.settings import FORMATS


@pytest.mark.parametrize(
    ("cable", "names"),
    [
        ("a.txt", {"inline": "a.txt", "html": "a.txt.html", "jsonl": "a.txt.jsonl", "conll": "a.txt.conll"}),
        ("deep/B.HTM", {"inline": "deep/B.HTM", "html": "deep/B.HTM", "jsonl": "deep/B.HTM.jsonl"}),
    ],
)
def test_output_names_of_a_cables_own_file(cable, names):
    assert {format: file_name(cable, format) for format in names} == names
    assert [format for format in FORMATS if not file_name(cable, format)] == ["spacy", "csv"]


def test_output_names_of_shards_sort_by_batch():
    assert shard_name(12) == "cables.spacy/000012.spacy"
    assert sorted(map(shard_name, (2, 10, 1))) == list(map(shard_name, (1, 2, 10)))


def test_output_is_put_in_place_as_a_whole(tmp_path, monkeypatch):
    (tmp_path / "scratch").mkdir()
    output = OutputFolder(tmp_path / "out", tmp_path / "scratch")
    output.put("deep/a.txt", b"rain")
    assert (tmp_path / "out" / "deep" / "a.txt").read_bytes() == b"rain"

    def fail(_draft, _path):
        raise OSError("disk gone")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk gone"):
        output.put("deep/a.txt", b"snow")
    assert (tmp_path / "out" / "deep" / "a.txt").read_bytes() == b"rain"


def test_output_that_would_leave_its_folder(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "away").symlink_to(tmp_path)
    names = ("a.txt", "deep/../a.txt", "../a.txt", "deep/../../a.txt", str(tmp_path / "a.txt"), "away/a.txt")
    assert [is_inside(tmp_path / "out", name) for name in names] == [True, True, False, False, False, False]


def test_output_that_would_leave_its_folder_in_a_store():
    place = pytest.importorskip("upath").UPath("memory://bucket/out")
    assert [is_inside(place, name) for name in ("a.txt", "deep/a.txt", "../a.txt", "/a.txt")] == [True, True, False, False]


def test_output_size_of_what_is_there_and_of_what_is_not(tmp_path):
    (tmp_path / "a").write_bytes(b"rain")
    assert [size_of(tmp_path / name) for name in ("a", "none")] == [4, 0]
