"""A list of names: what its file may say, and what is told of lines that make no sense."""

import pytest

from cable_ner.tagging import read_name_list

GOOD = "name,label,note\n  UAE ,LOC,seen as ORG\nVladimir\u00a0Putin,PER,\n"


def _read(tmp_path, text: str | bytes):
    path = tmp_path / "my.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    found = read_name_list(path)
    return dict(found.labels), [problem.replace(f"{path}:", "") for problem in found.problems]


@pytest.mark.parametrize(
    "text",
    [
        GOOD, GOOD.replace(",", ";"), GOOD.replace(",", "\t"), GOOD.encode("utf-8-sig"), GOOD.encode("utf-16"),
        GOOD.replace("\n", "\r\n"), "label,name\nLOC,UAE\nPER,Vladimir Putin\nPER,Vladimir Putin\n",
    ],
)  # fmt: skip
def test_name_list_as_any_spreadsheet_saves_it(tmp_path, text):
    assert _read(tmp_path, text) == ({"UAE": "LOC", "Vladimir Putin": "PER"}, [])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (",PER,", "2: has no name; fill it in, or remove the line"),
        ("--,PER,", "2: has no name; fill it in, or remove the line"),
        ("Qatar,,", "2: has no label for “Qatar”; write PER, ORG, LOC or MISC"),
        ("Qatar,loc,", "2: 'loc' is no label; write one in capitals, such as PER, ORG, LOC or MISC"),
        (f"{'x' * 121},LOC,", "2: has a name of 121 characters; it may have 120"),
        ("UAE,ORG,", "3: “UAE” is ORG in line 2, which holds; remove one of them"),
        ("Lee, Ann,PER,chair,of", "2: has 5 cells for 3 columns; quote cells that contain ','"),
        ('"\x1b[2J\u202e",\u202eX,', "2: '\\u202eX' is no label; write one in capitals, such as PER, ORG, LOC or MISC"),
    ],
)
def test_name_list_tells_lines_that_make_no_sense_and_goes_on(tmp_path, line, said):
    labels, problems = _read(tmp_path, f"name,label,note\n{line}\nUAE,LOC,\nQatar,LOC,\n")
    assert problems == [said]
    assert {**labels, "UAE": "LOC"} == {"UAE": "LOC", "Qatar": "LOC"}


def test_name_list_with_a_formula_is_a_name(tmp_path):
    assert _read(tmp_path, "name,label\n'=1+1,ORG\n@home,ORG\n") == ({"=1+1": "ORG", "@home": "ORG"}, [])


@pytest.mark.parametrize("text", ["", "Putin,PER\n", "name;text\n"])
def test_name_list_without_its_columns_says_how_to_begin_it(tmp_path, text):
    with pytest.raises(ValueError, match=r"my\.csv:1: is no list of names; begin it with the line name,label,note"):
        _read(tmp_path, text)


def test_name_list_has_a_digest_of_what_counts(tmp_path):
    digests = []
    for text in (
        "name,label,note\nA1,LOC,x\nB1,PER,\n",
        "label,name\nPER,B1\nLOC,A1\n",
        "name,label\nA1,LOC\n",
        "name,label\n",
    ):
        (tmp_path / "my.csv").write_text(text)
        digests.append(read_name_list(tmp_path / "my.csv").digest())
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3
    assert digests[3] == ""
