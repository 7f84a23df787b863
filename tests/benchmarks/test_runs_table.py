"""The table of the training benchmark, and its file."""

from pathlib import Path

import pytest

from benchmarks.rows import TrainPlan
from benchmarks.runs_table import read_runs, summary, write_report
from cable_ner.training import DOCUMENT_WIDE, Job, Recipe


def run_of(row, seed, f1, *, wide=None, plain=None, key="k"):
    ways = {"": {"f1": f1, "f1_capitals": f1 / 2, "words_per_second": 1000.0 * (seed + 1)}}
    if plain:
        ways[""]["words_per_second_plain"] = plain
    if wide:
        ways[DOCUMENT_WIDE] = {"f1": wide, "f1_capitals": wide / 2, "words_per_second": 500.0}
    minutes = {"cpu_minutes": 1.0 + seed, "minutes": 2.0, "megabytes": 3.25}
    return {"row": row, "seed": seed, "key": key, **minutes, "ways": ways, "off_boundaries": [0, 0]}


def test_runs_table_summary(tmp_path):
    one, other = Recipe("one"), Recipe("other", "config", Path("code.py"), wide=True)
    jobs = [Job(recipe, seed, "k") for recipe in (one, other) for seed in (0, 1)]
    planned = TrainPlan([one, other], [], jobs, 0, ["first"])
    runs = [
        run_of("one", 0, 80.0),
        run_of("one", 1, 82.0),
        run_of("one", 1, 10.0, key="of another configuration"),
        run_of("other", 0, 84.0, wide=86.0, plain=600.0),
        {"row": "other", "seed": 1, "key": "k", "failed": "out of memory"},
    ]
    rows, notes, failed = summary(planned, runs)
    assert rows == [
        ("one", "81.0 ±1.4", "40.5 ±0.7", "1.5", "2.0", "1,500", "3.2"),
        ("other", "84.0", "42.0", "1.0", "2.0", "1,000", "3.2"),
        ("other, document-wide", "86.0", "43.0", "1.0", "2.0", "500", "3.2"),
    ]
    assert notes == [
        "first",
        "other: 1 of 2 runs failed",
        "other: 1,000 words/s with our matrix products, 600 with spaCy's",
    ]
    assert failed == 1
    write_report(tmp_path / "new" / "report.json", planned, runs)
    assert read_runs(tmp_path / "new" / "report.json") == runs


def test_runs_table_summary_of_rows_without_runs():
    recipe = Recipe("one", wide=True)
    rows, notes, failed = summary(TrainPlan([recipe], [], [Job(recipe, 0, "k")], 0, []), [])
    assert rows == [("one", *[""] * 6), ("one, document-wide", *[""] * 6)]
    assert (notes, failed) == ([], 0)


def test_runs_table_runs_of_a_file_that_is_no_report(tmp_path):
    assert read_runs(tmp_path / "none.json") == []
    (tmp_path / "a.json").write_text("[1]")
    with pytest.raises(ValueError, match="is not a report of runs"):
        read_runs(tmp_path / "a.json")
