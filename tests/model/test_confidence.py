"""Confidence: the probabilities of the parser's steps, of the mentions the parser itself finds."""

import math

import pytest
import spacy
from spacy.tokens import Span

from cable_ner.model.confidence import Calibration, confidences, confident, likelihoods
from tests.helpers.parsers import indifferent

TEXTS = [
    "Mayor Ann Lee70 of Milltown spoke about harvest number 70.",
    "Rain fell.",
    "",
    "Ann Lee3\n\n of  Milltown \n",
    "Mayor Ann Lee of Milltown told Mayor Ann Lee2 of the harvest in Milltown, and Lee spoke.",
]


@pytest.fixture(scope="module")
def nlp(tiny_model):
    return spacy.load(tiny_model)


def test_confidence_is_of_the_mentions_that_the_parser_found(nlp):
    docs = list(nlp.pipe(TEXTS))
    found = confidences(nlp, docs)
    assert [set(keys) for keys in found] == [{(ent.start, ent.end, ent.label_) for ent in doc.ents} for doc in docs]
    assert sum(map(len, found)) >= 4
    assert all(0 < value <= 1 for keys in found for value in keys.values())


def test_confidence_is_the_product_of_the_steps_probabilities():
    nlp = indifferent()
    doc = nlp("Ann Lee of Milltown")
    # Of equal steps the parser takes the first: begin, inside, inside, and last, the only one allowed at the end.
    assert [(ent.start, ent.end) for ent in doc.ents] == [(0, 4)]
    # Begin and unit of two labels, and out: 5 steps; then inside and last, of the same label, twice.
    expected = math.e / (4 * math.e + 1) * 1 / 2 * 1 / 2 * 1
    assert confidences(nlp, [doc]) == [{(0, 4, doc.ents[0].label_): pytest.approx(expected)}]


def test_confidence_at_the_last_token_counts_what_is_allowed_there():
    nlp = indifferent()
    doc = nlp("Ann")
    # Nothing can begin at the last token: unit of two labels, or out.
    assert confidences(nlp, [doc]) == [{(0, 1, doc.ents[0].label_): pytest.approx(math.e / (2 * math.e + 1))}]


def test_confidence_counts_that_a_mention_may_end_in_white_space():
    nlp = indifferent()
    doc = nlp("Ann  Lee")
    assert [(ent.start, ent.end) for ent in doc.ents] == [(0, 3)]
    # Begin and unit of two labels, and out; inside and last at the second space; last.
    expected = math.e / (4 * math.e + 1) * 1 / 2
    assert confidences(nlp, [doc]) == [{(0, 3, doc.ents[0].label_): pytest.approx(expected)}]


def test_confidence_of_a_text_does_not_depend_on_the_others(nlp):
    docs = list(nlp.pipe(TEXTS * 30))
    together = confidences(nlp, docs)
    for doc, keys in zip(docs[:5], together[:5]):
        assert keys == pytest.approx(confidences(nlp, [doc])[0])
    assert together[-5:] == [pytest.approx(keys) for keys in together[:5]]


def test_confidence_leaves_the_docs_as_they_are_and_knows_nothing_of_others_mentions(nlp):
    doc = nlp(TEXTS[1])
    doc.ents = [Span(doc, 0, 1, "MISC")]
    assert confidences(nlp, [doc]) == [{}]
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("Rain", "MISC")]


def test_confidence_of_a_mention_that_was_added_is_that_of_the_same_name_in_the_document(nlp):
    docs = list(nlp.pipe([TEXTS[0], "Then MILLTOWN slept.", "Then MILLTOWN slept."]))
    [place] = [ent for ent in docs[0].ents if ent.text == "Milltown"]
    for doc, cable in zip(docs, "aab"):
        doc.user_data["cable"] = cable
    for doc in docs[1:]:
        doc.ents = [Span(doc, 1, 2, place.label_)]
    found = confidences(nlp, docs)
    assert found[1] == {(1, 2, place.label_): found[0][place.start, place.end, place.label_]}
    assert found[2] == {}  # (in another cable)
    docs[1].ents = [Span(docs[1], 1, 2, "MISC")]
    assert confidences(nlp, docs)[1] == {}  # (under another label)


def test_confidence_of_a_mention_that_was_relabelled_is_that_of_the_one_in_its_place(nlp):
    doc = nlp(TEXTS[0])
    before = confidences(nlp, [doc])[0]
    doc.ents = [Span(doc, ent.start, ent.end, "MISC") for ent in doc.ents]
    assert confidences(nlp, [doc]) == [{(start, end, "MISC"): value for (start, end, _), value in before.items()}]


def test_confidence_is_higher_for_what_was_learnt(nlp):
    learnt, other = nlp.pipe([TEXTS[0], "MAYOR ANN LEE OF MILLTOWN WAS, BY ALL ACCOUNTS, IN Brussels Then."])
    [known, unknown] = confidences(nlp, [learnt, other])
    assert min(known.values()) > 0.9
    assert not unknown or min(unknown.values()) < 0.9


def test_confidence_of_the_projects_own_model(tiny_lexical_model):
    nlp = spacy.load(tiny_lexical_model, exclude=["entity_consistency"])
    docs = list(nlp.pipe(TEXTS))
    assert [set(keys) for keys in confidences(nlp, docs)] == [
        {(ent.start, ent.end, ent.label_) for ent in doc.ents} for doc in docs
    ]


def test_confidence_of_a_pipeline_without_a_parser_is_not_known():
    nlp = spacy.blank("en")
    assert confidences(nlp, [nlp("Ann Lee")]) is None
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PER", "pattern": "Ann"}])
    assert confidences(nlp, [nlp("Ann Lee")]) is None


def test_confidence_of_nothing(nlp):
    assert confidences(nlp, []) == []


def test_confidence_of_a_calibrated_model_is_known_for_each_mention(nlp):
    doc = nlp(TEXTS[0])
    before = {(ent.start, ent.end) for ent in doc.ents}
    assert (1, 3) in before
    doc.ents = [Span(doc, 1, 4, "MISC"), Span(doc, 6, 7, "MISC")]  # more than the parser found, and what it did not
    [known] = likelihoods(nlp, [doc])
    assert [(key, likelihood.origin) for key, likelihood in known.items()] == [
        ((1, 4, "MISC"), "part"),
        ((6, 7, "MISC"), "added"),
    ]
    assert known[6, 7, "MISC"].probability == 0.5
    assert confidences(nlp, [doc]) == [{}]
    assert confident(known, Calibration(1.0, 0.0, origins={"added": 2.0})).keys() == known.keys()
