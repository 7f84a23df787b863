"""Parsing: bytes of a file -> `Cable`. All cables here are invented."""

import re

import pytest

from cable_ner.text import PARAGRAPH, CableError, parse
from cable_ner.text.parsing import MAX_PARAGRAPH
from tests.helpers.cables import NATURAL, PAGE, TAGGED, cable_of, zones


def test_parsing_paragraph_longer_than_a_doc_is_rejected_with_its_line():
    assert len(cable_of("x" * MAX_PARAGRAPH).paragraphs) == 1
    with pytest.raises(CableError, match="paragraph of 1,000,001 characters") as caught:
        cable_of("one\n\n" + "x" * (MAX_PARAGRAPH + 1))
    assert caught.value.line == 3


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n"])
def test_parsing_empty_file_is_rejected(data):
    with pytest.raises(CableError, match="is empty"):
        parse(data, "a.txt")


def test_parsing_cable_without_annotations_is_kept():
    cable = cable_of("Nothing of note .")
    assert zones(cable) == [(PARAGRAPH, "Nothing of note .")]
    assert (cable.brackets, cable.problems) == (0, [])


def test_parsing_parse_keeps_no_state_between_cables():
    first = cable_of("[PER Ann  ] [PER  ]")
    second = cable_of("Words .")
    assert (second.brackets, second.rejected, second.problems, second.furniture) == (0, [], [], [])
    assert first.brackets == 2


@pytest.mark.parametrize("source", [TAGGED, NATURAL, PAGE])
def test_parsing_parse_is_deterministic(source):
    assert cable_of(source) == cable_of(source)
    assert re.fullmatch(r"a\.txt", cable_of(source).name)
