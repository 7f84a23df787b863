"""What the differences are called."""

import pytest

from cable_ner.retraining import drift

FIGURE = {"figure": "tokens per cable", "unusual": False}


@pytest.mark.parametrize(
    ("found", "names"),
    [
        ({}, []),
        ({"figures": [FIGURE], "new_labels": [], "agreement": None}, []),
        ({"figures": [FIGURE, {**FIGURE, "unusual": True}]}, ["tokens per cable"]),
        ({"new_labels": ["XYZ"]}, ["new label XYZ"]),
        ({"agreement": {"scores": {"all": {"unusual": True}, "PER": {"unusual": False}}}}, ["agreement: all"]),
        ({"worst": [{"cable": "a.txt", "unusual": True}]}, []),  # a single cable
    ],
)
def test_wording_names_what_is_flagged(found, names):
    assert drift.unusual(found) == names
