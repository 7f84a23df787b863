"""Files of decisions, one a line, and the lines that take decisions back."""

import pytest
import srsly

from cable_ner.files import append_lines, append_revocation_line, read_decision_lines


def decision(row):
    if not isinstance(row, str):
        raise ValueError("is no decision")
    return row


def write(path, *rows):
    append_lines(path, [srsly.json_dumps(row).encode() for row in rows])


def test_decision_lines_are_by_number_and_the_last_that_says_so_is_revoked(tmp_path):
    file = tmp_path / "decisions.jsonl"
    write(file, "a", "b", "a")
    append_revocation_line(file, "a", by="kim", time="2026-01-01")
    append_revocation_line(file, "c")  # (which nobody said)
    assert read_decision_lines(file, decision) == {1: "a", 2: "b"}
    assert srsly.json_loads(file.read_text().splitlines()[3]) == {"revokes": "a", "by": "kim", "time": "2026-01-01"}
    append_revocation_line(file, "a")
    write(file, "a")
    assert read_decision_lines(file, decision) == {2: "b", 7: "a"}


def test_decision_lines_of_no_file_are_none(tmp_path):
    assert read_decision_lines(tmp_path / "none.jsonl", decision) == {}


@pytest.mark.parametrize("row", [["a"], {"revokes": ["a"]}, {"revokes": "a", "who": "kim"}])
def test_decision_lines_that_make_no_sense_are_named(tmp_path, row):
    file = tmp_path / "decisions.jsonl"
    write(file, "a", row)
    with pytest.raises(ValueError, match=r"decisions\.jsonl:2: .*; correct the line or remove it"):
        read_decision_lines(file, decision)
