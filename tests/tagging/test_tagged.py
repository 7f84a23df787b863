"""A tagged cable: mentions carried back to the source, whatever stands between."""

import pytest

from cable_ner.files import Source
from cable_ner.tagging.bare import read_bare
from cable_ner.tagging.tagged import PlacedMention
from tests.helpers.tagging import tagged

ANNOTATED = b"<pre>SUBJECT: BREAD\r\n\r\n1 . ( U ) [PER Ann Lee  ] 's bakers &amp; [ORG Millers\r\nGuild  ] agreed ."


def test_tagged_mentions_are_placed_in_the_source():
    cable = read_bare(Source("a.txt", data=ANNOTATED))
    index, text = len(cable.cable.paragraphs) - 1, cable.cable.paragraphs[-1].text
    names = ["Ann Lee", "Millers\nGuild", "&"]
    spans = sorted(PlacedMention(text.index(name), text.index(name) + len(name), "ORG") for name in names)
    found = cable.place(index, spans)
    assert [cable.source[slice(*mention.span)] for mention in found] == ["Ann Lee", "&amp;", "Millers\r\nGuild"]


@pytest.mark.parametrize(
    ("source", "mention", "pieces"),
    [
        ("rain in Rome fell", "Rome", ["Rome"]),
        ("\r\nrain\r\nin Rome", "Rome", ["Rome"]),
        ("rain ( Rome ) fell , hard , and long .", "Rome", ["Rome"]),
        ("rain , said Ann Lee , fell , hard .", "Ann Lee", ["Ann Lee"]),
        ("rain of Ann\r\nLee fell", "Ann\nLee", ["Ann\r\nLee"]),
        ("rain of Ann\tLee fell", "Ann\tLee", ["Ann\tLee"]),
        ("<pre>rain in <b>Rome</b> fell</pre>", "Rome", ["Rome"]),
        ("<pre>rain of <b>Ann</b> Lee fell</pre>", "Ann Lee", ["Ann", " Lee"]),
        ("<pre>rain of Ann&#x000A;Lee fell</pre>", "Ann\nLee", ["Ann&#x000A;Lee"]),
        ("<pre>rain of Ann<br>Lee fell</pre>", "Ann\nLee", ["Ann", "Lee"]),
        ("<pre>rain &amp; U&#78; fell</pre>", "UN", ["U&#78;"]),
        ("<pre>rain &lt; <!-- Bea --> Rome fell</pre>", "Rome", ["Rome"]),
        ("<pre><a id='par1' href='#par1'>¶</a>1 . rain in Rome fell</pre>", "Rome", ["Rome"]),
        ("SUBJECT: rain\n\nit was Ann\nTRIPOLI 00000960 002 OF 003\nLee fell, and so on.", "Ann\nLee", ["Ann\n", "Lee"]),
    ],
)
def test_tagging_finds_the_way_back_to_the_source(source, mention, pieces):
    cable = tagged(source.encode())
    [found] = [item for item in cable.found if item.text == mention]
    assert [cable.source[start:end] for start, end in found.pieces] == pieces
    assert cable.cable.paragraphs[found.paragraph].text[found.start : found.end] == mention
    assert found.span == (source.index(pieces[0]), source.rindex(pieces[-1]) + len(pieces[-1]))


def test_tagging_offsets_are_of_the_text_without_annotations_and_byte_order_mark():
    cable = tagged(b"\xef\xbb\xbfrain of [PER Bob  ] in Rome .")
    assert cable.source == "rain of Bob in Rome ."
    assert [(item.label, item.span) for item in cable.found] == [("LOC", (8, 11)), ("LOC", (15, 19))]
