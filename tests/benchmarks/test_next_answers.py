"""How many labels answers put right, beside what was expected."""

from typer.testing import CliRunner

from benchmarks.app import app
from benchmarks.next_answers import Round, put_right
from cable_ner.evaluation import Interval
from tests.helpers.audit import make

TEXT = "Ann left. Bob saw Rome with Eve."


def test_next_answers_put_right_what_is_decided_alone():
    before = make(TEXT, ("Ann", "ORG"), ("Rome", "ORG"), ("Eve", "LOC"))
    # Ann and Bob were decided on, Eve was not: what is there is as the audit had spread it. Rome was decided wrongly.
    decided = [[0, 3, []], [10, 13, []], [18, 22, []]]
    answered = make(TEXT, ("Ann", "PER"), ("Bob", "PER"), ("Rome", "MISC"), ("Eve", "PER"), decided=decided)
    gold = make(TEXT, ("Ann", "PER"), ("Bob", "PER"), ("Rome", "LOC"), ("Eve", "PER"))
    assert put_right([before], [answered], [gold]) == 2
    assert put_right([gold], [answered], [gold]) == -1


def test_next_answers_intervals_that_hold_what_was_found():
    assert Round(50, Interval(10, 5, 15), 15).is_covered
    assert not Round(50, Interval(10, 5, 15), 4).is_covered


def test_next_answers_without_cables(tmp_path):
    result = CliRunner().invoke(app, ["next-answers", str(tmp_path / "none")])
    assert result.exit_code == 1
    assert "no such folder" in " ".join(result.output.split())
