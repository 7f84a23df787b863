"""Persons' names: their parts, and what else a person may be called; by cases worked out by hand."""

import pytest

from cable_ner.names.person_names import ShortForm, beginnings, ends, parts, short_forms, with_initials, with_words_left_out


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


@pytest.mark.parametrize(
    ("generator", "name", "shorts"),
    [
        (ends, "ann lee", ["lee"]),
        (ends, "osama bin laden", ["bin laden"]),
        (ends, "jan van der berg", ["van der berg", "der berg", "berg"]),
        (ends, "abu nawaf", []),
        (ends, "ann l", []),
        (ends, "ann bin", []),
        (beginnings, "ann lee", ["ann"]),
        (beginnings, "jan van der berg", ["jan"]),
        (beginnings, "j f kennedy", []),
        (beginnings, "john f kennedy junior", ["john", "john f kennedy"]),
        (with_initials, "ann lee", ["a lee"]),
        (with_initials, "john fitzgerald kennedy", ["john f kennedy", "j fitzgerald kennedy", "j f kennedy"]),
        (with_initials, "van der berg", []),
        (with_initials, "j f kennedy", []),
        (with_words_left_out, "ann lee", []),
        (with_words_left_out, "gene a cretz", ["gene cretz", "g cretz"]),
        (with_words_left_out, "george h w bush", ["george bush", "g bush"]),
        (
            with_words_left_out,
            "ann may lee kim",
            ["ann kim", "a kim", "ann lee kim", "a lee kim", "ann may kim", "a may kim"],
        ),
        (with_words_left_out, "abu ann lee", ["abu lee"]),
        (with_words_left_out, "j f kennedy", ["j kennedy"]),
    ],
)
def test_person_names_short_forms_of_each_kind(generator, name, shorts):
    assert [" ".join(short) for short, _ in generator(tuple(name.split()))] == shorts


@pytest.mark.parametrize(
    ("generator", "kinds"),
    [
        (ends, {ShortForm.LAST}),
        (beginnings, {ShortForm.FIRST}),
        (with_initials, {ShortForm.INITIALS}),
        (with_words_left_out, {ShortForm.LAST, ShortForm.INITIALS}),
    ],
)
def test_person_names_short_forms_say_how_they_are_made(generator, kinds):
    assert {how for _, how in generator(("ann", "may", "lee"))} == kinds
