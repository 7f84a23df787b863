"""Persons' names: their parts, and what else a person may be called; by cases worked out by hand."""

import pytest

from cable_ner.names.person_names import parts, short_forms


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("saif al islam al qadhafi", ("saif", "islam", "qadhafi")),
        ("al qadhafi", ("qadhafi",)),
        ("al", ("al",)),
        ("abd al rahman shalgham", ("abdalrahman", "shalgham")),
        ("abdul rahman", ("abdalrahman",)),
        ("abdurrahman", ("abdalrahman",)),
        ("abdelrahman", ("abdalrahman",)),
        ("abdullah", ("abdallah",)),
        ("abdallah gul", ("abdallah", "gul")),
        ("abdulla", ("abdallah",)),
        ("abd", ("abd",)),
        ("abdou diouf", ("abdou", "diouf")),
        ("osama bin laden", ("osama", "bin", "laden")),
    ],
)
def test_person_names_parts(key, found):
    assert parts(key) == found


@pytest.mark.parametrize(
    ("name", "shorter"),
    [
        ("lee", {}),
        ("ann lee", {"lee": "last", "ann": "first", "a lee": "initials"}),
        (
            "gene a cretz",
            {"cretz": "last", "gene": "first", "g cretz": "initials", "g a cretz": "initials", "gene cretz": "last"},
        ),
        (
            "osama bin laden",
            {"bin laden": "last", "osama": "first", "o laden": "initials", "o bin laden": "initials", "osama laden": "last"},
        ),
        ("abu nawaf", {}),
        ("george bush jr", {}),
        ("king abdullah", {"abdullah": "last"}),
        (
            "king hamad khalifa",
            {"hamad khalifa": "last", "khalifa": "last", "hamad": "first", "king hamad": "first", "h khalifa": "initials"},
        ),
    ],
)
def test_person_names_short_forms(name, shorter):
    found = {" ".join(short): how for short, how in short_forms(tuple(name.split()))}
    assert found == shorter


def test_person_names_short_forms_keeps_all_initials_or_none():
    shorts = {" ".join(short) for short, _ in short_forms(("george", "h", "w", "bush"))}
    assert "george bush" in shorts
    assert not shorts & {"george w bush", "george h bush"}


def test_person_names_short_forms_of_a_long_name_are_few():
    name = tuple(f"word{number}" for number in range(30))
    assert len(list(short_forms(name))) == 2 * 29 + 1
