"""Candidates: unlabelled stretches by kind, by hand."""

from spacy.tokens import Doc

from cable_ner.evaluation.candidates import (
    CAPITALISED,
    CAPITALS,
    ELSEWHERE,
    FIRST_WORD,
    LOWER_CASE,
    candidates,
    in_lower_case,
    mentions,
)
from tests.helpers.samples import NLP, make


def test_candidates_by_kind():
    doc = make(
        "Rain fell. Traders met Colonel Musa Bello in Kano, with NATO staff and the milltown council: I and A, Kano again.",
        ("Kano", "LOC"),
    )
    forms, words = {"Kano": 1, "Milltown": 2}, {"rain": 1, "milltown": 1}
    found = [(place.stratum, place.text) for place in candidates(doc, forms, in_lower_case(forms, words))]
    assert found == [
        (FIRST_WORD, "Rain"),
        (FIRST_WORD, "Traders"),
        (CAPITALISED, "Colonel Musa Bello"),
        (CAPITALS, "NATO"),
        (LOWER_CASE, "milltown"),
        (ELSEWHERE, "Kano"),
    ]
    assert [(place.stratum, place.text, place.start) for place in mentions(doc)] == [("LOC", "Kano", 45)]


def test_candidates_common_words_are_no_candidates():
    found = in_lower_case({"Post": 2, "West Bank": 1, "Kano": 1}, {"post": 3, "bank": 9})
    assert found == {"west": {("west", "bank")}, "kano": {("kano",)}}


def test_candidates_leave_out_labelled_and_missing_tokens():
    doc = Doc(NLP.vocab, words=["Ann", "Lee", "met", "Bo", "in", "Rome"], ents=["B-PER", "I-PER", "O", "", "O", "O"])
    doc.set_ents(doc.ents, missing=[doc[3:4]], default="outside")
    doc.user_data.update(cable="a", index=0, zone="")
    assert [place.text for place in candidates(doc, set(), {})] == ["Rome"]
