"""Bars of scores, with intervals: precision, recall and F1 per label, and F1 per value of a facet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from .output import svg
from .style import BLUE, FADED, INK, SMALL, WIDTH, Plot, figure_of, finished, name, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ScoreRow = Mapping[str, Any]
"""A score of metrics.json: `p`, `r` and `f` from 0 to 1; `support` and `interval` may be missing."""


class _Bar(NamedTuple):
    """A bar from 0 to `value`, and its interval; `name` stands beside it."""

    name: str
    value: float | None
    interval: tuple[float, float] | None
    is_faint: bool = False


class _BarGroup(NamedTuple):
    """Bars that belong together, under a name and a note."""

    name: str
    note: str
    bars: list[_Bar]


def score_bars(scores: Mapping[str, ScoreRow]) -> str:
    """Returns precision, recall and F1 of each label as bars, with any intervals; "" without scores."""
    return svg(draw_score_bars(scores)) if scores else ""


@styled()
def draw_score_bars(scores: Mapping[str, ScoreRow]) -> Plot:
    """Returns the figure of `score_bars`."""
    groups = [
        _BarGroup(
            name(label),
            _mentions(score.get("support")),
            [
                _Bar("P", score.get("p"), _interval(score, "p"), is_faint=True),
                _Bar("R", score.get("r"), _interval(score, "r"), is_faint=True),
                _Bar("F1", score.get("f"), _interval(score, "f")),
            ],
        )
        for label, score in scores.items()
    ]
    told = "; ".join(
        f"{name(label)}: precision {figure_of(one.get('p'))}, recall {figure_of(one.get('r'))}, F1 {figure_of(one.get('f'))}"
        for label, one in scores.items()
    )
    return finished(_draw_groups(groups), f"Precision, recall and F1 per label. {told}")


def facet_bars(scores: Mapping[str, ScoreRow], *, facet: str = "") -> str:
    """Returns the F1 of each value of a facet (seen and unseen, ...) as bars, with intervals and support; "" without scores.

    `facet` is the name that the description gives to the facet.
    """
    return svg(draw_facet_bars(scores, facet=facet)) if scores else ""


@styled()
def draw_facet_bars(scores: Mapping[str, ScoreRow], *, facet: str = "") -> Plot:
    """Returns the figure of `facet_bars`."""
    groups = [
        _BarGroup(name(value), _mentions(score.get("support")), [_Bar("", score.get("f"), _interval(score, "f"))])
        for value, score in scores.items()
    ]
    told = "; ".join(
        f"{name(value)}: {figure_of(score.get('f'))} of {_mentions(score.get('support')) or 'mentions not counted'}"
        for value, score in scores.items()
    )
    return finished(_draw_groups(groups, bar=30), f"F1 {f'by {facet}' if facet else 'of each'}. {told}")


def _mentions(support: int | None) -> str:
    return "" if support is None else f"{support:,} mention{'' if support == 1 else 's'}"


def _interval(score: ScoreRow, key: str) -> tuple[float, float] | None:
    found = (score.get("interval") or {}).get(key)
    return (found[0], found[1]) if found else None


def _draw_groups(groups: Sequence[_BarGroup], *, bar: int = 19) -> Figure:
    """Returns a figure of horizontal bars, each `bar` pixels high with the gap below it."""
    from matplotlib.ticker import FixedLocator

    gap = 14
    height = sum(bar * len(group.bars) + gap for group in groups)
    figure = new_figure(WIDTH, height + 34)
    axes = figure.add_subplot()
    at, ticks = gap / 2, []
    for group in groups:
        middle = at + bar * len(group.bars) / 2
        _draw_group_name(axes, group, middle)
        for one in group.bars:
            _draw_bar(axes, one, at + bar / 2, thickness=min(bar * 0.74, 18))
            ticks.append((at + bar / 2, one.name))
            at += bar
        at += gap
    axes.set(xlim=(0, 1), ylim=(height, 0))
    axes.set_yticks([place for place, _ in ticks], [label for _, label in ticks], fontsize=SMALL)
    axes.xaxis.set_major_locator(FixedLocator([0, 0.2, 0.4, 0.6, 0.8, 1]))
    axes.tick_params(length=0)
    axes.grid(visible=True, axis="x")
    return figure


def _draw_group_name(axes: Axes, group: _BarGroup, middle: float) -> None:
    """Writes the name, and the note below it, to the left of the names of the bars."""
    gap = -34 if any(one.name for one in group.bars) else -8
    place: dict[str, Any] = {
        "xy": (0, middle), "xycoords": axes.get_yaxis_transform(), "textcoords": "offset points", "ha": "right",
    }  # fmt: skip
    above = 1 if group.note else 0
    axes.annotate(group.name, xytext=(gap, above), va="bottom" if above else "center", weight="bold", **place)
    axes.annotate(group.note, xytext=(gap, -1), va="top", fontsize=SMALL, alpha=FADED, **place)


def _draw_bar(axes: Axes, bar: _Bar, middle: float, *, thickness: float) -> None:
    axes.barh(middle, bar.value or 0.0, height=thickness, color=BLUE, alpha=0.35 if bar.is_faint else 0.85)
    if bar.interval:
        low, high = bar.interval
        line: dict[str, Any] = {"color": INK, "linewidth": 1.5, "clip_on": False}
        axes.hlines(middle, low, high, **line)
        axes.vlines([low, high], middle - thickness * 0.28, middle + thickness * 0.28, **line)
    place: dict[str, Any] = {"xycoords": axes.get_yaxis_transform(), "textcoords": "offset points"}
    axes.annotate(figure_of(bar.value), (1, middle), (8, 0), va="center", fontsize=SMALL, **place)
