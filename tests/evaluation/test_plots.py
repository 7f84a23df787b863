"""Plots: what they show, what a page can do with them, and that the same figures give the same bytes."""

import re
from xml.etree import ElementTree

import matplotlib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.patches import Rectangle

from cable_ner.evaluation.plots import (
    BLUE,
    WIDEST,
    calibration,
    confusion_matrix,
    draw_calibration,
    draw_confusion_matrix,
    draw_facet_bars,
    draw_learning_curve,
    draw_score_bars,
    draw_training_curve,
    facet_bars,
    learning_curve,
    losses_per_step,
    save,
    score_bars,
    training_curve,
)

SCORES = {
    "PER": {"p": 0.9, "r": 0.6, "f": 0.72, "support": 1200, "interval": {"p": [0.8, 1.0], "r": [0.5, 0.7], "f": [0.6, 0.8]}},
    "LOC": {"p": 0.5, "r": 0.5, "f": 0.5, "support": 1, "interval": None},
    "macro": {"p": 0.7, "r": 0.55, "f": 0.61, "interval": None},
}
CONFUSION = {
    "reference": ["LOC", "PER", "spurious"],
    "predicted": ["LOC", "PER", "missed"],
    "counts": [[30, 10, 0], [0, 1500, 500], [7, 0, 0]],
}
CALIBRATION = {
    "bins": [
        {"from": 0.0, "to": 0.5, "mentions": 0, "confidence": None, "right": None},
        {"from": 0.5, "to": 0.9, "mentions": 10, "confidence": 0.75, "right": 0.6},
        {"from": 0.9, "to": 1.0, "mentions": 90, "confidence": 0.97, "right": 0.95},
    ],
    "error": 0.03,
    "mentions": 100,
}
ROWS = [
    {"epoch": 0, "step": 0, "losses": {"ner": 40.0}, "scores": {"ents_f": 0.0}, "score": 0.0},
    {"epoch": 0, "step": 10, "losses": {"ner": 300.0}, "scores": {"ents_f": 80.0}, "score": 0.8},
    {"epoch": 1, "step": 20, "losses": {"ner": 100.0}, "scores": {"ents_f": 75.0}, "score": 0.75},
]
CURVE = {
    "measured_against": "gold",
    "points": [{"cables": 30, "f": [0.5, 0.6]}, {"cables": 60, "f": [0.7, 0.8]}, {"cables": 120, "f": []}],
}
PLOTS = {
    "score bars": lambda: score_bars(SCORES),
    "facet bars": lambda: facet_bars({"seen": SCORES["PER"], "unseen": SCORES["LOC"]}, name="seen in train"),
    "confusion": lambda: confusion_matrix(CONFUSION),
    "calibration": lambda: calibration(CALIBRATION),
    "training": lambda: training_curve(ROWS),
    "learning": lambda: learning_curve(CURVE),
}
each_plot = pytest.mark.parametrize("name", PLOTS)


def parsed(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 (our own)


def texts(svg):
    return [element.text for element in parsed(svg).iter("{http://www.w3.org/2000/svg}text")]


# -- what a page can do with them ----------------------------------------------------------------


@each_plot
def test_plots_are_pictures_that_tell_what_they_show(name):
    root = parsed(PLOTS[name]())
    assert root.get("role") == "img"
    assert len(root.get("aria-label")) > 20
    assert float(root.get("width")) <= WIDEST
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert "max-width: 100%" in root.get("style")


@each_plot
def test_plots_take_colours_and_font_of_the_page(name):
    svg = PLOTS[name]()
    colours = set(re.findall(r"(?:fill|stroke): ([^;\"]+)", svg))
    assert colours <= {"none", "currentColor", "var(--line, #d4d4d4)"} | {
        f"var(--series-{number}, {colour})"
        for number, colour in enumerate(("#0072b2", "#d55e00", "#009e73", "#cc79a7"), start=1)
    }
    assert "currentColor" in colours
    assert "DejaVu" not in svg
    assert texts(svg)


@each_plot
def test_plots_refer_to_nothing_and_change_nothing_outside(name):
    svg = PLOTS[name]()
    assert "<style" not in svg
    assert "<?xml" not in svg
    assert re.findall(r"https?://[^\"]*", svg) == ["http://www.w3.org/2000/svg"]
    ids = re.findall(r'\bid="([^"]+)"', svg)
    assert len(set(ids)) == len(ids)
    assert set(ids) == set(re.findall(r'(?:url\(|href=")#([^")]+)', svg))


def test_plots_of_a_page_share_no_ids():
    found = [re.findall(r'\bid="([^"]+)"', make()) for make in PLOTS.values()]
    assert len(set(sum(found, []))) == sum(map(len, found)) > 0


@each_plot
def test_plots_are_the_same_bytes_whatever_the_users_settings(name):
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "path", "text.parse_math": True}):
        assert PLOTS[name]() == PLOTS[name]()
        assert matplotlib.rcParams["font.size"] == 30
        changed = PLOTS[name]()
    assert changed == PLOTS[name]()


@settings(deadline=None, max_examples=12)
@given(st.text(min_size=1))
def test_plots_any_name_is_text(name):
    root = parsed(facet_bars({name: SCORES["PER"]}, name=name))
    assert {element.tag.split("}")[1] for element in root.iter()} <= {"svg", "g", "path", "text", "defs", "clipPath", "rect"}


def test_plots_of_hostile_names():
    hostile = {"<script>alert(1)</script>": SCORES["PER"], "$\\frac{x": SCORES["LOC"], "W" * 5000: SCORES["LOC"]}
    svg = score_bars(hostile)
    assert "<script" not in svg
    assert "$\\frac{x" in texts(svg)
    assert "W" * 23 + "…" in texts(svg)
    assert "W" * 25 not in svg


def test_plots_of_nothing_are_nothing():
    made = [score_bars({}), facet_bars({}), confusion_matrix({}), calibration(None), calibration({"bins": []})]
    assert [*made, training_curve([]), learning_curve({"points": []}), learning_curve({"points": [{"f": []}]})] == [""] * 8


# -- what they show ------------------------------------------------------------------------------


def bars_of(plot):
    (axes,) = plot.figure.axes
    return [patch.get_width() for patch in axes.patches if isinstance(patch, Rectangle)]


def test_plots_score_bars_show_precision_recall_f1_and_intervals():
    plot = draw_score_bars(SCORES)
    assert bars_of(plot) == [0.9, 0.6, 0.72, 0.5, 0.5, 0.5, 0.7, 0.55, 0.61]
    (axes,) = plot.figure.axes
    whiskers = [collection.get_segments()[0][:, 0].tolist() for collection in axes.collections[::2]]
    assert whiskers == [[0.8, 1.0], [0.5, 0.7], [0.6, 0.8]]
    assert texts(score_bars(SCORES)).count("0.50") == 3
    assert {"1,200 mentions", "1 mention", "macro"} < set(texts(score_bars(SCORES)))
    assert "PER: precision 0.90, recall 0.60, F1 0.72" in plot.description


def test_plots_facet_bars_show_f1():
    plot = draw_facet_bars({"seen": SCORES["PER"], "other": {"f": None, "support": 0}}, name="seen in train")
    assert bars_of(plot) == [0.72, 0.0]
    assert plot.description == "F1 by seen in train. seen: 0.72 of 1,200 mentions; other: – of 0 mentions"


def test_plots_confusion_matrix_shows_counts_shaded_by_row():
    plot = draw_confusion_matrix(CONFUSION)
    (axes,) = plot.figure.axes
    assert [text.get_text() for text in axes.texts] == ["30", "10", "0", "0", "1,500", "500", "7", "0"]
    shades = [round(patch.get_facecolor()[3], 3) for patch in axes.patches]
    # 0.5 times the root of the share: 30/40, 10/40, 1500/2000, 500/2000, all
    assert shades == [0.433, 0.25, 0.0, 0.0, 0.433, 0.25, 0.5, 0.0]
    assert "LOC: 30 LOC, 10 PER; PER: 1,500 PER, 500 missed; spurious: 7 LOC" in plot.description


def test_plots_confusion_matrix_of_many_labels_is_no_wider():
    names = [f"A_LONG_LABEL_{number}" for number in range(20)]
    many = {"reference": [*names, "spurious"], "predicted": [*names, "missed"], "counts": [[1] * 21] * 21}
    assert float(parsed(confusion_matrix(many)).get("width")) <= WIDEST


def test_plots_calibration_shows_the_bins_that_hold_mentions():
    plot = draw_calibration(CALIBRATION)
    upper, lower = plot.figure.axes
    assert upper.lines[1].get_xydata().tolist() == [[0.75, 0.6], [0.97, 0.95]]
    assert [patch.get_height() for patch in lower.patches] == [10, 90]
    assert "(calibration error 0.03). 0.75: 0.60 of 10; 0.97: 0.95 of 90" in plot.description


def test_plots_training_curve_shows_f1_and_the_loss_of_a_step():
    plot = draw_training_curve(ROWS)
    upper, lower = plot.figure.axes
    assert upper.lines[0].get_xydata().tolist() == [[0, 0.0], [10, 0.8], [20, 0.75]]
    assert lower.lines[0].get_ydata().tolist() == [40.0, 30.0, 10.0]  # 40/1, 300/10, 100/10
    assert "3 evaluations up to step 20; best 0.80 at 10, last 0.75" in plot.description


def test_plots_losses_of_rows_that_lack_some():
    rows = [{"step": 100, "losses": {"ner": 5.0}}, {"step": 200}, {"step": 300, "losses": {"ner": 50.0, "tok2vec": 200.0}}]
    found = losses_per_step(rows)
    assert found["ner"][::2] == [5.0, 0.5]
    assert found["tok2vec"][2] == 2.0
    assert all(loss != loss for loss in (found["ner"][1], *found["tok2vec"][:2]))  # not a number


def test_plots_learning_curve_shows_mean_and_range():
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
def test_plots_learning_curve_of_numbers_that_are_close(cables):
    svg = learning_curve({"points": [{"cables": number, "f": [0.5]} for number in cables]})
    assert f"{cables[-1]:,}" in texts(svg)


# -- files ---------------------------------------------------------------------------------------


def test_plots_as_files_are_on_white_and_the_same_again(tmp_path):
    plot = draw_learning_curve(CURVE)
    for name in ("a.svg", "b.svg", "a.png", "b.png"):
        save(plot, tmp_path / name)
    svg = (tmp_path / "a.svg").read_text()
    assert "fill: #ffffff" in svg
    assert BLUE in svg
    assert "var(" not in svg
    assert plot.description in svg
    assert (tmp_path / "b.svg").read_text() == svg
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert (tmp_path / "a.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
