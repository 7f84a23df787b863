"""The curve of one training: F1 on dev and the losses, by step."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .output import svg
from .style import (
    BLUE,
    INK,
    SERIES,
    SMALL,
    WIDTH,
    Plot,
    figure_of,
    finished,
    grid,
    limits,
    name,
    new_figure,
    styled,
    thousands,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MARKS, _DASHES = ("o", "s", "D", "^"), ("-", "--", "-.", ":")  # of several losses


def training_curve(rows: Iterable[Mapping[str, Any]]) -> str:
    """Returns the F1 on dev and the mean loss per step, by step; "" without rows.

    `rows` are those that spaCy's ConsoleLogger writes: `step`, `losses` by component (sums since the row before),
    `scores` in points, `score` from 0 to 1.
    """
    rows = list(rows)
    return svg(draw_training_curve(rows)) if rows else ""


@styled()
def draw_training_curve(rows: Sequence[Mapping[str, Any]]) -> Plot:
    """Returns the figure of `training_curve`."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    steps, scores = [row["step"] for row in rows], [_dev_score(row) for row in rows]
    figure = new_figure(WIDTH, 420)
    upper, lower = figure.subplots(2, sharex=True, height_ratios=(3, 2))
    text = _draw_dev_scores(upper, steps, scores)
    _draw_losses(lower, steps, losses_per_step(rows))
    grid(upper)
    grid(lower)
    upper.yaxis.set_major_locator(MaxNLocator(5))
    lower.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    lower.xaxis.set_major_formatter(FuncFormatter(thousands))
    told = f"{len(rows)} evaluations up to step {steps[-1]:,}; {text}, last {figure_of(scores[-1])}"
    return finished(figure, f"F1 on dev and loss by training step: {told}")


def _draw_dev_scores(axes: Axes, steps: Sequence[int], scores: Sequence[float]) -> str:
    """Draws the scores, and returns the note on the best one."""
    axes.plot(steps, scores, color=BLUE, linewidth=2, marker="o", markersize=4)
    best = max(range(len(scores)), key=lambda at: (scores[at], -steps[at]))
    at = (steps[best], scores[best])
    axes.plot(*at, color=INK, marker="o", markersize=11, fillstyle="none", linestyle="none")
    text = f"best {figure_of(scores[best])} at {steps[best]:,}"
    side = "right" if steps[best] > (steps[0] + steps[-1]) / 2 else "left"
    axes.annotate(text, at, (0, -14), textcoords="offset points", ha=side, va="top")
    axes.set(ylabel="F1 on dev")
    # The score after a single batch is left out: it would squeeze all others together.
    axes.set_ylim(*limits(scores[1:] if len(scores) > 2 else scores))
    return text


def _draw_losses(axes: Axes, steps: Sequence[int], losses: Mapping[str, Sequence[float]]) -> None:
    """Draws the losses on a logarithmic axis, since those of different components differ in size."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

    for number, (component, own) in enumerate(losses.items()):
        style: dict[str, Any] = {
            "color": SERIES[(number + 1) % len(SERIES)], "linestyle": _DASHES[number % len(_DASHES)],
            "marker": _MARKS[number % len(_MARKS)], "markersize": 4,
        }  # fmt: skip
        axes.plot(steps, own, linewidth=2, label=name(component), **style)
    if losses:
        axes.legend(frameon=False, fontsize=SMALL, ncols=4, loc="lower right", bbox_to_anchor=(1, 1), borderpad=0)
    axes.set(xlabel="step", ylabel="loss of a step")
    known = [loss for own in losses.values() for loss in (own[1:] if len(own) > 2 else own) if 0 < loss < math.inf]
    if known:
        axes.set_yscale("log", nonpositive="mask")
        axes.set_ylim(min(known) / 1.4, max(known) * 1.4)
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 3) if max(known) < 1000 * min(known) else (1,), numticks=6))
        axes.yaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_formatter(FuncFormatter(thousands))


def _dev_score(row: Mapping[str, Any]) -> float:
    points = row.get("scores", {}).get("ents_f")
    return float(points / 100 if points is not None else row["score"])


def losses_per_step(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[float]]:
    """Returns the mean loss per step since the row before, by component; NaN where a row lacks it.

    spaCy logs sums since the row before, and a single step in the first row (spacy.training.loop).
    """
    components = list(dict.fromkeys(component for row in rows for component in row.get("losses", {})))
    before = [rows[0]["step"] - 1, *(row["step"] for row in rows[:-1])] if rows else []
    return {
        component: [
            row.get("losses", {}).get(component, math.nan) / max(row["step"] - last, 1) for row, last in zip(rows, before)
        ]
        for component in components
    }
