"""Markups that are not read are named, and what cables hold anyway is not taken for one."""

import pytest

from cable_ner.text.formats import not_read


@pytest.mark.parametrize(
    ("text", "line"),
    [("Denz/PERSON left", 1), ("Rain.\n[PER: Denz] left", 2), ("[Denz](PER)", 1), ("[Denz|PER]", 1), ("{{PER|Denz}}", 1)],
)
def test_unread_is_named_with_its_line(text: str, line: int) -> None:
    problem = not_read(text)
    assert problem
    assert (problem.line, problem.kind) == (line, "other markup")


@pytest.mark.parametrize("text", ["POL/ORG met", "[PER Denz  ] left", "(S/NF)", "a list [1](2)", "NGO/IO", "and/or LOC"])
def test_unread_leaves_the_text_of_cables_alone(text: str) -> None:
    assert not_read(text) is None
