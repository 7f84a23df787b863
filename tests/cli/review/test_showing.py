"""Questions on terminals of all kinds."""

import io

import pytest
from rich.console import Console
from rich.text import Text

from cable_ner.audit import Review, read_findings
from cable_ner.cli.review.showing import show_question, speaker
from tests.helpers.review import FORMS, form, suspect, write


def printed(encoding="utf-8"):
    """Returns a function that prints, and one that gives what was printed."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="")
    say = speaker(Console(file=stream, width=120, color_system=None))
    return say, lambda: (stream.flush(), stream.buffer.getvalue().decode(encoding))[1]


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "»Saif’s« → PER · Ж…"),
        ("latin-1", ">>Saif\\u2019s<< -> PER - \\u0416..."),
        ("ascii", ">>Saif\\u2019s<< -> PER - \\u0416..."),
    ],
)
def test_showing_what_a_console_can_write(encoding, shown):
    say, text = printed(encoding)
    say(Text.assemble("»", ("Saif’s", "bold"), "« → PER · Ж…"), newline=False)
    say("!")
    assert text() == f"{shown}!\n"


def test_showing_a_form_lists_each_cable_first_and_five_of_its_places(tmp_path):
    suspects = [suspect(number, "Khamis", "LOC", "PER") for number in (0, 0, 0, 0, 1, 2, 2)]
    forms = [form("Khamis", "LOC", "PER", list(range(7)), cable="a.txt", reasons=["why \x07"]), *FORMS[1:2]]
    forms[1] = {**forms[1], "mentions": [4]}
    review = Review(read_findings(write(tmp_path, forms, suspects)), tmp_path / "c.jsonl")
    say, text = printed()
    show_question(review, review.findings.forms[0], say=say)
    lines = text().splitlines()
    assert lines[1] == "2 of 2 questions left"
    assert lines[2] == "Khamis   LOC → PER   7 mentions · 80% sure · gain 7.0 · only in a.txt"
    assert lines[3] == "  · why \\x07"
    assert [line.split()[0] for line in lines[4:9]] == ["0.txt", "1.txt", "2.txt", "0.txt", "0.txt"]
    assert lines[9] == "  … and 2 more"
