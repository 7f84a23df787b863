"""What is found, in which order, and that nothing in a question is taken for an operator."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.index.archive.filters import CableFilter
from cable_ner.index.archive.searching import find_cables, find_names, find_paragraphs
from tests.helpers.archive import SMALL, built, line, opened

ANY = CableFilter()
SPELLINGS = ("San'a", "Sanʿa", "Sanʾa", "San’a", "SANʿA", "Sánʿa")  # noqa: RUF001


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    more = [
        line(f"{n}.txt", f"[PER Zed Marsh{n}] saw {text} .", date=f"2010-{n + 1:02d}-01") for n, text in enumerate(SPELLINGS)
    ]
    return opened(built(folder, *SMALL, *more))


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("millbrook", ["Ann Millbrook"]),
        ("MILL ann", ["Ann Millbrook"]),
        ("sao tome", ["São Tomé"]),
        ("rc", ["Red Cross"]),
        ("ro", []),
        ("rom", ["Rome"]),
        ("ann calder", []),
        ('"ann', ["Ann Millbrook"]),
        ("NOT ann", []),
    ],
)
def test_searching_names_by_any_variant_and_the_beginning_of_words(db, words, names):
    assert [row["name"] for row in find_names(db, words)[0]] == names


def test_searching_names_by_label_the_most_frequent_first(db):
    rows, has_more = find_names(db, label="LOC", limit=2)
    assert ([row["name"] for row in rows], has_more) == (["Bern", "Rome"], True)
    rows, has_more = find_names(db, label="LOC", limit=2, offset=2)
    assert ([row["name"] for row in rows], has_more) == (["São Tomé"], False)


@pytest.mark.parametrize(
    ("words", "which", "cables"),
    [
        ("millbrook", ANY, ["a.txt", "b.txt", "b.txt", "c.txt"]),
        ('"ann millbrook"', ANY, ["a.txt", "b.txt", "c.txt"]),
        ('"millbrook ann"', ANY, []),
        ("millbrook", CableFilter(since="2009-02"), ["b.txt", "b.txt"]),
        ("millbrook", CableFilter(until="2009-01"), ["a.txt"]),
        ("millbrook", CableFilter(since="2009", until="2009"), ["a.txt", "b.txt", "b.txt"]),
        ("millbrook", CableFilter(since="2011"), []),
        ("millbrook", CableFilter(until="1999"), []),
        ("millbrook", CableFilter(since="2010", until="2009"), []),
        ("millbrook", CableFilter(post="ROME"), ["c.txt"]),
        ("millbrook", CableFilter(classification="CONFIDENTIAL"), ["b.txt", "b.txt"]),
        ("millbrook", CableFilter(tag="SZ"), ["b.txt", "b.txt"]),
        ("millbrook", CableFilter(tag="SZ", post="ROME"), []),
    ],
)
def test_searching_paragraphs_the_oldest_first(db, words, which, cables):
    found = find_paragraphs(db, words, which)
    assert [row["cable"] for row in found.rows] == cables
    assert (found.total, found.is_capped) == (len(cables), False)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_searching_finds_all_spellings_of_an_ayn(db, spelling):
    assert find_paragraphs(db, spelling, ANY).total == len(SPELLINGS)


def test_searching_counts_cables_by_facet(db):
    facets = find_paragraphs(db, "millbrook", ANY).facets
    assert facets == {
        "post": [("BERN", 2), ("ROME", 1)],
        "year": [("2009", 2)],
        "classification": [("CONFIDENTIAL", 1), ("UNCLASSIFIED", 1)],
    }


def test_searching_marks_what_was_found(db):
    row = find_paragraphs(db, "arrived", ANY).rows[0]
    assert row["snippet"] == "ANN MILLBROOK \x02arrived\x03 in São Tomé ."


def test_searching_cables(db):
    found = find_cables(db, CableFilter(post="BERN", since="2009"), limit=1, offset=1)
    assert ([row["cable"] for row in found.rows], found.total) == (["b.txt"], 2)
    assert find_cables(db, ANY).total == 9
    assert find_cables(db, ANY).facets["post"] == [("BERN", 2), ("ROME", 1)]


@pytest.mark.parametrize("words", ['"', '""', "*", "a OR", "NEAR(", "(", "\0", 'x"y', "-", "^", "text:", "{q}", "—", "'"])
def test_searching_takes_nothing_for_an_operator(db, words):
    find_names(db, words)
    assert find_paragraphs(db, words, ANY).total == 0


@given(words=st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_searching_any_words_is_no_error(db, words):
    find_names(db, words)
    find_paragraphs(db, words, ANY)
