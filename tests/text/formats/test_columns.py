"""CoNLL columns: the schemes of tags, and what is no such file."""

import pytest

from cable_ner.text import FormatError
from cable_ner.text.formats.columns import read_columns


@pytest.mark.parametrize(
    ("tags", "names"),
    [
        ("B-PER I-PER O B-LOC", ["Ann Lee", "Rome"]),  # IOB2
        ("I-PER I-PER O I-LOC", ["Ann Lee", "Rome"]),  # IOB1
        ("I-PER B-PER O I-LOC", ["Ann", "Lee", "Rome"]),
        ("B-PER L-PER O U-LOC", ["Ann Lee", "Rome"]),  # BILUO
        ("B-PER E-PER O S-LOC", ["Ann Lee", "Rome"]),  # BIOES
        ("U-PER U-PER O O", ["Ann", "Lee"]),
        ("B-PER I-ORG O O", ["Ann", "Lee"]),
        ("b-per i-per o b-loc", ["Ann Lee", "Rome"]),
        ("B_PER I_PER O B_LOC", ["Ann Lee", "Rome"]),
        ("PER PER O LOC", ["Ann Lee", "Rome"]),  # IO
        ("PER LOC O O", ["Ann", "Lee"]),
    ],
)
def test_columns_schemes(tags: str, names: list[str]) -> None:
    rows = "".join(f"{word} {tag}\n" for word, tag in zip(("Ann", "Lee", "left", "Rome"), tags.split()))
    [document] = read_columns(rows.encode())
    assert [document.text[one.start : one.end] for one in document.layer.spans] == names


def test_columns_a_number_may_come_first_and_a_comment_anywhere() -> None:
    [document] = read_columns(b"# text = Ann left\n1\tAnn\tPROPN\tB-PER\n2\tleft\tVERB\tO\n")
    assert document.text == "Ann left"


def test_columns_documents() -> None:
    found = list(read_columns(b"-DOCSTART- O\n\nAnn B-PER\n\nleft O\n\n-DOCSTART- O\n\nBea B-PER\n"))
    assert [(document.name, document.text) for document in found] == [("00001", "Ann\nleft"), ("00002", "Bea")]


@pytest.mark.parametrize(("data", "line"), [(b"Ann B-PER\nleft\n", 2), (b"Ann X-PER\n", 1), (b"Ann B-PER\nleft VBD\n", 2)])
def test_columns_that_are_none_are_told_with_their_line(data: bytes, line: int) -> None:
    with pytest.raises(FormatError) as error:
        list(read_columns(data))
    assert error.value.line == line
