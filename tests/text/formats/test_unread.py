"""Markups that are not read are named, and what cables hold anyway is not taken for one."""

import pytest

from cable_ner.text.formats import not_read, other_format


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Denz/PERSON left", 1),
        ("Rain.\n[PER: Denz] left", 2),
        ("[Denz](PER)", 1),
        ("[Denz|PER]", 1),
        ("{{PER|Denz}}", 1),
        ("{PER Denz}", 1),
        ("{Denz|PER}", 1),
        ("[PER|Denz]", 1),
        ("[PER_Denz]", 1),
        ("[B-PER Denz]", 1),
        ("[Denz]{PER}", 1),
        ("[Denz]/PER", 1),
        ("[Denz/PER]", 1),
        ("PER[Denz]", 1),
        ("<PER Denz>", 1),
        ("Denz<PER>", 1),
        ("<START:person> Denz <END>", 1),
        ("&lt;PER&gt;Denz&lt;/PER&gt;", 1),
        ("Denz|B-PER", 1),
        ("Denz||PER", 1),
        ("Denz{PER}", 1),
        ("{PER}Denz{/PER}", 1),
        ("Denz//PER", 1),
        ("Denz#PER", 1),
        ("Denz (PER) of Bern (LOC)", 1),
        ("Rain.\n(PER Denz) in (LOC Bern)", 2),
        ("PER: Denz, LOC: Bern", 1),
    ],  # fmt: skip
)
def test_unread_is_named_with_its_line(text: str, line: int) -> None:
    problem = not_read(text)
    assert problem
    assert (problem.line, problem.kind) == (line, "other markup")


@pytest.mark.parametrize(
    "text",
    [
        "POL/ORG met",
        "[PER Denz  ] left",
        "(S/NF)",
        "a list [1](2)",
        "NGO/IO",
        "and/or LOC",
        "[DATE-TIME GROUP]",
        "<TIME>",
        "the Line of Control (LOC) and the ORG: A",
    ],
)
def test_unread_leaves_the_text_of_cables_alone(text: str) -> None:
    assert not_read(text) is None


@pytest.mark.parametrize(
    ("source", "format_"),
    [
        ("Denz B-PER\nleft O\nBern B-LOC\n", "CoNLL columns"),
        ("-DOCSTART- O\n\nDenz\tNNP\tI-PER\r\nleft\tVBD\tO\r\n.\t.\tO\r\n", "CoNLL columns"),
        ('{"text": "Denz left.", "label": [[0, 4, "PER"]]}\n', "JSON"),
        ('[{"text": "Denz left.", "entities": []}]', "JSON"),
        ("#FORMAT=WebAnno TSV 3.3\n#T_SP=x|value\n", "WebAnno TSV"),
        (
            '"1","12/28/1966 18:48","66TESTVILLE2481","Embassy Testville","","","","1. [PER Denz] left."\n',
            "the archive's table",
        ),
    ],
)
def test_unread_file_of_another_format_is_named(source: str, format_: str) -> None:
    assert other_format(source).startswith(f"looks like {format_} under an ending of a text")


@pytest.mark.parametrize(
    "source", ["UNCLAS TESTVILLE 000123\n\n1. (U) One O\nTwo\nThree\n", '"Bread," he said.', "{sic} [x]", ""]
)
def test_unread_file_of_a_cable_is_a_text(source: str) -> None:
    assert other_format(source) == ""
