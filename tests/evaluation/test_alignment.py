"""Offsets over text without white space."""

from tests.helpers.flat_cables import flat, read


def marked(found, mentions):
    return [(found.text[mention.start : mention.end], mention.label) for mention in mentions]


def test_alignment_offsets_are_those_of_the_text_without_white_space():
    found = flat(read("Said [PER Ann  Lee  ] of [LOC Rome  ] .\n\nIn [ORG U.N.  ] halls .", natural=True))
    assert found.text == "".join(found.text.split())
    assert marked(found, found.mentions) == [("AnnLee", "PER"), ("Rome", "LOC"), ("U.N.", "ORG")]
    assert found.length == len(found.text)
