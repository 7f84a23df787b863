"""Pages: everything is escaped, printable, and only the page's own script may run."""

import base64
import hashlib
import re

from cable_ner.evaluation import pages


def test_pages_figures_as_people_read_them():
    assert pages.thousands(27959) == "27,959"
    assert (pages.many(1, "cable"), pages.many(1200, "cable")) == ("1 cable", "1,200 cables")
    assert (pages.score(0.8231), pages.score(None)) == ("0.823", "–")
    assert (pages.signed(-0.0123), pages.signed(0.1)) == ("−0.012", "+0.100")
    assert (pages.short("bread", 5), pages.short("breads", 5)) == ("bread", "brea…")


def test_pages_shown_values_cannot_hide_or_move_anything():
    assert pages._shown("a\u202eb\x1b") == "a\\u202eb\\x1b"
    assert pages._shown(3) == 3


def test_pages_policy_allows_the_digest_of_the_script_alone():
    code = "document.title = 'bread';"
    expected = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    assert pages._digest(code) == expected
    assert re.fullmatch(r"[A-Za-z0-9+/]{43}=", expected)
