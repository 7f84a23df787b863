"""`cable-ner bench`: the benchmarks of a checkout."""

import importlib
from pathlib import Path

import pytest


def test_bench_lists_the_benchmarks_of_the_checkout(command):
    result = command("bench", "--help")
    assert result.exit_code == 0
    for name in ("convert", "labels", "scale", "tag", "train"):
        assert f" {name} " in result.output


def test_bench_says_what_to_do_where_there_are_no_benchmarks(script, monkeypatch, capsys):
    bench = script("bench")
    monkeypatch.setattr(Path, "is_dir", lambda _path: False)
    with pytest.raises(SystemExit, match="1"):
        importlib.reload(bench)
    assert "the benchmarks are not installed; run this in a checkout" in capsys.readouterr().out
