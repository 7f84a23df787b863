"""The learning curve: F1 by the number of cables trained on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from statistics import mean
from typing import Any

from ...corpus import GOLD, SILVER
from .output import svg
from .style import BLUE, INK, WIDTH, Plot, figure_of, finished, grid, limits, new_figure, styled, thousands

_MEASURES = {GOLD: "F1 on test, gold labels", SILVER: "agreement with the tagger (F1)"}


def learning_curve(curve: Mapping[str, Any]) -> str:
    """Returns F1 by the number of cables trained on: the mean over seeds and the range; "" without points.

    `curve` is the content of learning_curve.json.
    """
    return svg(draw_learning_curve(curve)) if any(point["f"] for point in curve.get("points", ())) else ""


@styled()
def draw_learning_curve(curve: Mapping[str, Any]) -> Plot:
    """Returns the figure of `learning_curve`."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

    points = [point for point in curve["points"] if point["f"]]
    cables = [point["cables"] for point in points]
    least, most = [min(point["f"]) for point in points], [max(point["f"]) for point in points]
    means = [mean(point["f"]) for point in points]
    figure = new_figure(WIDTH, 360)
    axes = figure.add_subplot()
    axes.fill_between(cables, least, most, color=BLUE, alpha=0.18, linewidth=0)
    axes.plot(cables, means, color=BLUE, linewidth=2, marker="o", markersize=7)
    for point in [point for point in points if len(point["f"]) > 1]:
        axes.plot([point["cables"]] * len(point["f"]), point["f"], color=INK, marker="_", markersize=9, linestyle="none")
    for x, y, value in zip(cables, most, means):
        axes.annotate(figure_of(value), (x, y), (0, 8), textcoords="offset points", ha="center", va="bottom")
    axes.set_xscale("log", base=2)
    axes.xaxis.set_major_locator(FixedLocator(_apart(cables)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(thousands))
    axes.margins(x=0.09)
    axes.set_ylim(*limits([*least, *most], above=0.28))
    axes.yaxis.set_major_locator(MaxNLocator(6))
    measure = _MEASURES.get(curve.get("measured_against", ""), "F1 on test")
    axes.set(xlabel="cables trained on (logarithmic)", ylabel=measure)
    grid(axes)
    told = "; ".join(
        f"{number:,} cables: {figure_of(value)} ({figure_of(low)} to {figure_of(high)})"
        for number, value, low, high in zip(cables, means, least, most)
    )
    return finished(figure, f"{measure} by the number of cables trained on, mean and range over seeds. {told}")


def _apart(values: Iterable[float], ratio: float = 1.12) -> list[float]:
    """Returns the values whose tick labels do not collide on a logarithmic axis; of two, the larger."""
    kept: list[float] = []
    for value in sorted(set(values), reverse=True):
        if not kept or kept[-1] >= value * ratio:
            kept.append(value)
    return kept[::-1]
