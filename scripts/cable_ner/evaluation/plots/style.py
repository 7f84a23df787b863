"""The style that all plots share: colours, sizes, and how names and figures are written."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from ...files import printable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito's colours, which colour-blind readers can tell apart (https://jfly.uni-koeln.de/color/). In a page they are
# variables, which may have other values in dark mode. No two parts of a plot differ by colour alone.
BLUE, VERMILION, GREEN, PURPLE = "#0072b2", "#d55e00", "#009e73", "#cc79a7"
SERIES = (BLUE, VERMILION, GREEN, PURPLE)
INK, LINE = "#1a1a1a", "#d4d4d4"
WIDTH = 560  # pixels: on a telephone it shrinks to two thirds, and text of 14 pixels is still legible
SIZE, SMALL = 14, 12.5  # pixels of text
DPI = 72  # makes a point a pixel
FADED = 0.75  # opacity of secondary text
_LONGEST = 24  # characters of a name in a plot
_DASH = "–"
_SETTINGS: dict[str, Any] = {
    "font.size": SIZE,
    "axes.labelsize": SIZE,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SIZE,
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
    "figure.dpi": DPI,
    "figure.constrained_layout.use": True,
    "text.parse_math": False,  # a dollar sign in a name is just that
    "svg.fonttype": "none",
    "svg.hashsalt": "cable_ner",
}


class Plot(NamedTuple):
    """A figure, and a description in a sentence or two for readers who cannot see it."""

    figure: Figure
    description: str


def finished(figure: Figure, description: str) -> Plot:
    """Returns a figure with its layout fixed: laid out again at each drawing, it would shift a little."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    return Plot(figure, description)


@contextmanager
def styled() -> Iterator[None]:
    """Draws in our style whatever the user's Matplotlib settings are; these are restored afterwards."""
    import matplotlib

    with matplotlib.rc_context(), warnings.catch_warnings():
        # A name in a script that Matplotlib's font lacks is shown in one of the reader's fonts: no reason to warn.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        matplotlib.rcdefaults()
        parameters: Any = matplotlib.rcParams  # (its stubs accept literal keys only)
        parameters.update(_SETTINGS)
        yield


def new_figure(width: float, height: float) -> Figure:
    """Returns an empty figure of this size in pixels."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width / DPI, height / DPI))


def grid(axes: Axes) -> None:
    """Draws grid lines instead of ticks."""
    axes.grid(visible=True)
    axes.tick_params(length=0, pad=6, labelsize=SMALL)


def name(text: object) -> str:
    """Returns a name as a plot shows it: printable, and cut if it is too long."""
    shown = printable(str(text))
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"


def figure_of(value: float | None) -> str:
    """Returns a score with two decimals; a dash for None."""
    return f"{value:.2f}" if value is not None else _DASH


def thousands(value: float, _position: int | None = None) -> str:
    """Returns a number with separators of thousands, for ticks."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:g}"


def limits(values: Sequence[float], *, above: float = 0.12) -> tuple[float, float]:
    """Returns the ends of an axis from 0 to 1 that shows these values with a margin, at least 0.1 apart."""
    known = [value for value in values if math.isfinite(value)] or [0.0, 1.0]
    low, high = min(known), max(known)
    spare = max(0.1 - (high - low), 0) / 2
    low, high = low - spare, high + spare
    return max(low - 0.12 * (high - low), -0.01), min(high + above * (high - low), 1.05)
