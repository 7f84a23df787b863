"""Plots in a page and in files: colours and ids, and that the same figures give the same bytes."""

import re

import matplotlib
import pytest

from cable_ner.evaluation.plots import (
    BLUE,
    draw_learning_curve,
    facet_bars,
    learning_curve,
    reliability_diagram,
    save,
    score_bars,
    training_curve,
)
from tests.helpers.plots import CURVE, PLOTS, parsed, texts

each_plot = pytest.mark.parametrize("name", PLOTS)


@each_plot
def test_output_are_pictures_that_tell_what_they_show(name):
    root = parsed(PLOTS[name]())
    assert root.get("role") == "img"
    assert len(root.get("aria-label")) > 20
    assert float(root.get("width")) <= 680  # pixels
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert "max-width: 100%" in root.get("style")


@each_plot
def test_output_take_colours_and_font_of_the_page(name):
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
def test_output_refer_to_nothing_and_change_nothing_outside(name):
    svg = PLOTS[name]()
    assert "<style" not in svg
    assert "<?xml" not in svg
    assert re.findall(r"https?://[^\"]*", svg) == ["http://www.w3.org/2000/svg"]
    ids = re.findall(r'\bid="([^"]+)"', svg)
    assert len(set(ids)) == len(ids)
    assert set(ids) == set(re.findall(r'(?:url\(|href=")#([^")]+)', svg))


def test_output_of_a_page_share_no_ids():
    found = [re.findall(r'\bid="([^"]+)"', make()) for make in PLOTS.values()]
    assert len(set(sum(found, []))) == sum(map(len, found)) > 0


@each_plot
def test_output_are_the_same_bytes_whatever_the_users_settings(name):
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "path", "text.parse_math": True}):
        assert PLOTS[name]() == PLOTS[name]()
        assert matplotlib.rcParams["font.size"] == 30
        changed = PLOTS[name]()
    assert changed == PLOTS[name]()


def test_output_of_nothing_are_nothing():
    made = [score_bars({}), facet_bars({}), reliability_diagram(None), reliability_diagram({"bins": []})]
    assert [*made, training_curve([]), learning_curve({"points": []}), learning_curve({"points": [{"f": []}]})] == [""] * 7


def test_output_as_files_are_on_white_and_the_same_again(tmp_path):
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
