"""Cables read from DocBin files and lines of JSON."""

import json

import pytest
import spacy

from cable_ner.files import new_docbin
from cable_ner.index import read_records
from cable_ner.index.archive.records import MentionRecord, record_files
from cable_ner.tagging.renderings import add_mention_facts, json_line
from tests.helpers.archive import SMALL, line, write_lines
from tests.helpers.tagging import tagged

CABLE = b"SUBJECT: BREAD\n\n1. (U) rain , of Ann Lee , in Rome , fell .\n\n2. (U) Ann  Lee slept ."


def test_records_of_docbins_and_json_lines_are_the_same(tmp_path):
    cable = tagged(CABLE)
    add_mention_facts([cable])
    (tmp_path / "a.spacy").write_bytes(new_docbin(cable.docs).to_bytes())
    (tmp_path / "a.jsonl").write_bytes(json_line(cable, compare=False))
    [of_docbin] = read_records(tmp_path / "a.spacy")
    [of_json] = read_records(tmp_path / "a.jsonl")
    assert of_docbin.paragraphs == of_json.paragraphs
    assert of_docbin.name == of_json.name == "a.txt"
    [lee] = [one for one in of_json.paragraphs[1].mentions if one.form == "Ann Lee"]
    assert lee == MentionRecord(16, 23, "PER", "Ann Lee", 33, 40, "model", None)
    assert CABLE.decode()[33:40] == "Ann Lee"


@pytest.mark.parametrize(
    ("data", "finder"),
    [
        ({"labels": "silver"}, "tagger"),
        ({"labels": "gold"}, "person"),
        ({"labels": "silver", "decided": [[2, 5, []]]}, "person"),
        ({"labels": "silver", "decided": [[3, 5, []]]}, "tagger"),
        ({"labels": "model"}, "model"),
    ],
)
def test_records_say_who_labelled_a_converted_cable(tmp_path, data, finder):
    nlp = spacy.blank("en")
    doc = nlp("Ann slept")
    doc.ents = [doc.char_span(0, 3, "PER")]
    doc.user_data.update(cable="a.txt", **data)
    (tmp_path / "a.spacy").write_bytes(new_docbin([doc]).to_bytes())
    [record] = read_records(tmp_path / "a.spacy")
    assert record.paragraphs[0].mentions == [MentionRecord(0, 3, "PER", "Ann", None, None, finder, None)]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"in_paragraph": [5, 99]}, "a mention at 5 to 99 in a paragraph of 40 characters"),
        ({"in_paragraph": [-1, 3]}, "a mention at -1 to 3"),
        ({"in_paragraph": [3, 3]}, "a mention at 3 to 3"),
        ({"in_paragraph": [20, 25]}, "two mentions that overlap"),
        ({"index": 7}, "a mention in paragraph 7, which is not there"),
        ({"label": 3}, "Expected `str`, got `int`"),
    ],
)
def test_records_refuse_json_that_contradicts_itself(tmp_path, change, problem):
    cable = json.loads(json.dumps(SMALL[0]))
    cable["entities"][0] |= change
    path = write_lines(tmp_path / "a.jsonl", line("x.txt", "fine"), cable)
    with pytest.raises(ValueError, match=rf"a\.jsonl:2: .*{problem}"):
        list(read_records(path))


def test_records_leave_out_the_annotations_of_the_input(tmp_path):
    cable = tagged(b"1. (U) [PER Ann Lee] slept .", compare=True)
    (tmp_path / "a.jsonl").write_bytes(json_line(cable, compare=True))
    [record] = read_records(tmp_path / "a.jsonl")
    assert sum(len(one.mentions) for one in record.paragraphs) == len(cable.found)


def test_records_files_of_an_output_folder(tmp_path):
    write_lines(tmp_path / "json" / "deep" / "b.jsonl", SMALL[0])
    write_lines(tmp_path / "json" / "a.jsonl", SMALL[0])
    (tmp_path / "json" / "tag.jsonl").write_text("{}\n")
    assert [file.name for file in record_files(tmp_path / "json")] == ["a.jsonl", "b.jsonl"]
    (tmp_path / "docs" / "cables.spacy").mkdir(parents=True)
    (tmp_path / "docs" / "cables.spacy" / "000000.spacy").write_bytes(new_docbin().to_bytes())
    for path in (tmp_path / "docs", tmp_path / "docs" / "cables.spacy"):
        assert [file.name for file in record_files(path)] == ["000000.spacy"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileNotFoundError, match="is not there; give the output of"):
        record_files(tmp_path / "none")
    with pytest.raises(ValueError, match="holds no DocBin files or JSON lines"):
        record_files(tmp_path / "empty")
