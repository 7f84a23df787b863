"""Tagged cables in the formats that are written here: nothing but the annotation is added."""

import re

from cable_ner.files.inputs import Source
from cable_ner.tagging.renderings import inline, page
from cable_ner.tagging.tagged import read_bare
from cable_ner.text import Scheme


def tagged(data, *names):
    cable = read_bare(Source("a.txt", data=data))
    for index, paragraph in enumerate(cable.cable.paragraphs):
        spans = sorted(
            (found.start(), found.end(), "PER", None) for name in names for found in re.finditer(name, paragraph.text)
        )
        cable.found += cable.place(index, spans)
    return cable


def test_renderings_inline_adds_brackets_and_nothing_else():
    data = "Mayor Ann Lee spoke\r\nof bread.\tAnn Lee left".encode("utf-8-sig")
    written, left_out = inline(tagged(data, "Ann Lee"), Scheme())
    assert written == data.replace(b"Ann Lee", b"[PER Ann Lee  ]")
    assert left_out == []


def test_renderings_page_shows_text_of_a_plain_cable_as_text():
    written, _ = page(tagged(b"Ann Lee < bread & <script>alert(1)</script>", "Ann Lee"))
    assert b"<script>" not in written
    assert b"&lt;script&gt;" in written
    assert re.search(rb"<mark[^>]*>Ann Lee", written)
