"""The reliability diagram: what it shows."""

from cable_ner.evaluation.plots import (
    draw_reliability_diagram,
)
from tests.helpers.plots import CALIBRATION


def test_reliability_calibration_shows_the_bins_that_hold_mentions():
    plot = draw_reliability_diagram(CALIBRATION)
    upper, lower = plot.figure.axes
    assert upper.lines[1].get_xydata().tolist() == [[0.75, 0.6], [0.97, 0.95]]
    assert [patch.get_height() for patch in lower.patches] == [10, 90]
    assert "(calibration error 0.03). 0.75: 0.60 of 10; 0.97: 0.95 of 90" in plot.description
