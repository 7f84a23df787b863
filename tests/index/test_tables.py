"""The index as tables and JSON."""

import csv
import io
import json

from cable_ner.files import unguarded
from cable_ner.index.page import as_page
from cable_ner.index.tables import as_json, groups_csv, variants_csv
from tests.helpers.index import indexed


def test_entities_tables():
    found = indexed(
        ("c", "2008-01-02", "PER", "=Ann Millbrook"), ("c", "", "PER", "Millbrook"), ("c", "", "PER", "Millbrook")
    )
    rows = list(csv.DictReader(io.StringIO(groups_csv(found))))
    assert [{key: unguarded(value) for key, value in row.items()} for row in rows] == [
        {
            "label": "PER", "name": "=Ann Millbrook", "mentions": "3", "cables": "1", "first": "2008-01-02",
            "last": "2008-01-02", "variants": "Millbrook (2) | =Ann Millbrook (1)",
        }
    ]  # fmt: skip
    rows = list(csv.reader(io.StringIO(variants_csv(found))))
    assert rows[0] == ["label", "name", "variant", "mentions", "cables", "first", "last"]
    assert rows[2] == ["PER", "'=Ann Millbrook", "'=Ann Millbrook", "1", "1", "2008-01-02", "2008-01-02"]


def test_entities_json():
    found = json.loads(as_json(indexed(("c", "2008-01-02", "LOC", "Bern"))))
    of_name = {"mentions": 1, "cables": 1, "first": "2008-01-02", "last": "2008-01-02"}
    assert found["groups"] == [{"label": "LOC", "name": "Bern", **of_name, "variants": [{"text": "Bern", **of_name}]}]
    assert found["mentions"] == found["cables"] == found["names"] == 1


def test_entities_same_mentions_give_the_same_bytes():
    rows = [("c", "2008-01-02", "LOC", "Bern"), ("d", "2008-01-03", "PER", "Ann"), ("c", "", "ORG", "UN")]
    one, other = indexed(*rows), indexed(*reversed(rows))
    for made in (groups_csv, variants_csv, as_json, as_page):
        assert made(one) == made(other)
