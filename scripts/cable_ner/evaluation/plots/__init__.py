"""Plots of scores as SVG for a page, which gives them its colours and text, light or dark; and as files.

Matplotlib is imported only when something is drawn, since it takes a while to load.
"""

from .bars import draw_facet_bars, draw_score_bars, facet_bars, score_bars
from .learning import draw_learning_curve, learning_curve
from .lists import draw_list_curve, list_curve
from .output import save
from .reliability import draw_reliability_diagram, reliability_diagram
from .style import BLUE
from .training import draw_training_curve, losses_per_step, training_curve

__all__ = [
    "BLUE",
    "reliability_diagram",
    "draw_reliability_diagram",
    "draw_facet_bars",
    "draw_learning_curve",
    "draw_list_curve",
    "draw_score_bars",
    "draw_training_curve",
    "facet_bars",
    "learning_curve",
    "list_curve",
    "losses_per_step",
    "save",
    "score_bars",
    "training_curve",
]
