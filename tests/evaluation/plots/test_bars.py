"""Bars of scores: what they show."""

from matplotlib.patches import Rectangle

from cable_ner.evaluation.plots import (
    draw_facet_bars,
    draw_score_bars,
    score_bars,
)
from tests.helpers.plots import SCORES, texts


def bars_of(plot):
    (axes,) = plot.figure.axes
    return [patch.get_width() for patch in axes.patches if isinstance(patch, Rectangle)]


def test_bars_score_bars_show_precision_recall_f1_and_intervals():
    plot = draw_score_bars(SCORES)
    assert bars_of(plot) == [0.9, 0.6, 0.72, 0.5, 0.5, 0.5, 0.7, 0.55, 0.61]
    (axes,) = plot.figure.axes
    whiskers = [collection.get_segments()[0][:, 0].tolist() for collection in axes.collections[::2]]
    assert whiskers == [[0.8, 1.0], [0.5, 0.7], [0.6, 0.8]]
    assert texts(score_bars(SCORES)).count("0.50") == 3
    assert {"1,200 mentions", "1 mention", "macro"} < set(texts(score_bars(SCORES)))
    assert "PER: precision 0.90, recall 0.60, F1 0.72" in plot.description


def test_bars_facet_bars_show_f1():
    plot = draw_facet_bars({"seen": SCORES["PER"], "other": {"f": None, "support": 0}}, facet="seen in train")
    assert bars_of(plot) == [0.72, 0.0]
    assert plot.description == "F1 by seen in train. seen: 0.72 of 1,200 mentions; other: – of 0 mentions"
