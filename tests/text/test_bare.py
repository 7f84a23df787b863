"""Bare: a cable without its annotations, and where its text was read from. All cables here are invented."""

import pytest

from cable_ner.text import parse_bare, without_annotations


@pytest.mark.parametrize(
    ("source", "bare"),
    [
        ("[PER Ann  ] met [ORG UN  ] .", "Ann met UN ."),
        ("[PER Ann] met [NOTE to file].", "Ann met [NOTE to file]."),
        ("[PER Ann [sic] Lee  ] , [GPE Mali  ]", "Ann [sic] Lee , Mali"),
        ("[PER Ann [ORG UN  ]  ] met", "Ann UN met"),
        ("<pre>[PER A&amp;B  ] <!-- [LOC x  ] --></pre>", "<pre>A&amp;B <!-- [LOC x  ] --></pre>"),
        ("no annotation", "no annotation"),
    ],
)
def test_bare_source_is_without_brackets_and_nothing_else(source, bare):
    assert without_annotations(source) == bare
    found = parse_bare(source.encode(), "a.txt")
    assert (found.source, found.annotated) == (bare, source if bare != source else "")
    assert found.cable.brackets == 0


@pytest.mark.parametrize(
    ("data", "encoding"),
    [(b"caf\xe9 [PER Ann  ]", "cp1252"), (b"\xef\xbb\xbf[PER Ann  ]", "utf-8-sig"), (b"[PER Ann  ]", "utf-8")],
)
def test_bare_keeps_the_encoding(data, encoding):
    bare = parse_bare(data, "a.txt")
    assert bare.encoding == encoding
    assert bare.source.encode(encoding) == data.replace(b"[PER ", b"").replace(b"  ]", b"")


def test_bare_origins_lead_back_to_the_source():
    bare = parse_bare(b"<pre>A&amp;B<br>c\r\nd BARI 00000960 002 of 003 e</pre>", "a.txt")
    [paragraph], [origin] = bare.cable.paragraphs, bare.origins
    assert paragraph.text == "A&B\nc\nd e"
    assert origin.pieces(0, 3) == [(5, 12)]  # A&amp;B
    assert origin.pieces(3, 4) == []  # the line break is a tag
    assert origin.pieces(4, 7) == [(16, 20)]
    assert [bare.source[start:end] for start, end in origin.pieces(0, 9)][-1] == "e"
