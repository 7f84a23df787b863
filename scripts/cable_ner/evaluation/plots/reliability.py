"""The reliability diagram: how often mentions are right, by the model's confidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .output import svg
from .style import BLUE, FADED, INK, SMALL, WIDTH, Plot, figure_of, finished, grid, new_figure, styled, thousands


def reliability_diagram(calibration: Mapping[str, Any] | None) -> str:
    """Returns how often mentions of each confidence were right, and how many there were; "" without mentions.

    `calibration` is that of metrics.json; `right` of a bin is the share of its mentions from 0 to 1.
    """
    return svg(draw_reliability_diagram(calibration)) if calibration and _filled(calibration) else ""


def _filled(calibration: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in calibration.get("bins", ()) if one.get("mentions")]


@styled()
def draw_reliability_diagram(calibration: Mapping[str, Any]) -> Plot:
    """Returns the figure of `reliability_diagram`."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    bins = _filled(calibration)
    figure = new_figure(WIDTH, 430)
    upper, lower = figure.subplots(2, sharex=True, height_ratios=(3, 1))
    upper.plot([0, 1], [0, 1], color=INK, alpha=0.5, linestyle="--", linewidth=1.2)
    upper.text(0.02, 0.97, "dashed: as often right as confident", alpha=FADED, fontsize=SMALL, va="top")
    points = [one["confidence"] for one in bins], [one["right"] for one in bins]
    upper.plot(*points, color=BLUE, linewidth=2, marker="o", markersize=7)
    upper.set(xlim=(0, 1), ylim=(0, 1.02), ylabel="share right")
    starts, widths = [one["from"] for one in bins], [0.94 * (one["to"] - one["from"]) for one in bins]
    lower.bar(starts, [one["mentions"] for one in bins], width=widths, align="edge", color=BLUE, alpha=0.6)
    lower.set(xlabel="confidence", ylabel="mentions")
    lower.yaxis.set_major_locator(MaxNLocator(3, integer=True))
    lower.yaxis.set_major_formatter(FuncFormatter(thousands))
    grid(upper)
    grid(lower)
    error = calibration.get("error")
    told = "; ".join(f"{figure_of(one['confidence'])}: {figure_of(one['right'])} of {one['mentions']:,}" for one in bins)
    head = "Share of mentions that are right, by the model's confidence"
    return finished(figure, f"{head}{f' (calibration error {figure_of(error)})' if error is not None else ''}. {told}")
