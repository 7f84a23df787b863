"""HTML pages: the source with marks around mentions, and nothing that runs."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.tagging.renderings import page
from cable_ner.text import CableError
from tests.helpers.tagging import NLP, ODD, SOURCES, tagged


@given(SOURCES, st.booleans(), st.booleans())
def test_tagging_page_is_the_source_with_marks_around_what_was_found(source, as_page, odd):
    if as_page:
        source = f"<code><pre>{source}</pre></code>"
    try:
        cable = tagged(source.encode(), ODD if odd else NLP)
    except CableError:
        return
    written, left_out = page(cable)
    assert len(left_out) == 0 or cable.is_html
    text = written.decode(cable.encoding)
    if cable.is_html:
        marks = re.compile(
            r"<mark data-ner=[A-Z]+(?: data-end)?>|</mark>|<meta charset=utf-8><meta[^>]*><style>.*?</style>", re.S
        )
        assert marks.sub("", text) == cable.source
    else:
        body = text[text.index("<pre>\n") + 6 : -len("</pre>\n")]
        assert html.unescape(re.sub(r"<mark[^>]*>|</mark>", "", body)) == cable.source
    assert text.count(" data-end>") == sum(bool(item.pieces) for item in cable.found) - len(left_out)


# -- pages that want to run ----------------------------------------------------------------------

_POLICY = "<meta charset=utf-8><meta http-equiv=Content-Security-Policy content=\"default-src 'none';"


@pytest.mark.parametrize(
    ("source", "begins"),
    [
        ("<pre>Rome</pre>", ""),
        ("\n<!-- a --><!-- b -->\n<!doctype html><pre>Rome</pre>", "\n<!-- a --><!-- b -->\n<!doctype html>"),
        ("<!--><script>1</script>--><!doctype html><pre>Rome</pre>", ""),
        ("<html><!doctype html><pre>Rome</pre>", ""),
    ],
)
def test_tagging_page_begins_with_a_policy_that_lets_nothing_run(source, begins):
    text = page(tagged(source.encode()))[0].decode()
    assert text.startswith(begins + _POLICY)


def test_tagging_page_highlights_nothing_inside_of_what_a_browser_takes_for_a_tag():
    cable = tagged(b'<pre>x <foo title=" Rome <img src=x onerror=alert(1)>"> Bea <foo Ann</pre>')
    written, left_out = page(cable)
    assert [item.text for item in left_out] == ["Rome", "Ann"]
    assert written.decode().count("<mark ") == 1
    assert "<mark data-ner=LOC data-end>Bea</mark>" in written.decode()


def test_tagging_marks_hold_no_quotes_whatever_the_label():
    cable = tagged(b"<pre>x Rome</pre>")
    cable.found = [cable.found[0]._replace(label='A"><script>')]
    assert "<mark data-ner=A---script- data-end>Rome</mark>" in page(cable)[0].decode()


def test_tagging_plain_text_becomes_a_page_without_any_of_its_own():
    cable = tagged("rain < <b>Rome & [sic] <scr\u0131pt>".encode())
    cable.name = "</title><script>.txt"
    text = page(cable)[0].decode()
    assert "rain &lt; &lt;b&gt;<mark data-ner=LOC data-end>Rome</mark> &amp; [sic] &lt;scr\u0131pt&gt;</pre>" in text
    assert "<title>&lt;/title&gt;&lt;script&gt;.txt</title>" in text
    assert "<script" not in text


def test_tagging_page_keeps_its_encoding():
    text = page(tagged(b"<pre>caf\xe9 in Rome</pre>"))[0]
    assert text.startswith(b"<meta charset=windows-1252>")
    assert b"caf\xe9 in <mark" in text


def test_page_shows_text_of_a_plain_cable_as_text():
    written, _ = page(tagged(b"Ann Lee < bread & <script>alert(1)</script>"))
    assert b"<script>" not in written
    assert b"&lt;script&gt;" in written
    assert re.search(rb"<mark[^>]*>Ann Lee", written)
