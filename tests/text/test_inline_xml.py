"""Tags of annotations in the text: taken out, with offsets of what is left."""

import pytest

from cable_ner.text import Scheme
from cable_ner.text.inline_xml import tag_cuts, without_tags


@pytest.mark.parametrize(
    ("source", "text", "spans", "lost"),
    [
        ('<ENAMEX TYPE="PERSON">Ann</ENAMEX> left', "Ann left", [(0, 3, "PERSON")], 0),
        ("So <PER>Ann</PER> left", "So Ann left", [(3, 6, "PER")], 0),
        ("<persName>Ann</persName>", "Ann", [(0, 3, "persName")], 0),
        ("<person>Ann</Person> left <loc>Rome</loc>", "Ann left Rome", [(0, 3, "person"), (9, 13, "loc")], 0),
        ("<enamex type='person'>Ann</enamex>", "Ann", [(0, 3, "person")], 0),
        ("<placeName type='country'>Rome</placeName>", "Rome", [(0, 4, "placeName")], 0),
        ("<name type='person'>Ann</name> <rs type='place'>Rome</rs>", "Ann Rome", [(0, 3, "person"), (4, 8, "place")], 0),
        ("<span class='PER'>Ann <span>Lee</span></span>", "Ann <span>Lee</span>", [(0, 20, "PER")], 0),
        (
            "<span class='ner PER'>Ann</span> <span class=entity-LOC>Rome</span>",
            "Ann Rome",
            [(0, 3, "PER"), (4, 8, "LOC")],
            0,
        ),
        ("<ne cat='PER'>Ann</ne> <entity category='LOC'>Rome</entity>", "Ann Rome", [(0, 3, "PER"), (4, 8, "LOC")], 0),
        ("<ORG>Port <PER>Ann</PER></ORG>", "Port Ann", [(0, 8, "ORG"), (5, 8, "PER")], 0),
        ("<ORG>Port <PER>Ann</ORG>", "Port Ann", [(0, 8, "ORG")], 1),
        ("Ann</PER> left <LOC>Rome</LOC>", "Ann left Rome", [(9, 13, "LOC")], 1),
    ],
)
def test_inline_xml(source: str, text: str, spans: list, lost: int) -> None:
    found, layer = without_tags(source, Scheme())
    assert layer
    assert (found, [one[:3] for one in layer.spans], len(layer.lost)) == (text, spans, lost)
    pieces, at = "", 0
    for start, end in tag_cuts(source, Scheme()):
        pieces, at = pieces + source[at:start], end
    assert pieces + source[at:] == text


@pytest.mark.parametrize(
    "source", ["no tags", "<pre>a</pre>", "<PER>never closed", "a < b </i>", "<span class='red'>a</span>", "<time>9</time>"]
)
def test_inline_xml_leaves_other_tags(source: str) -> None:
    assert without_tags(source, Scheme()) == (source, None)
    assert tag_cuts(source, Scheme()) == []
