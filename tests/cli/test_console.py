"""What commands print: whole lines off a terminal, and errors with their remedy."""

import pytest

from cable_ner.cli.console import errors_told, msg
from cable_ner.files import whole_lines

LONG = "corpus/raw/" + "a" * 150 + ".txt: is empty; remove it, or fetch it again"


def test_console_messages_are_not_wrapped_off_a_terminal(capsys):
    msg.warn(LONG)
    msg.table([("form", LONG)], header=("a", "b"), divider=True)
    printed = capsys.readouterr().out
    assert f"⚠ {LONG}\n" in printed
    assert printed.count(LONG) == 2
    assert "\x1b" not in printed


@pytest.mark.parametrize(
    ("error", "status", "line"),
    [
        (ValueError(LONG), 1, LONG),
        (OSError(28, "No space left on device", "out/a.spacy"), 1, "out/a.spacy: no space left on its disk"),
        (KeyboardInterrupt(), 130, "stopped; run it again"),
    ],
)
def test_console_errors_become_a_line_and_a_status(capsys, error, status, line):
    with pytest.raises(SystemExit) as ended, errors_told(stopped="stopped; run it again"):
        raise error
    assert ended.value.code == status
    assert line in capsys.readouterr().out


def test_console_bugs_are_not_hidden():
    with pytest.raises(ZeroDivisionError), errors_told():
        _ = 1 / 0


def test_console_a_torn_line_is_told_of_once(capsys, tmp_path):
    (tmp_path / "rows.jsonl").write_bytes(b'{"a":1}\n{"a"')
    with errors_told():
        for _ in range(2):
            assert len(list(whole_lines(tmp_path / "rows.jsonl"))) == 1
    assert capsys.readouterr().out.count("rows.jsonl:2: was cut off while it was being written and is ignored") == 1
