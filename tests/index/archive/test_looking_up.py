"""One name, and one cable: what the database has of them."""

import pytest

from cable_ner.index.archive.filters import CableFilter
from cable_ner.index.archive.looking_up import (
    beside,
    cable_of,
    cables_with,
    facet_of,
    has_form,
    name_of,
    paragraphs_of,
    references_of,
    referring_to,
    sentences_with,
    tags_of,
    variants_of,
)
from tests.helpers.archive import SMALL, built, opened

ANY = CableFilter()


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    return opened(built(tmp_path_factory.mktemp("archive"), *SMALL))


def test_looking_up_a_name(db):
    name = name_of(db, "per-ann-millbrook")
    assert [(row["variant"], row["mentions"]) for row in variants_of(db, name)] == [
        ("Ann Millbrook", 2), ("ANN MILLBROOK", 1), ("Millbrook", 1),
    ]  # fmt: skip
    assert facet_of(db, name, "month") == [("2009-01", 1), ("2009-02", 1)]
    assert facet_of(db, name, "tag") == [("PREL", 2), ("SZ", 1)]
    assert facet_of(db, name, "post") == [("BERN", 2), ("ROME", 1)]
    near = beside(db, name)
    assert near.sample == 3
    assert {label: [(row["name"], row["together"]) for row in rows] for label, rows in near.names.items()} == {
        "LOC": [("Bern", 1), ("Rome", 1), ("São Tomé", 1)], "ORG": [("Red Cross", 1)], "PER": [("Tomas Calder", 1)],
    }  # fmt: skip
    assert name_of(db, "per-nobody") is None


@pytest.mark.parametrize(
    ("which", "cables"),
    [
        (ANY, ["a.txt", "b.txt", "c.txt"]),
        (CableFilter(since="2009-02-01"), ["b.txt"]),
        (CableFilter(post="BERN"), ["a.txt", "b.txt"]),
        (CableFilter(tag="PREL", until="2009-01"), ["a.txt"]),
        (CableFilter(tag="SZ", post="BERN"), ["b.txt"]),
        (CableFilter(classification="CONFIDENTIAL"), ["b.txt"]),
        (CableFilter(since="2010"), []),
    ],
)
def test_looking_up_the_cables_of_a_name(db, which, cables):
    name = name_of(db, "per-ann-millbrook")
    rows, has_more = cables_with(db, name, which)
    assert ([row["cable"] for row in rows], has_more) == (cables, False)
    first, has_more = cables_with(db, name, which, limit=1)
    assert ([row["cable"] for row in first], has_more) == (cables[:1], len(cables) > 1)
    assert [row["of_name"] for row in rows] == [2 if row["cable"] == "b.txt" else 1 for row in rows]


@pytest.mark.parametrize("name", ["per-ann-millbrook", "loc-rome"])  # in more cables than are asked for, in fewer
def test_looking_up_the_cables_of_a_name_from_either_side(db, name, monkeypatch):
    monkeypatch.setattr("cable_ner.index.archive.looking_up._AT_ONCE", 1)
    which = CableFilter(post="BERN") if name == "per-ann-millbrook" else CableFilter(tag="PREL")
    rows, _ = cables_with(db, name_of(db, name), which)
    assert [row["cable"] for row in rows] == (["a.txt", "b.txt"] if which.post else [])


def test_looking_up_a_frequent_name_takes_what_was_counted_beforehand(tmp_path, monkeypatch):
    for module in ("counting", "looking_up"):
        monkeypatch.setattr(f"cable_ner.index.archive.{module}.FREQUENT", 3)
    db = opened(built(tmp_path, *SMALL))
    name = name_of(db, "per-ann-millbrook")
    assert [tuple(row) for row in db.execute("SELECT DISTINCT name FROM name_facets")] == [(1,)]
    facets = {facet: facet_of(db, name, facet) for facet in ("month", "post", "tag", "classification")}
    near = beside(db, name)
    monkeypatch.setattr("cable_ner.index.archive.looking_up.FREQUENT", 4)
    assert {facet: facet_of(db, name, facet) for facet in facets} == facets
    assert beside(db, name) == near


def test_looking_up_whether_a_name_is_written_so(db):
    assert has_form(db, "PER", "ANN MILLBROOK")
    assert not has_form(db, "LOC", "ANN MILLBROOK")
    assert not has_form(db, "PER", "Ann")


def test_looking_up_sentences(db):
    name, cable = name_of(db, "per-ann-millbrook"), cable_of(db, "b.txt")
    found = [(row["text"][row["start"] : row["end"]], row["number"]) for row in sentences_with(db, name, cable["id"])]
    assert found == [("Ann Millbrook", 1), ("Millbrook", 2)]


def test_looking_up_a_cable(db):
    cable = cable_of(db, "b.txt")
    paragraphs = paragraphs_of(db, cable)
    assert [[mention["name_id"] for mention in mentions] for _, mentions in paragraphs] == [
        ["per-ann-millbrook", "loc-bern", "per-tomas-calder"],
        ["per-ann-millbrook", "org-red-cross", "org-red-cross", "per-tomas-calder", "loc-bern"],
    ]
    assert tags_of(db, cable) == ["PREL", "SZ"]
    assert [(row["reference"], row["cable"]) for row in references_of(db, cable)] == [
        ("09BERN1", "a.txt"),
        ("08ROME7", None),
    ]
    assert [row["cable"] for row in referring_to(db, cable_of(db, "a.txt"))] == ["b.txt"]
    assert cable_of(db, "none") is None
