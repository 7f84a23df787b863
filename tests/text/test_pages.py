"""Pages: <pre> blocks and the table of a web page. All cables here are invented."""

import pytest

from cable_ner.text import CableError
from tests.helpers.cables import PAGE, cable_of, text_of


def test_pages_page_without_a_cable_is_rejected():
    with pytest.raises(CableError, match="without a <pre> block"):
        cable_of("<!DOCTYPE html><html><body><p>Not found</p></body></html>")


def test_pages_pre_that_is_never_closed_goes_on_to_the_end():
    assert text_of(cable_of("<html><pre>one\n[PER Ann  ] two")) == "one\nAnn two"


@pytest.mark.parametrize(
    "source",
    ["one<br>[PER Ann] two", "<p>one</p>[PER Ann] two", "<div>one</div><div>[PER Ann] two</div>", "<p>one<p>[PER Ann] two"]
    + ["<td>one</td><td>[PER Ann] two</td>", "<section>one</section>[PER Ann] two", "<dd>one</dd><dd>[PER Ann] two</dd>"],
)
def test_pages_text_with_nothing_but_tags_of_lines_is_html(source):
    assert text_of(cable_of(source)).split() == ["one", "Ann", "two"]


def test_pages_page_table_says_what_the_cable_is():
    meta = cable_of(PAGE).meta
    assert {key: meta[key] for key in ("reference_id", "date", "released", "classification", "origin")} == {
        "reference_id": "09BARI960",
        "date": "2009-12-14 12:30",
        "released": "2010-12-01 23:11",
        "classification": "CONFIDENTIAL",
        "origin": "Embassy Bari & Lecce",
    }
    assert (meta["post"], meta["number"], meta["section"], meta["sections"]) == ("BARI", 960, 1, 2)
    assert meta["markup"] == "html"


def test_pages_table_after_the_text_and_other_tables_say_nothing():
    table = "<table class='cable'><tr><th>Origin</th></tr><tr><td>Embassy Oslo</td></tr></table>"
    assert "origin" not in cable_of(f"<pre>Words .</pre>{table}").meta
    assert "origin" not in cable_of(f"{table.replace('cable', 'menu')}<pre>Words .</pre>").meta


def test_pages_page_table_is_found_behind_letters_that_grow_when_lower_cased():
    table = "<table class='cable'><tr><th>Origin</th></tr><tr><td>Embassy Ankara</td></tr></table>"
    assert cable_of(f"<title>İzmir</title>{table}<pre>Words .</pre>").meta["origin"] == "Embassy Ankara"
