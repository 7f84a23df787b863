"""Which Docs hang together."""

from cable_ner.training.runs.messages import cable_name, messages_of
from tests.helpers.systems import make


def test_messages_cable_of_a_doc():
    assert cable_name(make("Rain fell.")) == "a.txt"
    doc = make("Rain fell.")
    doc.user_data.clear()
    assert cable_name(doc) == ""


def test_messages_join_paragraphs_sections_and_copies():
    long = "Rain fell on the market, and the bakers of the guild agreed that bread was good. " * 4
    docs = [
        make(long, cable="a.txt", post="LIMA", number=7),
        make("It fell.", cable="a.txt", index=1, post="LIMA", number=7),
        make("SECTION 02: snow.", cable="b.txt", post="LIMA", number=7),
        make(long.upper(), cable="copy.txt"),
        make("It fell.", cable="copy.txt", index=1),
        make("Snow fell.", cable="d.txt", post="LIMA", number=8),
    ]
    found = messages_of(docs)
    assert len(set(found[:5])) == 1
    assert found[5] != found[0]
