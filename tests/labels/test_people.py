"""Decisions of several people: whose holds, and where they contradict each other."""

import pytest

from cable_ner.labels import Corrections, FormDecision, PlaceDecision, contradictions, mentions_of


def form(becomes, by="", **more):
    notes = tuple((key, value) for key, value in (("by", by), ("settles", more.pop("settles", ""))) if value)
    return FormDecision("Khamis", "LOC", becomes, notes=notes, **more)


def place(spans, by=""):
    return PlaceDecision("digest", 0, 6, "Khamis", spans, notes=(("by", by),) if by else ())


def held(*decisions):
    (decision,) = Corrections(decisions).in_force()
    return decision


@pytest.mark.parametrize(
    ("decisions", "holds"),
    [
        ([form("PER"), form("ORG")], 1),  # unsigned: the later
        ([form("PER", "ann"), form("ORG", "ann")], 1),  # people may change their minds
        ([form("PER", "ann"), form("ORG", "bob")], 0),  # but not those of others in silence
        ([form("PER", "ann"), form("ORG")], 1),
        ([form("PER", "ann"), form("ORG", "bob"), form("ORG", "kim", settles="ann, bob")], 2),
        ([form("ORG", "kim", settles="ann, bob"), form("PER", "ann")], 0),
        ([form("PER", "ann"), form("ORG", "bob"), form("ORG", "ann")], 2),
        ([place(((0, 6, "PER"),), "ann"), place((), "bob")], 0),
    ],
)
def test_people_whose_decision_holds(decisions, holds):
    assert held(*decisions) is decisions[holds]


@pytest.mark.parametrize(
    ("decisions", "people"),
    [
        ([form("PER"), form("ORG")], []),
        ([form("PER", "ann"), form("PER", "bob")], []),
        ([form("PER", "ann"), form("ORG", "ann")], []),
        ([form("PER", "ann"), form("ORG", "bob")], [["ann", "bob"]]),
        ([form("PER", "ann"), form("ORG", "bob"), form("PER", "bob")], []),
        ([form("PER", "ann"), form("PER", "bob", cable="a.txt")], []),
        ([form("PER", "ann"), form("PER", "bob", text="Kham")], [["ann", "bob"]]),
        ([form("PER", "ann"), form("ORG", "bob"), form("ORG", "kim", settles="ann, bob")], []),
        (
            [form("PER", "ann"), form("ORG", "bob"), form("ORG", "kim", settles="ann, bob"), form("", "ann")],
            [["kim", "ann"]],
        ),
        ([place(((0, 6, "PER"),), "ann"), place((), "bob"), place((), "kim")], [["ann", "bob", "kim"]]),
    ],
)
def test_people_contradictions(decisions, people):
    assert [one.people for one in contradictions(decisions)] == people


def test_people_what_was_taken_back_contradicts_nobody():
    known = Corrections([form("PER", "ann"), form("ORG", "bob")])
    known.remove(form("PER", "ann"))
    assert known.in_force() == [form("ORG", "bob")]


def test_people_mentions_that_an_answer_makes():
    assert mentions_of(form("")) == set()
    assert mentions_of(FormDecision("the Bank of Libya", "LOC", "ORG", text="Bank of Libya")) == {("Bank of Libya", "ORG")}
    both = PlaceDecision("digest", 0, 9, "Ann, Oslo", ((0, 3, "PER"), (5, 9, "LOC")))
    assert mentions_of(both) == {((0, 3), "PER"), ((5, 9), "LOC")}
