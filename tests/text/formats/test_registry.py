"""Which reader a file's name calls for."""

import pytest

from cable_ner.text import FormatError
from cable_ner.text.formats import reader_of, text_name
from cable_ner.text.formats.registry import FILES, read_json


@pytest.mark.parametrize(
    ("name", "ending"), [("a.JSON", ".json"), ("a.b.jsonl", ".jsonl"), ("a.bioes", ".bioes"), ("a.txt", ""), ("json", "")]
)
def test_registry_goes_by_the_ending(name: str, ending: str) -> None:
    assert reader_of(name) is FILES.get(ending)


@pytest.mark.parametrize(
    ("name", "expected"), [("a.txt", "a.txt"), ("a.html", "a.html"), ("a.json", "a.json.txt"), ("a.CSV", "a.CSV.txt")]
)
def test_registry_name_of_a_text(name: str, expected: str) -> None:
    assert text_name(name) == expected


def test_registry_json_that_is_none() -> None:
    with pytest.raises(FormatError, match="is not JSON"):
        list(read_json(b"{"))
