"""Files of other programs as sources: names, failures, and what is skipped."""

import json
from pathlib import Path

import pytest

from cable_ner.files import Failure
from cable_ner.files.documents import documents, with_annotations

ROW = json.dumps({"id": "a", "text": "Ann left.", "entities": [[0, 3, "PER"]]}).encode()


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (ROW, ["x.jsonl"]),
        (ROW + b"\n" + ROW.replace(b'"a"', b'"../b"'), ["x.jsonl/a", "x.jsonl/_b"]),
    ],
)
def test_documents_are_named_below_their_file(data: bytes, names: list[str]) -> None:
    assert [source.name for source in documents(data, "x.jsonl")] == names


def test_documents_one_row_that_cannot_be_read_is_told_and_the_others_are_given() -> None:
    first, second = sorted(documents(ROW + b"\n{\n", "x.jsonl"), key=lambda item: isinstance(item, Failure))
    assert first.name == "x.jsonl"
    assert isinstance(second, Failure)
    assert (second.name, "is not JSON" in second.message) == ("x.jsonl:2", True)


def test_documents_of_none_is_skipped() -> None:
    [failure] = documents(b'{"x": 1}', "x.json")
    assert isinstance(failure, Failure)
    assert (failure.message.startswith("is skipped: it has no 'text'"), failure.fatal) == (True, False)


def test_documents_text_with_annotations_that_is_no_utf8(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff")
    (tmp_path / "a.ann").write_text("")
    failure = with_annotations(tmp_path / "a.txt", tmp_path / "a.ann", "a.txt")
    assert isinstance(failure, Failure)
    assert "save both as UTF-8" in failure.message
