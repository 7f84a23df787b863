"""The page of the index: what it holds, and that nothing of a cable runs in it."""

import json
import re

from cable_ner.index.indexing import Index, NameCounts, NameGroup
from cable_ner.index.page import MOST_GROUPS, as_page
from tests.helpers.index import indexed

NASTY = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'></style></script><!--"


def data_of(page):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)[1])


def test_entities_page_holds_what_was_counted():
    page = as_page(indexed(("c", "2008-01-02", "LOC", "Bern"), ("c", "", "LOC", "BERN"), ("c", "", "PER", "Ann")))
    assert data_of(page)["groups"] == [
        [1, "Bern", 2, 1, "2008-01-02", "2008-01-02", [["BERN", 1, 1], ["Bern", 1, 1]], 2, []],
        [0, "Ann", 1, 1, "2008-01-02", "2008-01-02", [["Ann", 1, 1]], 1, []],
    ]
    assert data_of(page)["labels"] == ["PER", "LOC"]
    lead = re.sub("<.*?>", "", re.search('<p class="lead">(.*?)</p>', page)[1])
    assert lead == "3 mentions of 2 names, in cables from 2008-01-02 to 2008-01-02."


def test_entities_page_is_escaped_and_cut():
    page = as_page(indexed(("c", "", NASTY, NASTY), ("c", "", "PER", "x" * 5000), ("c", "", "PER", "\x1b[31mred")))
    assert page.count("<script") == page.count("</script>") == 2
    assert "<img" not in page
    assert "\x1b" not in page
    assert "x" * 201 not in page
    assert max(len(group[1]) for group in data_of(page)["groups"]) == 200


def test_entities_page_has_the_most_frequent_of_very_many():
    many = [
        NameGroup("PER", entry := NameCounts(f"name {n}", 1 + (n == 7), 1, "", ""), [entry]) for n in range(MOST_GROUPS + 5)
    ]
    page = as_page(Index(many, MOST_GROUPS + 6, 1, 0))
    assert len(data_of(page)["groups"]) == MOST_GROUPS
    assert data_of(page)["groups"][0][1] == "name 7"
    assert f"The {MOST_GROUPS:,} most frequent names; entities.csv has all." in page
    assert page.count('<tr><th scope="row">') == 500
