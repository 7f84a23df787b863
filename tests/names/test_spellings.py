"""Spellings of names: what is folded into one, and what is kept apart; by cases worked out by hand."""

import pytest

from cable_ner.names import spellings


@pytest.mark.parametrize(
    "words",
    [
        "mutassim mutasim",
        "zelensky zelenskyy zelenskiy zelenski",
        "shalgham shalgam",
        "husayn hussein hossain",
        "gadhafi gaddafi",
    ],
)
def test_spellings_fold_makes_one(words):
    assert len(set(map(spellings.fold, words.split()))) == 1


@pytest.mark.parametrize(
    "names", ["hassan hussein", "jamal jamil", "rashid rashad", "ivanov ivanova", "khalid khalil", "thani tani"]
)
def test_spellings_fold_keeps_apart(names):
    assert len(set(map(spellings.fold, names.split()))) == 2


@pytest.mark.parametrize(
    ("folded", "others"),
    [
        ("qadafi", ["gadafi", "kadafi"]),
        ("tariq", ["tarig", "tarik"]),
        ("quin", []),
        ("qian", []),
        ("qing", []),
        ("kadafi", []),
    ],
)
def test_spellings_respelled(folded, others):
    assert list(spellings.respelled(folded)) == others


def test_spellings_skeleton_keeps_both_ends():
    words = ("ivanov", "ivanova", "a", "benghazi")
    assert [spellings.skeleton(spellings.fold(word)) for word in words] == ["ivnv", "ivnva", "a", "bngzi"]


@pytest.mark.parametrize(
    ("word", "spelling"),
    [
        ("mohammed", "=muhammad"),
        ("gaddafi", "gadafi"),
        ("miller", None),  # the U.S. census has it
        ("kusa", None),  # short
        ("xxxxxxxxxxxx", None),
        ("сергей", None),
    ],
)
def test_spellings_person_spelling(word, spelling):
    assert spellings.person_spelling(word) == spelling


def test_spellings_known_places():
    assert spellings.is_known_place("libya")
    assert spellings.is_known_place("benghazi")
    assert not spellings.is_known_place("banghazi")
    assert spellings.place_spelling("benghazi") == "bingazi"
    assert spellings.place_spelling("mali") is None
    assert spellings.place_spelling("zone 9 north") is None
