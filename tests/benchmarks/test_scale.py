"""`python -m benchmarks scale`: the same bytes wherever the work runs."""

import importlib.util
import subprocess
from pathlib import Path

import pytest
import srsly


@pytest.mark.slow
def test_scale_is_the_same_everywhere(python, environment, raw, tiny_model, tmp_path):
    pytest.importorskip("psutil")
    if importlib.util.find_spec("ray") is None:  # (to import it would settle how it is reached)
        pytest.skip("needs Ray")
    options = ["--model", tiny_model, "--cables", "60", "-o", tmp_path / "out.json"]
    command = [str(part) for part in (python, "-m", "benchmarks", "scale", raw, *options)]
    root = Path(__file__).parents[2]
    subprocess.run(command, env=environment, cwd=root, check=True, capture_output=True, timeout=300)
    rows = srsly.read_json(tmp_path / "out.json")
    assert [row[""] for row in rows] == ["convert"] * 4 + ["tag"] * 4
    assert {row["same bytes"] for row in rows} == {"yes"}
    assert all(float(row["cables per second"]) > 0 and float(row["driver, MB"]) > 50 for row in rows)
