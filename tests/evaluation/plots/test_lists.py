"""The curve of lists: what it shows."""

from cable_ner.evaluation.plots import draw_list_curve, list_curve
from tests.helpers.plots import PROMISE


def test_lists_curve_shows_shares_and_bounds():
    plot = draw_list_curve(PROMISE)
    [axes] = plot.figure.axes
    bounds, means = axes.lines[:2]
    assert means.get_xydata().tolist() == [[0.7, 0.01], [0.3, 0.04], [0.1, 0.1], [0.04, 0.3]]
    assert bounds.get_xydata().tolist() == [[0.8, 0.05], [0.4, 0.09], [0.15, 0.17], [0.1, 0.4]]
    assert "0.20: 0.04 (at most 0.09) missed, 0.30 (at most 0.40) wrong" in plot.description


def test_lists_curve_needs_a_promise():
    assert list_curve(None) == ""
