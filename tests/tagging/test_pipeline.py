"""The pipeline over cables: whole cables in a row, headers without blank lines, and cables that it fails on."""

from spacy.language import Language

from cable_ner.files import Source
from cable_ner.tagging.bare import read_bare
from cable_ner.tagging.pipeline import tag_cables
from tests.helpers.tagging import ruler, tagged


@Language.component("test_fails_on_rain")
def _fails_on_rain(doc):
    if "rain" in doc.text:
        raise ValueError("no rain, please")
    return doc


def test_tagging_a_cable_that_the_model_fails_on_does_not_stop_the_others():
    nlp = ruler()
    nlp.add_pipe("test_fails_on_rain")
    cables = [read_bare(Source(name, data=data)) for name, data in (("a", b"in Rome"), ("b", b"rain"), ("c", b"in Oslo"))]
    assert tag_cables(nlp, cables) == {"b": "the model failed on it (no rain, please); check that it is a cable"}
    assert [[item.text for item in cable.found] for cable in (cables[0], cables[2])] == [["Rome"], ["Oslo"]]


def test_tagging_gives_the_pipeline_whole_cables():
    nlp = ruler()
    nlp.add_pipe("entity_consistency")
    # Only the second paragraph says that Lee is a person's name.
    cables = [
        read_bare(Source(name, data=b"SUBJECT: RAIN\n\n1. (U) so said Lee of it.\n\n2. (U) thanks to Ann Lee of it."))
        for name in ("a", "b")
    ]
    tag_cables(nlp, cables)
    for cable in cables:
        assert [item.label for item in cable.found if item.text == "Lee"] == ["PER"]
        assert {doc.user_data["cable"] for doc in cable.docs} == {cable.name}
        assert {doc.user_data["labels"] for doc in cable.docs} == {"model"}


def test_tagging_shows_the_model_a_header_without_blank_lines():
    """A header of a token-spaced cable has none; the mentions come back on the Doc that has them."""
    nlp = ruler(("PER", [{"LOWER": "for"}, {"IS_UPPER": True}, {"TEXT": "E.O."}]))
    data = b"UNCLAS OSLO 000088\r\n\r\nNSC FOR STROUD\r\n \r\n\r\nE.O. 12958: N/A\r\nSUBJECT: RAIN\r\n\r\n1. (U) Rain fell."
    cable = tagged(data, nlp)
    assert "STROUD\n \n\nE.O." in cable.docs[0].text == cable.cable.paragraphs[0].text
    [found] = [item for item in cable.found if item.label == "PER"]
    assert found.text == "FOR STROUD\n \n\nE.O."
    assert data[found.span[0] : found.span[1]] == b"FOR STROUD\r\n \r\n\r\nE.O."
    assert [ent.text for ent in cable.docs[0].ents if ent.label_ == "PER"] == [found.text]
    assert cable.docs[0].user_data["zone"] == "header"
