"""Which cables a filter lets through."""

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.index.archive import columns_of
from cable_ner.index.archive.filters import CableFilter
from tests.helpers.archive import SMALL, built, opened


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    return opened(built(tmp_path_factory.mktemp("archive"), *SMALL))


@pytest.mark.parametrize("date", ["2009-2", "yesterday", "2009-02-03x", "' OR 1", "２009"])  # noqa: RUF001
def test_filters_say_what_is_no_date(date):
    assert CableFilter(since=date).problem().startswith(f"'{date}' is no date; write 2009, 2009-02 or 2009-02-28")
    assert CableFilter(since="2009-02", until="2010").problem() == ""


@pytest.mark.parametrize(
    ("which", "bounds"),
    [
        (CableFilter(), None),
        (CableFilter(post="BERN"), None),
        (CableFilter(since="2009-01-05"), (1, 2)),
        (CableFilter(since="2009-01-06"), (2, 2)),
        (CableFilter(until="2009-01"), (1, 1)),
        (CableFilter(since="2009", until="2009"), (1, 2)),
        (CableFilter(since="2010"), (1, 0)),
        (CableFilter(until="2008"), (1, 0)),
        (CableFilter(since="2009-02", until="2009-01"), (1, 0)),
    ],
)
def test_filters_take_a_time_for_a_range_of_cables(db, which, bounds):
    assert which.bounds(db) == bounds


def test_filters_without_anything_let_all_through(db):
    assert not CableFilter()
    assert CableFilter().matching(db, columns_of(db)).tolist() == [False, True, True, True]


_VALUES = {
    "since": ["", "2009-01-06", "2010"], "until": ["", "2009", "2008"], "post": ["", "BERN", "ROME", "x"],
    "classification": ["", "CONFIDENTIAL", "x"], "tag": ["", "PREL", "SZ", "x"],
}  # fmt: skip


@given(st.fixed_dictionaries({name: st.sampled_from(values) for name, values in _VALUES.items()}))
def test_filters_let_through_what_sql_does(db, values):
    query = (
        "SELECT id FROM cables c WHERE (:since = '' OR date >= :since) AND (:until = '' OR date <= :until || '~')"
        " AND (:post = '' OR post = :post) AND (:classification = '' OR classification = :classification)"
        " AND (:tag = '' OR EXISTS (SELECT 1 FROM cable_tags t WHERE t.cable = c.id AND t.tag = :tag))"
    )
    found = numpy.flatnonzero(CableFilter(**values).matching(db, columns_of(db)))
    assert found.tolist() == [row["id"] for row in db.execute(query, values)]
