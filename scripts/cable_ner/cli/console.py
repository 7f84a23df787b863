"""What commands print: messages, tables that fit the terminal, progress bars, and errors in one line with their remedy."""

import os
import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Literal, TypeVar

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from tqdm import tqdm
from wasabi.printer import Printer
from wasabi.util import locale_escape

from ..files import TornLineWarning, explain
from ..work import STOPPED, Progress

Item = TypeVar("Item")

_AGAIN = "run the same command again"
_JUSTIFY: dict[str, Literal["left", "right", "center"]] = {"l": "left", "r": "right", "c": "center"}
_WIDEST = 1000  # characters of a column, off a terminal

tqdm.monitor_interval = 0  # its thread would keep the processes of a pool from being forked


class _Messages(Printer):
    """wasabi's printer. Off a terminal nothing is wrapped, so that output can be searched; on one, tables fit its width."""

    def text(self, title: Any = "", text: Any = "", *args: Any, **options: Any) -> Any:
        """Prints a message; see wasabi. Off a terminal it stays on one line, without colours."""
        if self._is_terminal() or self.no_print or options.get("no_print") or not options.get("show", True):
            return super().text(title, text, *args, **options)
        icon = self.icons.get(str(options.get("icon")), "")
        print(locale_escape(f"{icon} {title}".strip()))
        if text:
            print(locale_escape(str(text)))
        if options.get("exits") is not None:
            sys.stdout.flush()
            sys.exit(options["exits"])
        return None

    def table(self, data: Any, **options: Any) -> Any:
        """Prints rows of text; see wasabi. On a terminal, columns that are too wide are wrapped inside their cells."""
        if not self._is_terminal():
            return super().table(data, **{"max_col": _WIDEST, **options})
        rows = [list(row) for row in data]
        names = list(options.get("header") or [""] * len(rows[0]) if rows or options.get("header") else [])
        table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), show_header=bool(options.get("header")))
        for name, align in zip(names, options.get("aligns") or ["l"] * len(names)):
            table.add_column(escape(str(name)), justify=_JUSTIFY[align], overflow="fold")
        for row in rows:
            table.add_row(*(escape(str(cell)) for cell in row))
        print()
        Console(highlight=False).print(table)
        print()
        return None

    def _is_terminal(self) -> bool:
        return sys.stdout.isatty() and not os.environ.get("WASABI_LOG_FRIENDLY")


msg = _Messages()


def progress(unit: str) -> Progress:
    """Returns what shows a bar on a terminal while items, which it counts in this unit, are gone through."""

    def bar(items: Iterable[Item], label: str, total: int | None, /) -> Iterable[Item]:
        shown: Iterable[Item] = tqdm(items, desc=label, total=total, unit=unit, disable=None, leave=False)
        return shown

    return bar


@contextmanager
def errors_told(*, again: str = _AGAIN, stopped: str = "") -> Iterator[None]:
    """Ends the command with status 1 and a line that says what to do, for an error that the user can do something about.

    `again` is the remedy after a disk error. With `stopped`, Ctrl-C and SIGTERM end it with that message and their status.
    """
    try:
        with _torn_lines_told():
            yield
    except (ValueError, ImportError, OSError) as error:
        msg.fail(explain(error, again), exits=1)
    except KeyboardInterrupt:
        if not stopped:
            raise
        msg.warn(stopped, exits=STOPPED)


@contextmanager
def _torn_lines_told() -> Iterator[None]:
    """Makes a warning about a torn line a message like others; each is printed once."""
    with warnings.catch_warnings():
        others, told = warnings.showwarning, set[str]()

        def show(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
            if not issubclass(category, TornLineWarning):
                others(message, category, *place, **more)
            elif str(message) not in told:
                told.add(str(message))
                msg.warn(str(message))

        warnings.showwarning = show
        warnings.simplefilter("always", TornLineWarning)
        yield
