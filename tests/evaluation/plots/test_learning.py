"""The learning curve: what it shows."""

import pytest

from cable_ner.evaluation.plots import (
    draw_learning_curve,
    learning_curve,
)
from tests.helpers.plots import CURVE, texts


def test_learning_curve_shows_mean_and_range():
    plot = draw_learning_curve(CURVE)
    (axes,) = plot.figure.axes
    assert axes.lines[0].get_xydata().round(9).tolist() == [[30, 0.55], [60, 0.75]]
    low, high = axes.collections[0].get_paths()[0].get_extents().intervaly
    assert (low, high) == (0.5, 0.8)
    assert plot.description.endswith("30 cables: 0.55 (0.50 to 0.60); 60 cables: 0.75 (0.70 to 0.80)")
    assert plot.description.startswith("F1 on test, gold labels by the number of cables trained on")
    assert {"30", "60", "0.55", "F1 on test, gold labels"} < set(texts(learning_curve(CURVE)))
    assert "agreement with the tagger (F1)" in texts(learning_curve({**CURVE, "measured_against": "silver"}))


@pytest.mark.parametrize("cables", [[5], [5, 5], [100, 101], list(range(1, 40))])
def test_learning_curve_of_numbers_that_are_close(cables):
    svg = learning_curve({"points": [{"cables": number, "f": [0.5]} for number in cables]})
    assert f"{cables[-1]:,}" in texts(svg)
