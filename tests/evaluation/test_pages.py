"""Pages: everything is escaped and printable, and only the page's own script may run."""

import base64
import hashlib
import re

from selectolax.lexbor import LexborHTMLParser

from cable_ner.evaluation import pages


def test_pages_figures_as_people_read_them():
    assert pages.thousands(27959) == "27,959"
    assert (pages.many(1, "cable"), pages.many(1200, "cable")) == ("1 cable", "1,200 cables")
    assert (pages.score(0.8231), pages.score(0.82345), pages.score(None)) == ("0.823", "0.823", "–")
    assert (pages.signed(-0.0123), pages.signed(0.1), pages.signed(0.5)) == ("−0.012", "+0.100", "+0.500")
    assert (pages.short("bread", 5), pages.short("breads", 5), pages.short("abcdef", 5)) == ("bread", "brea…", "abcd…")


def test_pages_shown_values_cannot_hide_or_move_anything():
    assert pages.shown_value("a\u202eb\x1b") == "a\\u202eb\\x1b"
    assert pages.shown_value(3) == 3


def test_pages_policy_allows_the_digest_of_the_script_alone():
    code = "document.title = 'bread';"
    expected = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    assert pages.digest_of(code) == expected
    assert re.fullmatch(r"[A-Za-z0-9+/]{43}=", expected)


def test_pages_slots_are_fixed_for_the_labels_of_cables() -> None:
    assert pages.slots(["DATE", "PER", "LAW"]) == {"PER": 1, "ORG": 2, "LOC": 3, "MISC": 4, "DATE": 5, "LAW": 6}
    assert set(pages.slots([f"L{number}" for number in range(20)]).values()) == set(range(1, 9))


def test_pages_without_a_script_let_none_run() -> None:
    page = LexborHTMLParser(pages.render("base.html"))
    assert "script-src 'none'" in page.css_first("meta[http-equiv]").attributes["content"]
    assert not page.css("script")
