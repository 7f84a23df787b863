"""The curve of a model's lists: the share missed against the share wrong, by where the list is cut."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...model import Point, promise_in
from .output import svg
from .style import BLUE, FADED, INK, SMALL, VERMILION, WIDTH, Plot, figure_of, finished, grid, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NAMED = (0.05, 0.2, 0.5, 0.8)  # confidences that are written beside the curve


def list_curve(promise: Mapping[str, Any] | None) -> str:
    """Returns the share of names missed and the share of the list wrong at each confidence, with bounds; "" without any.

    `promise` is that of metrics.json.
    """
    return svg(draw_list_curve(promise)) if promise else ""


@styled()
def draw_list_curve(promise: Mapping[str, Any]) -> Plot:
    """Returns the figure of `list_curve`."""
    points = promise_in(dict(promise)).points
    figure = new_figure(WIDTH, 400)
    axes = figure.add_subplot()
    bounds = [(point.wrong_at_most, point.missed_at_most) for point in points]
    axes.plot(*zip(*bounds), color=VERMILION, linewidth=2, linestyle="--", label="upper bounds, 95 % sure")
    means = [(point.wrong, point.missed) for point in points]
    axes.plot(*zip(*means), color=BLUE, linewidth=2, label="on the hand-checked cables")
    named = [min(points, key=lambda point: abs(point.threshold - value)) for value in _NAMED]
    for point in named:
        _name(axes, point)
    axes.legend(frameon=False, fontsize=SMALL, labelcolor=INK)
    axes.set(xlim=(0, None), ylim=(0, None), xlabel="share of the list that is wrong", ylabel="share of names missed")
    grid(axes)
    told = "; ".join(
        f"{figure_of(point.threshold)}: {figure_of(point.missed)} (at most {figure_of(point.missed_at_most)}) missed,"
        f" {figure_of(point.wrong)} (at most {figure_of(point.wrong_at_most)}) wrong"
        for point in named
    )
    return finished(figure, f"Share of names missed against share of the list wrong, by the least confidence. {told}")


def _name(axes: Axes, point: Point) -> None:
    """Marks a point of the curve and writes the confidence beside it."""
    axes.plot([point.wrong], [point.missed], color=BLUE, marker="o", markersize=6)
    place = (point.wrong, point.missed)
    axes.annotate(figure_of(point.threshold), place, (7, 5), textcoords="offset points", fontsize=SMALL, alpha=FADED)
