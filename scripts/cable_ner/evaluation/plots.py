"""Plots of scores as SVG to be put into a page: its colours and text are the page's, light or dark."""

import io
import math
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple
from xml.etree import ElementTree

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, MaxNLocator, NullLocator

from ..corpus import GOLD, SILVER
from ..files import printable, write_bytes

# Okabe and Ito's colours, which colour-blind readers tell apart (https://jfly.uni-koeln.de/color/). In a page they are
# variables, which may have other values where it is dark. No two parts of a plot differ by colour alone.
BLUE, VERMILION, GREEN, PURPLE = "#0072b2", "#d55e00", "#009e73", "#cc79a7"
SERIES = (BLUE, VERMILION, GREEN, PURPLE)
INK, LINE = "#1a1a1a", "#d4d4d4"
_VARIABLES = {
    INK: "currentColor",
    LINE: f"var(--line, {LINE})",
    **{colour: f"var(--series-{number}, {colour})" for number, colour in enumerate(SERIES, start=1)},
}
WIDTH = 560  # pixels: on a telephone it shrinks to two thirds, and text of 14 pixels can still be read
WIDEST = 680
_SIZE, _SMALL = 14, 12.5  # pixels of text
_DPI = 72  # so that a point is a pixel
_PNG_DPI = 144
_LONGEST = 24  # characters of a name in a plot
_DASH = "–"
_FADED = 0.75  # of text that matters less
_SETTINGS = {
    "font.size": _SIZE,
    "axes.labelsize": _SIZE,
    "xtick.labelsize": _SMALL,
    "ytick.labelsize": _SIZE,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": LINE,
    "ytick.color": LINE,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.edgecolor": LINE,
    "grid.color": LINE,
    "grid.linewidth": 1,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "figure.dpi": _DPI,
    "figure.constrained_layout.use": True,
    "text.parse_math": False,  # a dollar sign in a name is one
    "svg.fonttype": "none",
    "svg.hashsalt": "cable_ner",
}
# A mark, and a line, for each of several series
_MARKS, _DASHES = ("o", "s", "D", "^"), ("-", "--", "-.", ":")

_MEASURES = {GOLD: "F1 on test, gold labels", SILVER: "agreement with the tagger (F1)"}

Score = Mapping[str, Any]


class Plot(NamedTuple):
    """A figure, and what it shows in a sentence or two, for who does not see it."""

    figure: Figure
    description: str


def _plot(figure: Figure, description: str) -> Plot:
    """Returns a figure with everything in its place: laid out again, as each time it is drawn, it would be a bit off."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    return Plot(figure, description)


@contextmanager
def _style() -> Iterator[None]:
    """Draws in our own style, whatever the user's settings are, which come back afterwards."""
    # A name in a script that Matplotlib's own font lacks is set in one of the reader's: no cause for a warning.
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        yield


# -- the plots -----------------------------------------------------------------------------------


def score_bars(scores: Mapping[str, Score]) -> str:
    """Returns precision, recall and F1 of each label as bars, with their intervals where there are some.

    `scores` are those of metrics.json: `p`, `r`, `f` from 0 to 1, `support` and `interval` may be missing. Nothing of none.
    """
    return _svg(draw_score_bars(scores)) if scores else ""


@_style()
def draw_score_bars(scores: Mapping[str, Score]) -> Plot:
    """Returns the figure of `score_bars`."""
    groups = [
        _Group(
            _name(label),
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
        f"{_name(label)}: precision {_figure(one.get('p'))}, recall {_figure(one.get('r'))}, F1 {_figure(one.get('f'))}"
        for label, one in scores.items()
    )
    return _plot(_draw_groups(groups), f"Precision, recall and F1 per label. {told}")


def facet_bars(scores: Mapping[str, Score], *, name: str = "") -> str:
    """Returns the F1 of each value of a facet (seen and unseen, ...) as bars, with intervals and support.

    `name` is what the facet is called in the description. Nothing of none.
    """
    return _svg(draw_facet_bars(scores, name=name)) if scores else ""


@_style()
def draw_facet_bars(scores: Mapping[str, Score], *, name: str = "") -> Plot:
    """Returns the figure of `facet_bars`."""
    groups = [
        _Group(_name(value), _mentions(score.get("support")), [_Bar("", score.get("f"), _interval(score, "f"))])
        for value, score in scores.items()
    ]
    told = "; ".join(
        f"{_name(value)}: {_figure(score.get('f'))} of {_mentions(score.get('support')) or 'mentions not counted'}"
        for value, score in scores.items()
    )
    return _plot(_draw_groups(groups, bar=30), f"F1 {f'by {name}' if name else 'of each'}. {told}")


def confusion_matrix(confusion: Mapping[str, Any]) -> str:
    """Returns the counts of (reference, predicted) labels as a table, shaded by the share of its row.

    `confusion` is that of metrics.json: `reference` names the rows, `predicted` the columns of `counts`; the last of
    each are spurious and missed. Nothing of none.
    """
    return _svg(draw_confusion_matrix(confusion)) if confusion.get("counts") else ""


@_style()
def draw_confusion_matrix(confusion: Mapping[str, Any]) -> Plot:
    """Returns the figure of `confusion_matrix`."""
    rows, columns, counts = confusion["reference"], confusion["predicted"], confusion["counts"]
    figure, axes, size = _empty_matrix(list(map(_name, rows)), list(map(_name, columns)))
    for row, own in enumerate(counts):
        for column, count in enumerate(own):
            is_right = rows[row] == columns[column]
            if (row, column) == (len(rows) - 1, len(columns) - 1) and not is_right:
                continue  # neither in the reference nor predicted
            share = count / sum(own) if count else 0.0
            _draw_cell(axes, (column, row), count, share=share, is_right=is_right, size=size)
    told = "; ".join(
        f"{_name(name)}: " + ", ".join(f"{count:,} {_name(other)}" for other, count in zip(columns, own) if count)
        for name, own in zip(rows, counts)
        if any(own)
    )
    return _plot(figure, f"Confusion matrix: what became of each label of the reference. {told}")


def _empty_matrix(rows: list[str], columns: list[str]) -> tuple[Figure, Axes, float]:
    """Returns a figure with the names of rows and columns, one unit a cell, and the size of text in the cells."""
    longest = max(map(len, columns))
    beside = min(max(90.0, 8.5 * max(map(len, rows)) + 24), 200.0)
    across = min(72.0, (WIDEST - beside) / len(columns))
    down, size = min(40.0, across), _SIZE if across > 48 else 0.36 * across
    is_upright = across < 9.5 * longest
    above = 40.0 + (8 * longest if is_upright else 10)
    figure = Figure(figsize=((beside + across * len(columns)) / _DPI, (down * len(rows) + above) / _DPI))
    axes = figure.add_subplot()
    axes.set(xlim=(0, len(columns)), ylim=(len(rows), 0))
    axes.set_xlabel("predicted", labelpad=10)
    axes.set_ylabel("reference", labelpad=6)
    axes.xaxis.set_label_position("top")
    axes.xaxis.tick_top()
    of_names = {"fontsize": max(size, 11)}
    axes.set_xticks([at + 0.5 for at in range(len(columns))], columns, rotation=90 if is_upright else 0, **of_names)
    axes.set_yticks([at + 0.5 for at in range(len(rows))], rows, **of_names)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return figure, axes, size


def _draw_cell(axes: Axes, at: tuple[int, int], count: int, *, share: float, is_right: bool, size: float) -> None:
    x, y = at
    # So faint that text in the page's own colour is read on it, light or dark.
    shade = (BLUE if is_right else VERMILION, 0.5 * math.sqrt(share))
    axes.add_patch(Rectangle((x + 0.03, y + 0.04), 0.94, 0.92, facecolor=shade, edgecolor=LINE, clip_on=False))
    style = {"weight": "bold" if is_right else "normal", "alpha": 1 if count else 0.5, "fontsize": size}
    axes.text(x + 0.5, y + 0.52, f"{count:,}", ha="center", va="center_baseline", **style)


def calibration(calibration: Mapping[str, Any] | None) -> str:
    """Returns how often mentions were right that the model was so sure of, and how many those were.

    `calibration` is that of metrics.json; `right` of a bin is the share of its mentions from 0 to 1. Nothing of none.
    """
    bins = _filled(calibration)
    return _svg(draw_calibration(calibration)) if calibration and bins else ""


def _filled(calibration: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    return [one for one in (calibration or {}).get("bins", ()) if one.get("mentions")]


@_style()
def draw_calibration(calibration: Mapping[str, Any]) -> Plot:
    """Returns the figure of `calibration`."""
    bins = _filled(calibration)
    figure = Figure(figsize=(WIDTH / _DPI, 430 / _DPI))
    upper, lower = figure.subplots(2, sharex=True, height_ratios=(3, 1))
    upper.plot([0, 1], [0, 1], color=INK, alpha=0.5, linestyle="--", linewidth=1.2)
    upper.text(0.02, 0.97, "dashed: right as often as sure", alpha=_FADED, fontsize=_SMALL, va="top")
    points = [one["confidence"] for one in bins], [one["right"] for one in bins]
    upper.plot(*points, color=BLUE, linewidth=2, marker="o", markersize=7)
    upper.set(xlim=(0, 1), ylim=(0, 1.02), ylabel="share right")
    starts, widths = [one["from"] for one in bins], [0.94 * (one["to"] - one["from"]) for one in bins]
    lower.bar(starts, [one["mentions"] for one in bins], width=widths, align="edge", color=BLUE, alpha=0.6)
    lower.set(xlabel="confidence", ylabel="mentions")
    lower.yaxis.set_major_locator(MaxNLocator(3, integer=True))
    lower.yaxis.set_major_formatter(FuncFormatter(_thousands))
    _grid(upper)
    _grid(lower)
    error = calibration.get("error")
    told = "; ".join(f"{_figure(one['confidence'])}: {_figure(one['right'])} of {one['mentions']:,}" for one in bins)
    head = "Share of mentions that are right, by the model's confidence"
    return _plot(figure, f"{head}{f' (calibration error {_figure(error)})' if error is not None else ''}. {told}")


def training_curve(rows: Iterable[Mapping[str, Any]]) -> str:
    """Returns the F1 on dev, and the loss of a step, by step. Nothing of none.

    `rows` are those that spaCy's ConsoleLogger writes: `step`, `losses` by component (sums since the row before),
    `scores` in points, `score` from 0 to 1.
    """
    rows = list(rows)
    return _svg(draw_training_curve(rows)) if rows else ""


@_style()
def draw_training_curve(rows: Sequence[Mapping[str, Any]]) -> Plot:
    """Returns the figure of `training_curve`."""
    steps, scores = [row["step"] for row in rows], [_dev_score(row) for row in rows]
    figure = Figure(figsize=(WIDTH / _DPI, 420 / _DPI))
    upper, lower = figure.subplots(2, sharex=True, height_ratios=(3, 2))
    text = _draw_dev_scores(upper, steps, scores)
    _draw_losses(lower, steps, losses_per_step(rows))
    _grid(upper)
    _grid(lower)
    upper.yaxis.set_major_locator(MaxNLocator(5))
    lower.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    lower.xaxis.set_major_formatter(FuncFormatter(_thousands))
    told = f"{len(rows)} evaluations up to step {steps[-1]:,}; {text}, last {_figure(scores[-1])}"
    return _plot(figure, f"F1 on dev and loss by training step: {told}")


def _draw_dev_scores(axes: Axes, steps: Sequence[int], scores: Sequence[float]) -> str:
    """Returns what is written beside the best score."""
    axes.plot(steps, scores, color=BLUE, linewidth=2, marker="o", markersize=4)
    best = max(range(len(scores)), key=lambda at: (scores[at], -steps[at]))
    at = (steps[best], scores[best])
    axes.plot(*at, color=INK, marker="o", markersize=11, fillstyle="none", linestyle="none")
    text = f"best {_figure(scores[best])} at {steps[best]:,}"
    side = "right" if steps[best] > (steps[0] + steps[-1]) / 2 else "left"
    axes.annotate(text, at, (0, -14), textcoords="offset points", ha=side, va="top")
    axes.set(ylabel="F1 on dev")
    # (The model that has seen one batch would press all others together.)
    axes.set_ylim(*_range(scores[1:] if len(scores) > 2 else scores))
    return text


def _draw_losses(axes: Axes, steps: Sequence[int], losses: Mapping[str, Sequence[float]]) -> None:
    """Draws them on a logarithmic axis, for those of components are not of one size."""
    for number, (name, own) in enumerate(losses.items()):
        dash, mark = _DASHES[number % len(_DASHES)], _MARKS[number % len(_MARKS)]
        style = {"color": SERIES[(number + 1) % len(SERIES)], "linestyle": dash, "marker": mark, "markersize": 4}
        axes.plot(steps, own, linewidth=2, label=_name(name), **style)
    if losses:
        axes.legend(frameon=False, fontsize=_SMALL, ncols=4, loc="lower right", bbox_to_anchor=(1, 1), borderpad=0)
    axes.set(xlabel="step", ylabel="loss of a step")
    known = [loss for own in losses.values() for loss in (own[1:] if len(own) > 2 else own) if 0 < loss < math.inf]
    if known:
        axes.set_yscale("log", nonpositive="mask")
        axes.set_ylim(min(known) / 1.4, max(known) * 1.4)
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 3) if max(known) < 1000 * min(known) else (1,), numticks=6))
        axes.yaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_formatter(FuncFormatter(_thousands))


def _dev_score(row: Mapping[str, Any]) -> float:
    points = row.get("scores", {}).get("ents_f")
    return points / 100 if points is not None else row["score"]


def losses_per_step(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[float]]:
    """Returns the mean loss of a step since the row before, by component.

    spaCy logs sums since the row before, the first of which stands for a single step (spacy.training.loop).
    """
    names = list(dict.fromkeys(name for row in rows for name in row.get("losses", {})))
    before = [rows[0]["step"] - 1, *(row["step"] for row in rows[:-1])] if rows else []
    return {
        name: [row.get("losses", {}).get(name, math.nan) / max(row["step"] - last, 1) for row, last in zip(rows, before)]
        for name in names
    }


def learning_curve(curve: Mapping[str, Any]) -> str:
    """Returns F1 by the number of cables trained on: the mean over seeds, and the range from the least to the best.

    `curve` is what learning_curve.json holds. Nothing of none.
    """
    return _svg(draw_learning_curve(curve)) if any(point["f"] for point in curve.get("points", ())) else ""


@_style()
def draw_learning_curve(curve: Mapping[str, Any]) -> Plot:
    """Returns the figure of `learning_curve`."""
    points = [point for point in curve["points"] if point["f"]]
    cables = [point["cables"] for point in points]
    least, most = ([pick(point["f"]) for point in points] for pick in (min, max))
    means = [mean(point["f"]) for point in points]
    figure = Figure(figsize=(WIDTH / _DPI, 360 / _DPI))
    axes = figure.add_subplot()
    axes.fill_between(cables, least, most, color=BLUE, alpha=0.18, linewidth=0)
    axes.plot(cables, means, color=BLUE, linewidth=2, marker="o", markersize=7)
    for point in [point for point in points if len(point["f"]) > 1]:
        axes.plot([point["cables"]] * len(point["f"]), point["f"], color=INK, marker="_", markersize=9, linestyle="none")
    for x, y, value in zip(cables, most, means):
        axes.annotate(_figure(value), (x, y), (0, 8), textcoords="offset points", ha="center", va="bottom")
    axes.set_xscale("log", base=2)
    axes.xaxis.set_major_locator(FixedLocator(_apart(cables)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(_thousands))
    axes.margins(x=0.09)
    axes.set_ylim(*_range([*least, *most], above=0.28))
    axes.yaxis.set_major_locator(MaxNLocator(6))
    name = _MEASURES.get(curve.get("measured_against", ""), "F1 on test")
    axes.set(xlabel="cables trained on (logarithmic)", ylabel=name)
    _grid(axes)
    told = "; ".join(
        f"{point['cables']:,} cables: {_figure(value)} ({_figure(low)} to {_figure(high)})"
        for point, value, low, high in zip(points, means, least, most)
    )
    return _plot(figure, f"{name} by the number of cables trained on, mean and range over seeds. {told}")


def _apart(values: Iterable[float], ratio: float = 1.12) -> list[float]:
    """Returns the values whose labels do not run into each other on a logarithmic axis; of two, the larger."""
    kept: list[float] = []
    for value in sorted(set(values), reverse=True):
        if not kept or kept[-1] >= value * ratio:
            kept.append(value)
    return kept[::-1]


# -- bars ----------------------------------------------------------------------------------------


class _Bar(NamedTuple):
    """A bar from 0 to `value`, and the interval of that; `name` stands beside it."""

    name: str
    value: float | None
    interval: tuple[float, float] | None
    is_faint: bool = False


class _Group(NamedTuple):
    """Bars that belong together, under a name and a note on it."""

    name: str
    note: str
    bars: list[_Bar]


def _draw_groups(groups: Sequence[_Group], *, bar: int = 19) -> Figure:
    """Returns a figure of horizontal bars, each `bar` pixels high with the gap below it."""
    gap = 14
    height = sum(bar * len(group.bars) + gap for group in groups)
    figure = Figure(figsize=(WIDTH / _DPI, (height + 34) / _DPI))
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
    axes.set_yticks([place for place, _ in ticks], [name for _, name in ticks], fontsize=_SMALL)
    axes.xaxis.set_major_locator(FixedLocator([0, 0.2, 0.4, 0.6, 0.8, 1]))
    axes.tick_params(length=0)
    axes.grid(visible=True, axis="x")
    return figure


def _draw_group_name(axes: Axes, group: _Group, middle: float) -> None:
    """Writes the name, and the note below it, on the left of the names of the bars."""
    gap = -34 if any(one.name for one in group.bars) else -8
    place = {"xy": (0, middle), "xycoords": axes.get_yaxis_transform(), "textcoords": "offset points", "ha": "right"}
    above = 1 if group.note else 0
    axes.annotate(group.name, xytext=(gap, above), va="bottom" if above else "center", weight="bold", **place)
    axes.annotate(group.note, xytext=(gap, -1), va="top", fontsize=_SMALL, alpha=_FADED, **place)


def _draw_bar(axes: Axes, bar: _Bar, middle: float, *, thickness: float) -> None:
    axes.barh(middle, bar.value or 0.0, height=thickness, color=BLUE, alpha=0.35 if bar.is_faint else 0.85)
    if bar.interval:
        low, high = bar.interval
        line = {"color": INK, "linewidth": 1.5, "clip_on": False}
        axes.hlines(middle, low, high, **line)
        axes.vlines([low, high], middle - thickness * 0.28, middle + thickness * 0.28, **line)
    place = {"xycoords": axes.get_yaxis_transform(), "textcoords": "offset points"}
    axes.annotate(_figure(bar.value), (1, middle), (8, 0), va="center", fontsize=_SMALL, **place)


# -- words and figures ---------------------------------------------------------------------------


def _name(text: object) -> str:
    """Returns a name as it is written in a plot: without what cannot be, and not too long."""
    shown = printable(str(text))
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"


def _figure(value: float | None) -> str:
    """Returns a score with two decimals; a dash for none."""
    return f"{value:.2f}" if value is not None else _DASH


def _mentions(support: int | None) -> str:
    return "" if support is None else f"{support:,} mention{'' if support == 1 else 's'}"


def _interval(score: Score, key: str) -> tuple[float, float] | None:
    found = (score.get("interval") or {}).get(key)
    return (found[0], found[1]) if found else None


def _thousands(value: float, _position: int | None = None) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:g}"


def _range(values: Sequence[float], *, above: float = 0.12) -> tuple[float, float]:
    """Returns the ends of an axis from 0 to 1 that shows these values with a margin, at least 0.1 apart."""
    known = [value for value in values if math.isfinite(value)] or [0.0, 1.0]
    low, high = min(known), max(known)
    spare = max(0.1 - (high - low), 0) / 2
    low, high = low - spare, high + spare
    return max(low - 0.12 * (high - low), -0.01), min(high + above * (high - low), 1.05)


def _grid(axes: Axes) -> None:
    axes.grid(visible=True)
    axes.tick_params(length=0, pad=6, labelsize=_SMALL)


# -- figures to text and files -------------------------------------------------------------------

_SVG, _LINK = "http://www.w3.org/2000/svg", "{http://www.w3.org/1999/xlink}href"
_REFERENCE = re.compile(r"#([\w-]+)")
_FONTS, _COLOUR = re.compile(r"font-family:[^;]*;?\s*"), re.compile(r"#[0-9a-f]{6}\b")
_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_ROOT_STYLE = "max-width: 100%; height: auto; font-family: system-ui, sans-serif; stroke-linejoin: round"


@_style()
def _svg(plot: Plot) -> str:
    """Returns a plot as an element of a page. The same plot gives the same text."""
    file = io.StringIO()
    plot.figure.savefig(file, format="svg", metadata=_NO_METADATA)
    root = ElementTree.fromstring(file.getvalue())  # noqa: S314 (Matplotlib wrote it)
    description, box = printable(plot.description), root.get("viewBox", "")
    for element in root.iter():
        _fit_into_page(element)
    _remove_useless(root)
    _rename_ids(root, blake2b(f"{description} {file.getvalue()}".encode(), digest_size=6).hexdigest())
    width, height = box.split()[2:]
    root.attrib = {"xmlns": _SVG, "viewBox": box, "width": width, "height": height, "style": _ROOT_STYLE}
    root.attrib |= {"role": "img", "aria-label": description}
    return ElementTree.tostring(root, encoding="unicode")


def _fit_into_page(element: ElementTree.Element) -> None:
    """Gives an element the colours and the font of the page."""
    element.tag = element.tag.removeprefix(f"{{{_SVG}}}")
    element.tail = None
    if element.tag != "text":
        element.text = None
    if "style" in element.attrib:
        style = _FONTS.sub("", element.attrib["style"])
        element.set("style", _COLOUR.sub(lambda match: _VARIABLES.get(match[0], match[0]), style))
    if "d" in element.attrib:
        element.set("d", " ".join(element.attrib["d"].split()))
    if element.get("transform", "").startswith("rotate(-0 "):
        del element.attrib["transform"]
    if link := element.attrib.pop(_LINK, ""):
        element.set("href", link)


def _remove_useless(parent: ElementTree.Element) -> None:
    """Removes style sheets, which would be the page's, too; what is not seen; and groups that hold nothing."""
    for child in list(parent):
        _remove_useless(child)
        is_empty = child.tag in ("g", "defs") and not len(child)
        is_unseen = child.tag == "path" and child.get("style") == "fill: none"
        if child.tag == "style" or is_empty or is_unseen:
            parent.remove(child)


def _rename_ids(root: ElementTree.Element, prefix: str) -> None:
    """Gives ids that something refers to names that no other plot of a page has; others are removed."""
    values = [value for element in root.iter() for name, value in element.attrib.items() if name in ("href", "clip-path")]
    names = {old: f"plot-{prefix}-{at}" for at, old in enumerate(dict.fromkeys(_REFERENCE.findall(" ".join(values))))}
    for element in root.iter():
        if (name := names.get(element.attrib.pop("id", ""))) is not None:
            element.set("id", name)
        for attribute in ("href", "clip-path"):
            if attribute in element.attrib:
                renamed = _REFERENCE.sub(lambda match: f"#{names[match[1]]}", element.attrib[attribute])
                element.set(attribute, renamed)


@_style()
def save(plot: Plot, path: Path) -> None:
    """Writes a plot as a file for people, on white: `.svg`, `.png`, or what else Matplotlib has for its ending."""
    file = io.BytesIO()
    kind = path.suffix.removeprefix(".")
    metadata = {**_NO_METADATA, "Title": printable(plot.description)} if kind == "svg" else {"Software": None}
    plot.figure.savefig(file, format=kind, facecolor="white", dpi=_PNG_DPI, metadata=metadata)
    write_bytes(path, file.getvalue())
