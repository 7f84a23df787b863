"""What cables are like, in columns: as the tables have it."""

import os

import numpy
import pytest

from cable_ner.index.archive.columns import FACETS, columns_of
from tests.helpers.archive import SMALL, built, line, opened


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    empty = line("0.txt", date="2008-12-31", tags=["SZ"])  # without a paragraph
    return opened(built(tmp_path_factory.mktemp("archive"), *SMALL, empty))


def test_columns_count_the_facets_of_some_cables(db):
    columns = columns_of(db)
    assert columns.size == 5
    assert {facet: columns.counts(facet, numpy.array([1, 2, 3, 4])) for facet in FACETS} == {
        "month": [("2008-12", 1), ("2009-01", 1), ("2009-02", 1)],
        "year": [("2009", 2), ("2008", 1)],
        "post": [("BERN", 2), ("ROME", 1)],
        "classification": [("CONFIDENTIAL", 1), ("UNCLASSIFIED", 1)],
        "tag": [("PREL", 2), ("SZ", 2)],
    }
    assert columns.counts("tag", numpy.array([3])) == [("PREL", 1), ("SZ", 1)]
    assert columns.counts("year", numpy.array([], dtype=int)) == []


def test_columns_are_counted_beforehand_for_all_cables(db):
    columns = columns_of(db)
    rows = db.execute("SELECT facet, value, cables FROM facets WHERE facet <> 'label'").fetchall()
    counted = {(facet, *pair) for facet in FACETS for pair in columns.counts(facet, numpy.arange(1, columns.size))}
    assert {tuple(row) for row in rows} == counted


def test_columns_tell_which_cables_have_a_value(db):
    columns = columns_of(db)
    assert columns.with_value("post", "BERN").tolist() == [False, False, True, True, False]
    assert columns.with_value("tag", "SZ").tolist() == [False, True, False, True, False]
    assert not columns.with_value("tag", "none").any()
    assert not columns.with_value("post", "none").any()


def test_columns_know_the_cable_of_a_paragraph(db):
    rows = db.execute("SELECT id, cable FROM paragraphs ORDER BY id").fetchall()
    found = columns_of(db).cables_of(numpy.array([row["id"] for row in rows]))
    assert found.tolist() == [row["cable"] for row in rows] == [2, 3, 3, 4]


def test_columns_are_those_of_the_file_that_is_there(tmp_path):
    before = columns_of(opened(built(tmp_path, *SMALL)))
    other = built(tmp_path / "other", SMALL[2])
    os.replace(other, tmp_path / "archive.db")
    db = opened(tmp_path / "archive.db")
    assert (before.size, columns_of(db).size) == (4, 2)
    assert columns_of(db) is columns_of(db)
