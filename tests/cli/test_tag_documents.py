"""`cable-ner tag` on files of other programs: each text in them is tagged as a cable, without what annotates it."""

import json

import pytest
import spacy


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """Returns the folder of a model that takes words that begin with a capital for places."""
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "LOC", "pattern": [{"IS_TITLE": True}]}])
    folder = tmp_path_factory.mktemp("model") / "rules"
    nlp.to_disk(folder)
    return folder


CSV = '"1","12/28/1966 18:48","66TESTVILLE2481","Embassy","SECRET","","","1. [PER Denz] of \\"us\\" left."\n'
# A file by name, and the texts that are written, by name.
CASES = {
    "rows": (
        "a.jsonl",
        json.dumps({"text": "Denz 😀 left.", "label": [[0, 4, "PER"]]}) + "\n",
        {"a.jsonl.txt": "[LOC Denz  ] 😀 left."},
    ),
    "tags": ("a.txt", '<ENAMEX TYPE="PERSON">Denz</ENAMEX> [ORG left  ].', {"a.txt": "[LOC Denz  ] left."}),
    "columns": ("a.conll", "Denz\tB-PER\nleft\tO\n", {"a.conll.txt": "[LOC Denz  ] left"}),
    "a table": ("t.csv", CSV, {"t.csv/66TESTVILLE2481": '1. [LOC Denz] of "us" left.'}),
}


@pytest.mark.parametrize("case", CASES)
def test_tag_documents(tmp_path, command, model, case):
    name, data, written = CASES[case]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_text(data, encoding="utf8")
    options = ["--model", model, "--output", tmp_path / "out", "--processes", "1"]
    for _ in range(2):  # (the second time, everything is done already)
        assert command("tag", tmp_path / "in", *options).exit_code == 0
    for file, text in written.items():
        assert text in (tmp_path / "out" / file).read_text(encoding="utf8")


def test_tag_documents_jsonl_converts_again(tmp_path, command, model, write_cables):
    raw = write_cables(tmp_path / "raw", range(8))
    options = ["--model", model, "--output", tmp_path / "out", "--format", "jsonl", "--processes", "1"]
    assert command("tag", raw, *options).exit_code == 0
    result = command("convert", tmp_path / "out", "-o", tmp_path / "converted")
    assert result.exit_code == 0
    report = json.loads((tmp_path / "converted" / "convert.json").read_text(encoding="utf8"))
    assert report["cables"] == 8
