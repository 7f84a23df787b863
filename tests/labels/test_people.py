"""Decisions of several people: whose holds, and where they contradict each other."""

import pytest

from cable_ner.labels import Corrections, FormDecision, PlaceDecision, contradictions, mentions_of


def form(becomes, by="", **more):
    notes = tuple((key, value) for key, value in (("by", by), ("settles", more.pop("settles", ""))) if value)
    return FormDecision("Khamis", "LOC", becomes, notes=notes, **more)


def place(spans, by=""):
    return PlaceDecision("digest", 0, 6, "Khamis", spans, notes=(("by", by),) if by else ())


def wide(spans, by="", settles=""):
    """Returns a decision on a place that overlaps that of `place`, and more."""
    notes = tuple((key, value) for key, value in (("by", by), ("settles", settles)) if value)
    return PlaceDecision("digest", 4, 16, "is of Tripol", spans, notes=notes)


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
    ("decisions", "holding"),
    [
        ([place(((0, 6, "PER"),)), wide(())], [0, 1]),  # unsigned: both, the later where they overlap
        ([place(((0, 6, "PER"),), "ann"), wide((), "ann")], [0, 1]),
        ([place(((0, 6, "PER"),), "ann"), wide((), "bob")], [0]),
        ([place((), "ann"), wide(((10, 16, "LOC"),), "bob")], [0, 1]),  # they agree on what both are about
        ([place(((0, 6, "PER"),), "ann"), wide(((4, 16, "ORG"),), "bob"), wide((), "kim", "ann, bob")], [0, 2]),
        ([wide((), "kim", "ann, bob"), place(((0, 6, "PER"),), "ann")], [0]),
        ([wide((), "bob"), place(((0, 6, "PER"),), "ann"), place((), "bob")], [0, 2]),
    ],
)
def test_people_whose_place_holds_where_two_overlap(decisions, holding):
    assert Corrections(decisions).in_force() == [decisions[number] for number in holding]


def test_people_what_was_taken_back_no_longer_stands_in_the_way_of_what_overlaps_it():
    known = Corrections([place((), "ann"), wide(((4, 16, "ORG"),), "bob")])
    assert known.in_force() == [place((), "ann")]
    known.remove(place((), "ann"))
    assert known.in_force() == [wide(((4, 16, "ORG"),), "bob")]


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
        ([place(((0, 6, "PER"),), "ann"), wide((), "bob")], [["ann", "bob"]]),
        ([place(((0, 6, "PER"),), "ann"), wide((), "ann")], []),
        ([place((), "ann"), wide(((10, 16, "LOC"),), "bob")], []),
        ([place(((0, 6, "PER"),), "ann"), wide((), "bob"), wide((), "kim", "ann, bob")], []),
        ([place(((0, 6, "PER"),), "ann"), wide((), "kim", "ann, bob"), place((), "bob")], []),
        ([wide((), "kim", "ann, bob"), place(((0, 6, "PER"),), "ann")], [["kim", "ann"]]),
    ],
)
def test_people_contradictions(decisions, people):
    assert [one.people for one in contradictions(decisions)] == people


def test_people_contradiction_about_places_that_overlap_is_about_both():
    """Each answer is told with what the other says beside it."""
    said = [place(((0, 6, "PER"),), "ann"), wide(((5, 7, "MISC"), (10, 16, "LOC")), "bob")]
    (found,) = contradictions([*said, PlaceDecision("other", 4, 16, "is of Tripol", (), notes=(("by", "bob"),))])
    assert [(one.start, one.end, one.text, one.spans) for one in found.decisions] == [
        (0, 16, "Khamis of Tripol", ((0, 6, "PER"), (10, 16, "LOC"))),
        (0, 16, "Khamis of Tripol", ((5, 7, "MISC"), (10, 16, "LOC"))),
    ]


def test_people_what_was_taken_back_contradicts_nobody():
    known = Corrections([form("PER", "ann"), form("ORG", "bob")])
    known.remove(form("PER", "ann"))
    assert known.in_force() == [form("ORG", "bob")]


def test_people_mentions_that_an_answer_makes():
    assert mentions_of(form("")) == set()
    assert mentions_of(FormDecision("the Bank of Libya", "LOC", "ORG", text="Bank of Libya")) == {("Bank of Libya", "ORG")}
    both = PlaceDecision("digest", 0, 9, "Ann, Oslo", ((0, 3, "PER"), (5, 9, "LOC")))
    assert mentions_of(both) == {((0, 3), "PER"), ((5, 9), "LOC")}
