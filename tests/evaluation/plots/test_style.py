"""Names in plots: any text is shown as text."""

import subprocess

from hypothesis import given, settings
from hypothesis import strategies as st

from cable_ner.evaluation.plots import (
    facet_bars,
    score_bars,
)
from tests.helpers.plots import SCORES, parsed, texts


@settings(max_examples=12)
@given(st.text(min_size=1))
def test_style_any_name_is_text(name):
    root = parsed(facet_bars({name: SCORES["PER"]}, facet=name))
    assert {element.tag.split("}")[1] for element in root.iter()} <= {"svg", "g", "path", "text", "defs", "clipPath", "rect"}


def test_style_of_hostile_names():
    hostile = {"<script>alert(1)</script>": SCORES["PER"], "$\\frac{x": SCORES["LOC"], "W" * 5000: SCORES["LOC"]}
    svg = score_bars(hostile)
    assert "<script" not in svg
    assert "$\\frac{x" in texts(svg)
    assert "W" * 23 + "…" in texts(svg)
    assert "W" * 25 not in svg


def test_style_matplotlib_is_loaded_only_when_something_is_drawn(python):
    code = "import sys, cable_ner.evaluation; assert not [name for name in sys.modules if name.startswith('matplotlib')]"
    subprocess.run([python, "-c", code], check=True)
