"""Spreadsheets: what is written is safe and printable, and read again however a program saved it."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.files.sheets import SheetError, as_table, guarded, printable, read_table, unguarded


def sheet(tmp_path, data):
    path = tmp_path / "sheet.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf8"))
    return path


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Zürich", "Zürich"),
        ("a\nb\tc\r\u2028d", "a b c  d"),
        ("a\x1b[31mred", "a\\x1b[31mred"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("a\u200bb\x00", "a\\u200bb\\x00"),
        ("\ud800", "\\ud800"),
        ("日本 😀 “x”", "日本 😀 “x”"),
    ],
)
def test_sheets_printable(text, shown):
    assert printable(text) == shown


@given(st.text(st.characters()))
def test_sheets_printable_moves_no_cursor(text):
    shown = printable(text)
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert printable(shown) == shown


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_sheets_formulas_are_guarded(text):
    assert guarded(text) == "'" + text
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["", "a=b", "'s-Hertogenbosch", "Saif", "'"])
def test_sheets_other_text_is_left(text):
    assert guarded(text) == unguarded(text) == text


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8")), min_size=2, max_size=2)))
def test_sheets_round_trip(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("sheets") / "sheet.csv"
    path.write_bytes(as_table(("one", "two"), rows).encode("utf8"))
    wanted = [[printable(cell).strip() for cell in row] for row in rows]
    found = [[unguarded(row["one"]), unguarded(row["two"])] for _, row in read_table(path, ("one", "two"))]
    # A text that looks guarded before it was cannot be told from one that is.
    plain = [row for row in wanted if any(row)]
    assert [[unguarded(cell) for cell in row] for row in plain] == found


def test_sheets_no_cell_begins_like_a_formula():
    text = as_table(("a", "b"), [("=1", "\t=1"), ("-x", "ok")])
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert cells == ["a", "b", "'=1", " =1", "'-x", "ok"]


@pytest.mark.parametrize(
    "data",
    [
        "a,b\n1,ü\n",
        "a,b\r\n1,ü\r\n",
        "a;b\r\n1;ü\r\n",
        "a\tb\n1\tü",
        "sep=;\r\na;b\r\n1;ü\r\n",
        "\ufeffa,b\n1,ü\n",
        "a,b\n1,ü\n".encode("utf-16"),
        "a;b\r\n1;ü\r\n".encode("cp1252"),
        "x,b,a\n,ü,1\n",
        '"a","b"\n"1","ü"\n',
        "a,b\n\n,\n1,ü,,\n",
    ],
)
def test_sheets_read_as_programs_save_them(tmp_path, data):
    rows = read_table(sheet(tmp_path, data), ("a", "b"))
    assert [{name: row[name] for name in "ab"} for _, row in rows] == [{"a": "1", "b": "ü"}]


def test_sheets_lines_are_those_of_the_file(tmp_path):
    rows = read_table(sheet(tmp_path, 'a,b\n1,"two\nlines"\n\n3,4\n'), ("a", "b"))
    assert [(line, row["a"], row["b"]) for line, row in rows] == [(2, "1", "two\nlines"), (5, "3", "4")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", "sheet.csv:1: there is no column a, b; keep the first row as it was exported"),
        ("a,c\n1,2\n", "sheet.csv:1: there is no column b;"),
        ("a,b,a\n1,2,3\n", "sheet.csv:1: column a appears twice; keep one"),
        ("a,b\n1,2,3\n", "sheet.csv:2: has 3 cells for 2 columns; quote cells that contain ','"),
        ('a,b\n1,2\n3,"x"y\n', "sheet.csv:3: is not a row of a table"),
    ],
)
def test_sheets_what_is_wrong_is_told_by_line(tmp_path, data, message):
    with pytest.raises(SheetError) as error:
        read_table(sheet(tmp_path, data), ("a", "b"))
    assert message in str(error.value)


def test_sheets_all_that_is_wrong_is_told(tmp_path):
    with pytest.raises(SheetError) as error:
        read_table(sheet(tmp_path, "a,b\n1,2,3\n1,2\n4,5,6\n"), ("a", "b"))
    assert [problem.split(": ")[0][-1] for problem in error.value.problems] == ["2", "4"]
