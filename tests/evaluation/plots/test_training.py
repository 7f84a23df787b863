"""The training curve: what it shows."""

from cable_ner.evaluation.plots import (
    draw_training_curve,
    losses_per_step,
)
from tests.helpers.plots import ROWS


def test_training_curve_shows_f1_and_the_loss_of_a_step():
    plot = draw_training_curve(ROWS)
    upper, lower = plot.figure.axes
    assert upper.lines[0].get_xydata().tolist() == [[0, 0.0], [10, 0.8], [20, 0.75]]
    assert lower.lines[0].get_ydata().tolist() == [40.0, 30.0, 10.0]  # 40/1, 300/10, 100/10
    assert "3 evaluations up to step 20; best 0.80 at 10, last 0.75" in plot.description


def test_training_losses_of_rows_that_lack_some():
    rows = [{"step": 100, "losses": {"ner": 5.0}}, {"step": 200}, {"step": 300, "losses": {"ner": 50.0, "tok2vec": 200.0}}]
    found = losses_per_step(rows)
    assert found["ner"][::2] == [5.0, 0.5]
    assert found["tok2vec"][2] == 2.0
    assert all(loss != loss for loss in (found["ner"][1], *found["tok2vec"][:2]))  # not a number
