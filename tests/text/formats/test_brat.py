"""brat's stand-off: lines of entities, and what is said of those that have no place."""

import pytest

from cable_ner.text.formats.brat import read_brat

TEXT = "Denz left New\nBern ."


@pytest.mark.parametrize(
    ("line", "spans", "lost"),
    [
        ("T1\tPER 0 4\tDenz", [(0, 4, "PER")], []),
        ("T1\tLOC 10 13;14 18\tNew Bern", [(10, 18, "LOC")], []),
        ("T1\tMISSING 0 4\tDenz", [(0, 4, "")], []),
        ("R1\tIn Arg1:T1 Arg2:T2", [], []),
        ("#1\tAnnotatorNotes T1\tsure", [], []),
        ("T1\tPER 0 4;10 13\tDenz New", [], ["is in pieces that have words between them (0 4;10 13)"]),
        ("T1\tPER 0 99\tDenz", [], ["'Denz' is not the text at its offsets, 0 to 99"]),
        ("T1 PER 0 4 Denz", [], ["is not as brat writes them"]),
    ],
)
def test_brat_lines(line: str, spans: list, lost: list[str]) -> None:
    layer = read_brat(TEXT, f"{line}\r\n".encode())
    assert [one[:3] for one in layer.spans] == spans
    assert [part in problem.message for problem, part in zip(layer.lost, lost, strict=True)] == [True] * len(lost)
    assert not layer.complete
