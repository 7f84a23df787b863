"""The documents that Datashare has: which one is a cable's, and files that hold something else."""

import json

import pytest

from cable_ner.index.exports import DatashareDocuments


def hit(number: int, path: str, **source) -> dict:
    return {
        "_index": "local-datashare", "_id": f"id{number}",
        "_source": {"type": "Document", "path": path, "content": f"text {number}", **source},
    }  # fmt: skip


def documents(tmp_path, *rows) -> DatashareDocuments:
    path = tmp_path / "documents.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf8")
    return DatashareDocuments(path)


ROWS = (
    hit(1, "/data/raw/a.txt", language="FRENCH"),
    hit(2, "/data/raw/deep/b.txt"),
    hit(3, "/data/raw/other/b.txt"),
    hit(5, r"C:\data\e.txt", metadata=None),
    hit(4, "/data/raw/all.zip", rootDocument="root", metadata={"tika_metadata_resourcename": "c.txt"}),
)


@pytest.mark.parametrize(
    ("cable", "document"),
    [
        ("a.txt", "id1"),
        ("x/a.txt", "id1"),
        ("deep/b.txt", "id2"),
        ("b.txt", None),
        ("all.zip/c.txt", "id4"),
        ("e.txt", "id5"),
        ("d.txt", None),
    ],
)
def test_document_of_a_cable_is_told_by_its_path(tmp_path, cable, document):
    found = documents(tmp_path, *ROWS).of(cable)
    assert (found and found.id) == document


def test_document_has_index_root_text_and_language(tmp_path):
    known = documents(tmp_path, *ROWS)
    first, inside = known.of("a.txt"), known.of("c.txt")
    assert (first.index, first.root, first.text, first.language) == ("local-datashare", "id1", "text 1", "FRENCH")
    assert (inside.root, inside.text, inside.language) == ("root", "text 4", "ENGLISH")


def test_entities_and_duplicates_are_passed_over(tmp_path):
    known = documents(tmp_path, {"_index": "i", "_id": "n", "_source": {"type": "NamedEntity"}}, *ROWS)
    assert known.of("a.txt").id == "id1"


BAD = {
    '{"id": "x", "text": "y"}\n': r":1: is no document of Elasticsearch with _index, _id and _source; export",
    "\n[1]\n": r":2: is no document of Elasticsearch",
    "{\n": r":1: is not JSON",
    '{"_index": "i", "_id": "x", "_source": {"path": "a"}}\n': r":1: the document has no content or no path",
    "": r"holds no document; export the documents of the index again",
}


@pytest.mark.parametrize(("text", "message"), BAD.items())
def test_what_is_no_document_is_named_with_its_line(tmp_path, text, message):
    (tmp_path / "documents.jsonl").write_text(text, encoding="utf8")
    with pytest.raises(ValueError, match=message):
        DatashareDocuments(tmp_path / "documents.jsonl")
