"""Figures to plot, and each plot of them."""

from xml.etree import ElementTree

from cable_ner.evaluation.plots import (
    facet_bars,
    learning_curve,
    list_curve,
    reliability_diagram,
    score_bars,
    training_curve,
)

SCORES = {
    "PER": {"p": 0.9, "r": 0.6, "f": 0.72, "support": 1200, "interval": {"p": [0.8, 1.0], "r": [0.5, 0.7], "f": [0.6, 0.8]}},
    "LOC": {"p": 0.5, "r": 0.5, "f": 0.5, "support": 1, "interval": None},
    "macro": {"p": 0.7, "r": 0.55, "f": 0.61, "interval": None},
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
PROMISE = {
    "cables": 50, "with_names": 49, "names": 900, "model": "",
    "points": [[0.0, 0.01, 0.05, 0.7, 0.8], [0.2, 0.04, 0.09, 0.3, 0.4], [0.5, 0.1, 0.17, 0.1, 0.15],
               [0.8, 0.3, 0.4, 0.04, 0.1]],
}  # fmt: skip
PLOTS = {
    "score bars": lambda: score_bars(SCORES),
    "facet bars": lambda: facet_bars({"seen": SCORES["PER"], "unseen": SCORES["LOC"]}, facet="seen in train"),
    "calibration": lambda: reliability_diagram(CALIBRATION),
    "lists": lambda: list_curve(PROMISE),
    "training": lambda: training_curve(ROWS),
    "learning": lambda: learning_curve(CURVE),
}


def parsed(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 (our own)


def texts(svg):
    return [element.text for element in parsed(svg).iter("{http://www.w3.org/2000/svg}text")]
