"""What a person types: single keys and lines at a terminal, only lines from anything else. Esc and Ctrl-C cancel."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

try:
    import termios
except ImportError:  # Windows: Esc cancels a line once Enter is pressed
    termios = None  # type: ignore[assignment]  # (the module is there or not)

ESC = "\x1b"
_LONGEST_LINE = 4096  # bytes that a terminal gives at once


class Cancelled(Exception):  # noqa: N818 (nothing is wrong)
    """The person cancelled: with Ctrl-C, with Esc while typing a line, or by ending the input."""


def has_keys() -> bool:
    """Returns whether the input is a terminal, which is read key by key."""
    return sys.stdin.isatty()


def read_key() -> str:
    """Returns the key that was pressed; a special key is several characters. Raises Cancelled for Ctrl-C and Ctrl-D."""
    try:
        return click.getchar()
    except (EOFError, KeyboardInterrupt):
        raise Cancelled from None


def read_line() -> str:
    """Returns the line that was typed, without white space around it; it holds ESC if Esc was pressed.

    Raises Cancelled for Ctrl-C and the end of the input, and ValueError for a line that is not text.
    """
    try:
        line = _terminal_line() if has_keys() and termios else sys.stdin.readline()
    except KeyboardInterrupt:
        raise Cancelled from None
    except UnicodeDecodeError:
        raise ValueError("the input is not in the terminal's encoding; type it again") from None
    if not line:
        raise Cancelled
    return line.strip()


def _terminal_line() -> str:
    """Returns a line that the terminal lets the person edit. Esc ends it at once; what an arrow key adds goes."""
    with _escape_ends_lines():
        line = os.read(sys.stdin.fileno(), _LONGEST_LINE).decode(sys.stdin.encoding)
        if ESC in line:
            termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)
        return line


@contextmanager
def _escape_ends_lines() -> Iterator[None]:
    """Makes Esc end a line of the terminal, as Enter does."""
    file = sys.stdin.fileno()
    before, changed = termios.tcgetattr(file), termios.tcgetattr(file)
    changed[6][termios.VEOL] = ESC.encode()
    termios.tcsetattr(file, termios.TCSADRAIN, changed)
    try:
        yield
    finally:
        termios.tcsetattr(file, termios.TCSADRAIN, before)
