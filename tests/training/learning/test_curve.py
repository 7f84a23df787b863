"""The points of a learning curve, and its files."""

from pathlib import Path

import pytest

from cable_ner.training import DOCUMENT_WIDE
from cable_ner.training.learning import COLUMNS, curve_of, left, prepare, read_results, result_of, rows_of, write

CONFIGS = Path(__file__).parents[3] / "configs"


def results_of(plan, scores):
    """Returns results of the runs: `scores` are in points, None where a run is not done."""
    return [
        result_of(run, {"row": run.job.recipe.row, "seed": run.job.seed, "key": run.job.key, "ways": {"": {"f1": score}}})
        for run, score in zip(plan.runs, scores)
        if score is not None
    ]


def test_curve_of_runs(files, tmp_path):
    plan = prepare(**files, shares=[0.25, 0.5, 1.0], seeds=2)
    results = results_of(plan, [50.0, 60.0, 80.0, 54.0, None, 70.0])
    assert [run.job.seed for run in left(plan, results)] == [1]
    stale = {**results[0], "key": "of other data"}
    curve = curve_of(plan, [stale, *results[::-1]])
    tokens = plan.runs[2].tokens
    assert curve["points"][2] == {
        "share": 1.0, "cables": 8, "tokens": tokens, "mentions": 16, "seeds": [0, 1], "f": [0.8, 0.7], "mean": 0.75,
        "sd": pytest.approx(0.0707107),
    }  # fmt: skip
    assert [point["f"] for point in curve["points"]] == [[0.5, 0.54], [0.6], [0.8, 0.7]]
    assert curve["points"][1]["sd"] is None
    assert (curve["seeds"], curve["steps"], curve["measured_against"]) == ([0, 1], 70, "gold")
    assert len(curve["runs"]) == 6
    assert rows_of(curve)[0] == ("0.25", 2, 28, 4, 2, "0.5200", "0.0283", "0.5000", "0.5400")

    write(curve, tmp_path / "new" / "out")
    path = tmp_path / "new" / "out" / "learning_curve.json"
    assert sorted(file.suffix for file in path.parent.iterdir()) == [".csv", ".json", ".png", ".svg"]
    assert read_results(path) == curve["runs"]
    assert left(plan, read_results(path)) == left(plan, results)
    assert path.with_suffix(".csv").read_text().splitlines()[1] == "0.25,2,28,4,2,0.5200,0.0283,0.5000,0.5400"
    before = path.read_bytes()
    write(curve_of(plan, read_results(path)), path.parent)
    assert path.read_bytes() == before

    write(curve_of(plan, []), path.parent)
    assert sorted(file.suffix for file in path.parent.iterdir()) == [".csv", ".json"]
    assert path.with_suffix(".csv").read_text() == ",".join(COLUMNS) + "\n"


def test_curve_a_score_is_that_after_the_decision_for_whole_cables(files):
    run = prepare(**{**files, "config": CONFIGS / "ner_cpu.cfg"}, shares=[1.0], seeds=1).runs[0]
    measured = {"row": "1", "seed": 0, "key": "k", "ways": {"": {"f1": 50.0}, DOCUMENT_WIDE: {"f1": 62.5}}, "minutes": 3}
    counts = {"cables": 8, "tokens": run.tokens, "mentions": 16}
    assert result_of(run, measured) == {"row": "1", "seed": 0, "key": "k", "share": 1.0, **counts, "f": 0.625}
