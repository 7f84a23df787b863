"""The recogniser: a component that finds what spaCy's own does, also where Docs have entities already."""

import spacy
from spacy.tokens import Span

from cable_ner.model.recogniser import FACTORY
from tests.helpers.parsers import TEXTS, ents, pipeline


def test_recogniser_leaves_entities_that_are_there():
    own, spacys = pipeline(5), pipeline(5, "ner")
    found = []
    for nlp in (own, spacys):
        doc = nlp.make_doc(TEXTS[0])
        doc.set_ents([Span(doc, 4, 5, "LOC")], blocked=[doc[1:3]], default="missing")
        found.append(ents(nlp.get_pipe("ner").pipe([doc])))
        assert (4, 5, "LOC") in found[-1][0]
    assert found[0] == found[1]


def test_recogniser_takes_an_o_for_no_decision_as_spacy_does():
    own, spacys = pipeline(2), pipeline(2, "ner")
    found = []
    for nlp in (own, spacys):
        doc = nlp.make_doc(TEXTS[4])
        doc.set_ents([], default="outside")
        found.append(ents(nlp.get_pipe("ner").pipe([doc])))
    assert found[0] == found[1] != [[]]


def test_recogniser_is_saved_and_loaded(tmp_path):
    nlp = pipeline(4)
    nlp.to_disk(tmp_path)
    loaded = spacy.load(tmp_path)
    assert loaded.get_pipe_meta("ner").factory == FACTORY
    assert ents(loaded.pipe(TEXTS)) == ents(nlp.pipe(TEXTS))
