"""Each benchmark says beforehand how long it takes, and shows how far it is."""

import inspect
import re
import sys
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from benchmarks import pacing
from benchmarks.app import BENCHMARKS, app
from benchmarks.pacing import LONGEST, Benchmark, duration, paced


@pytest.mark.parametrize("name", BENCHMARKS)
def test_pacing_no_benchmark_takes_longer_than_four_minutes_by_default(name):
    assert 0 < BENCHMARKS[name].seconds <= LONGEST == 4 * 60


@pytest.mark.parametrize("name", BENCHMARKS)
def test_pacing_each_benchmark_says_in_its_help_how_long_it_takes(name):
    done = CliRunner().invoke(app, [name, "--help"])
    assert "with the default options" in " ".join(done.output.split()).replace("│ ", "")


def test_pacing_a_benchmark_says_beforehand_how_long_it_takes(capsys):
    said = []

    def bench(most: int = 3) -> None:
        """Does nothing."""
        said.append((most, capsys.readouterr()))

    announced = Benchmark(bench, 120, "a model").announced("nothing")
    announced(most=2)
    ((most, (out, err)),) = said
    assert (most, out) == (2, "")
    assert err.startswith("nothing: takes about 2 minutes for a model with the default options")
    assert inspect.signature(announced) == inspect.signature(bench)
    assert announced.__doc__ == "Does nothing. Takes about 2 minutes for a model with the default options."


@pytest.mark.parametrize("arguments", [["spacing"], ["gate", "--draws", "1"], ["intervals", "--draws", "2"]])
def test_pacing_a_benchmark_shows_how_far_it_is(arguments):
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    assert re.search(r"^\w+: 1 of \d+, \d+ seconds? left$", done.output, re.MULTILINE), done.output


def test_pacing_lines_where_there_is_no_terminal(capsys, monkeypatch):
    clock = iter([0.0, 2.0, 4.0, 13.0, 15.0])
    monkeypatch.setattr(pacing, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    assert list(paced("abcd", "Runs", 4)) == list("abcd")
    lines = ["Runs: 1 of 4, 6 seconds left", "Runs: 3 of 4, 4 seconds left", "Runs: 4 of 4"]
    assert capsys.readouterr().err.splitlines() == lines


def test_pacing_bar_on_a_terminal(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert list(paced("abcd", "Runs", 4)) == list("abcd")
    assert "4/4" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.4, "0 seconds"), (1, "1 second"), (90, "90 seconds"), (91, "2 minutes"), (3600, "60 minutes")]
)
def test_pacing_duration_in_words(seconds, words):
    assert duration(seconds) == words
