"""The prepared questions: each is answered, and by the tables that there are."""

import csv
import io
import re

import pytest

from cable_ner.index.serving.canned_queries import QUERIES
from tests.helpers.archive import SMALL, built, opened

VALUES = {
    "name_id": "per-ann-millbrook", "other_name_id": "loc-bern", "label": "PER", "year": "2009", "post": "BERN",
    "since": "2009", "until": "2010",
}  # fmt: skip
ANSWERS = {
    "mentions_of_a_name": [("written", "ANN MILLBROOK"), ("written", "Ann Millbrook"), ("written", "Millbrook"),
                           ("written", "Ann Millbrook")],
    "two_names_together": [("reference_id", "09BERN2")],
    "names_new_in_a_year": [("name", "Ann Millbrook"), ("name", "Tomas Calder")],
    "cables_of_a_post": [("subject", "ARRIVAL"), ("subject", "MEETING")],
    "most_referred_to": [("reference", "08ROME7"), ("reference", "09BERN1")],
    "least_sure_mentions": [("confidence", 0.75)] * 4,
}  # fmt: skip


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    return opened(built(tmp_path_factory.mktemp("archive"), *SMALL))


@pytest.mark.parametrize("name", QUERIES)
def test_canned_queries_answer(db, name):
    sql = QUERIES[name]["sql"]
    rows = db.execute(sql, {one: VALUES[one] for one in re.findall(r":([a-z_]+)", sql)}).fetchall()
    assert [(column, row[column]) for row, (column, _) in zip(rows, ANSWERS[name])] == ANSWERS[name]
    assert len(rows) == len(ANSWERS[name])


@pytest.mark.parametrize("name", QUERIES)
def test_canned_queries_have_a_title_and_are_bounded_or_about_one_thing(name):
    query = QUERIES[name]
    assert query["title"]
    assert "LIMIT" in query["sql"] or "WHERE" in query["sql"]


def test_canned_queries_are_forms_and_tables_over_http(get):
    assert "Cables of a post between two days" in get("/archive").text
    answer = get("/archive/cables_of_a_post.csv?post=BERN&since=2009&until=2010")
    assert [row["subject"] for row in csv.DictReader(io.StringIO(answer.text))] == ["ARRIVAL", "MEETING"]
