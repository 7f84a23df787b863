"""`benchmarks promise`: promises on cables that are alike are kept, and that others break them is seen."""

import pytest
from typer.testing import CliRunner

from benchmarks.app import app
from benchmarks.promise import MISSES, WRONG, outcome, row
from tests.helpers.lists import invented

CABLE = "UNCLAS TESTPOST 00000{0}\n\nSUBJECT: BREAD\n\n1. Mayor [PER Ann Lee{0}  ] of [LOC Milltown  ] spoke about harvest ."


@pytest.mark.parametrize(("kind", "share"), [(MISSES, 0.1), (WRONG, 0.2)])
def test_promise_row_of_cables_that_are_alike(kind, share):
    _, made, missed, wrong, broken, _, of_draws, broken_of_draws = row(invented(160), kind, share, times=20, seed=0)
    assert float(made.strip("%")) >= 90
    assert float((missed if kind == MISSES else wrong).strip("%")) < 100 * share
    assert float(broken.strip("%")) <= 15
    assert (float(of_draws.strip("%")), float(broken_of_draws.strip("%"))) == (100, 0)


def test_promise_that_other_cables_break():
    easy, hard = invented(200), invented(200, seed=1)
    hard = hard._replace(missed=hard.names[:, None] - (hard.names[:, None] - hard.missed) // 2)
    assert outcome(easy, easy, MISSES, 0.1).breaks(MISSES, 0.1) is False
    found = outcome(easy, hard, MISSES, 0.1)
    assert found.breaks(MISSES, 0.1)
    assert found.breaks_of_all(MISSES, 0.1)
    assert found.missed > 0.5


def test_promise_from_too_few_cables():
    assert outcome(invented(10), invented(10), MISSES, 0.05) is None
    assert row(invented(10), MISSES, 0.05, times=2, seed=0)[1:] == ("0%", "", "", "", "", "0%", "")


def test_promise_prints_what_came_out(tiny_model, tmp_path):
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text(CABLE.format(number), encoding="utf8")
    done = CliRunner().invoke(app, ["promise", str(tiny_model), str(tmp_path), "--on", str(tmp_path), "--times", "2"])
    assert done.exit_code == 0, done.output
    assert "6 cables, 6 with a name; 12 names" in done.output
    assert "too few cables" in done.output
