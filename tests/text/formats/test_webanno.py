"""WebAnno TSV 3: its first line, escapes, and a file without names."""

import pytest

from cable_ner.text import FormatError
from cable_ner.text.formats.webanno import is_webanno, read_webanno

HEAD = "#FORMAT=WebAnno TSV 3.3\n#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value\n\n\n"


@pytest.mark.parametrize(("data", "expected"), [(HEAD, True), ("\ufeff" + HEAD, True), ("Ann\tB-PER\n", False), ("", False)])
def test_webanno_is_told_by_its_first_line(data: str, expected: bool) -> None:
    assert is_webanno(data.encode()) is expected


def test_webanno_escapes_are_those_of_java() -> None:
    rows = "#Text=Daf\\u00FCr \\\\ Ann\n1-1\t0-5\tDafür\t_\t_\n1-2\t6-7\t\\\\\t_\t_\n1-3\t8-11\tAnn\t*\tPER\n"
    [document] = read_webanno((HEAD + rows).encode())
    assert document.text == "Dafür \\ Ann"
    assert [(document.text[one.start : one.end], one.label) for one in document.layer.spans] == [("Ann", "PER")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("#FORMAT=WebAnno TSV 3.3\n#T_SP=a.POS|PosValue\n", "has no layer of named entities"),
        (HEAD + "x\n", "is not a token"),
    ],
)
def test_webanno_that_cannot_be_read(data: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        list(read_webanno(data.encode()))
