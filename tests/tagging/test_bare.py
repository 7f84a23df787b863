"""A cable to be tagged: its annotations taken out, and kept to compare."""

from cable_ner.files import Source
from cable_ner.tagging.bare import read_bare

ANNOTATED = b"<pre>SUBJECT: BREAD\r\n\r\n1 . ( U ) [PER Ann Lee  ] 's bakers &amp; [ORG Millers\r\nGuild  ] agreed ."


def test_tagged_source_is_the_input_without_its_brackets():
    cable = read_bare(Source("a.txt", data=ANNOTATED))
    assert cable.source == ANNOTATED.decode().replace("[PER ", "").replace("[ORG ", "").replace("  ]", "")
    assert cable.was_annotated
    assert cable.cable.meta["spacing"] == "tokens"
    assert cable.cable.paragraphs[-1].text == "1. (U) Ann Lee's bakers & Millers\nGuild agreed."


def test_tagged_annotations_of_the_input_are_kept_to_compare():
    given = read_bare(Source("a.txt", data=ANNOTATED), compare=True).given
    assert [(mention.label, mention.text) for mention in given] == [("PER", "Ann Lee"), ("ORG", "Millers\nGuild")]
    assert read_bare(Source("a.txt", data=ANNOTATED)).given == []
