"""Lines from something else than a terminal. (tests of the terminal itself: test_terminal.py)"""

import io
import sys

import pytest

from cable_ner.cli.review.keyboard import Cancelled, has_keys, read_key, read_line


def test_keyboard_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("  Ann Lee \n\n"))
    assert not has_keys()
    assert (read_line(), read_line()) == ("Ann Lee", "")
    with pytest.raises(Cancelled):
        read_line()


@pytest.mark.parametrize("pressed", [KeyboardInterrupt, EOFError])
def test_keyboard_ctrl_c_and_ctrl_d_cancel(monkeypatch: pytest.MonkeyPatch, pressed: type[BaseException]) -> None:
    def getchar() -> str:
        raise pressed

    monkeypatch.setattr("click.getchar", getchar)
    with pytest.raises(Cancelled):
        read_key()
