"""The spreadsheet of a name's sentences, read back with openpyxl."""

import openpyxl
import pytest
import spacy

from cable_ner.files import new_docbin
from cable_ner.index.exports import write_sentences
from cable_ner.index.exports.sentences_sheet import LONGEST, fitting

VOCAB = spacy.blank("en").vocab
META = {"reference_id": "0900012", "date": "2009-08-25 15:10", "origin": "Embassy Tripoli", "classification": "SECRET"}


@pytest.fixture
def docbin(make_cable, tmp_path):
    cables = [
        make_cable(
            ("It rained. =SUM(1) said Muammar Qadhafi. Rain fell. +1 said Qadhafi in Benghazi; Qadhafi left.",
             [("Muammar Qadhafi", "PER"), ("Qadhafi", "PER"), ("Benghazi", "LOC"), ("Qadhafi", "PER")]),
            ("Gaddafi is a spelling.", [("Gaddafi", "PER")]),
            name="0001.txt", **META,
        ),
        make_cable(("2. (S) Muammar Gaddafi\nslept.", [("Muammar Gaddafi", "PER")]), name="b.txt", post="BERN"),
        make_cable(("Ann Lee was in Bern.", [("Ann Lee", "PER"), ("Bern", "LOC")]), name="c.txt"),
    ]  # fmt: skip
    path = tmp_path / "a.spacy"
    new_docbin(doc for cable in cables for doc in cable).to_disk(path)
    return path


def sheets(path):
    book = openpyxl.load_workbook(path)
    return [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book]


def test_sentences_of_a_name_in_all_its_spellings(docbin, tmp_path):
    figures = write_sentences([docbin], VOCAB, ["Muammar Qadhafi"], tmp_path / "a.xlsx")
    assert figures == (4, 2, 0)
    sentences, places = sheets(tmp_path / "a.xlsx")
    assert sentences[0][0] == "Cable"
    assert sentences[1] == [
        "0001.txt", "0900012", "2009-08-25 15:10", "Embassy Tripoli", "SECRET", "paragraph", None, "PER", "Muammar Qadhafi",
        "=SUM(1) said Muammar Qadhafi.",
    ]  # fmt: skip
    assert [row[8:] for row in sentences[2:]] == [
        ["Qadhafi", "+1 said Qadhafi in Benghazi; Qadhafi left."],
        ["Gaddafi", "Gaddafi is a spelling."],
        ["Muammar Gaddafi", "(S) Muammar Gaddafi slept."],
    ]
    assert sentences[4][3] == "BERN"
    assert places == [
        ["Place", "Country", "Kind", "Latitude", "Longitude", "Cables"],
        ["Benghazi", "LY", "city", 32.11486, 20.06859, 1],
    ]


def test_texts_are_texts(docbin, tmp_path):
    write_sentences([docbin], VOCAB, ["Qadhafi"], tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert sheet["B2"].value == "0900012"


def test_date_is_that_of_the_header_where_no_page_has_one(make_cable, tmp_path):
    head, paragraph = make_cable(("R 251510Z AUG 09 FM AMEMBASSY TRIPOLI", []), ("Ann Lee slept.", [("Ann Lee", "PER")]))
    head.user_data["zone"] = "header"
    new_docbin([head, paragraph]).to_disk(tmp_path / "a.spacy")
    write_sentences([tmp_path / "a.spacy"], VOCAB, ["Ann Lee"], tmp_path / "a.xlsx")
    assert sheets(tmp_path / "a.xlsx")[0][1][2] == "2009-08-25"


def test_several_names_are_one_spreadsheet(docbin, tmp_path):
    figures = write_sentences([docbin], VOCAB, ["Qadhafi", "Ann Lee"], tmp_path / "a.xlsx")
    assert (figures.sentences, figures.cables) == (3, 2)


def test_name_that_is_not_mentioned(docbin, tmp_path):
    with pytest.raises(ValueError, match="Denz: no mention has this name; `cable-ner index` lists the names"):
        write_sentences([docbin], VOCAB, ["Denz"], tmp_path / "a.xlsx")
    assert not (tmp_path / "a.xlsx").exists()


def test_sentence_longer_than_a_cell_is_cut_and_counted(make_cable, tmp_path):
    new_docbin(make_cable(("Ann Lee " + "saw rain " * 4000, [("Ann Lee", "PER")]))).to_disk(tmp_path / "a.spacy")
    assert write_sentences([tmp_path / "a.spacy"], VOCAB, ["Ann Lee"], tmp_path / "a.xlsx").cut == 1
    shown = sheets(tmp_path / "a.xlsx")[0][1][-1]
    assert (len(shown), shown[-5:]) == (LONGEST, "  […]")


@pytest.mark.parametrize(("sign", "units"), [("é", 1), ("😀", 2)])
def test_cell_holds_utf16_units(sign, units):
    text, cut = fitting(sign * LONGEST)
    assert cut == (units == 2)
    assert LONGEST - 1 <= len(text.encode("utf-16-le")) / 2 <= LONGEST


def test_text_that_just_fits_a_cell_is_not_cut():
    assert fitting("a" * LONGEST) == ("a" * LONGEST, False)
    assert fitting("a" * (LONGEST + 1))[1]


def test_same_cables_give_the_same_bytes(docbin, tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_sentences([docbin], VOCAB, ["Qadhafi"], tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
