"""Inline markup: brackets are added and nothing else, and what is written comes back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.files import Source
from cable_ner.tagging.bare import read_bare
from cable_ner.tagging.renderings import inline
from cable_ner.tagging.tagged import PlacedMention
from cable_ner.text import CableError
from tests.helpers.tagging import NLP, ODD, SCHEME, SOURCES, comes_back, natural, ruler, tagged


@given(SOURCES, st.booleans(), st.sampled_from(["utf-8", "utf-8-sig"]), st.booleans())
def test_tagging_inline_comes_back(source, as_page, encoding, odd):
    if as_page:
        source = f"<code><pre>{source}</pre></code>"
    data = source.encode(encoding)
    try:
        cable = tagged(data, ODD if odd else NLP)
    except CableError:
        return
    written, left_out = inline(cable, SCHEME)
    comes_back(cable, written, left_out)
    if "[" not in source:
        assert cable.encoded(cable.source) == data


@pytest.mark.parametrize(
    ("data", "written"),
    [
        (b"rain in Rome", b"rain in [LOC Rome  ]"),
        (b"rain\r\nof\tAnn Lee\r\n", b"rain\r\nof\t[PER Ann Lee  ]\r\n"),
        (b"\xef\xbb\xbfrain in Rome\n", b"\xef\xbb\xbfrain in [LOC Rome  ]\n"),
        (b"rain at the caf\xe9 in Rome\n", b"rain at the caf\xe9 in [LOC Rome  ]\n"),
        (b"<pre>rain&#x000A;of UN&#x000A;Bea</pre>", b"<pre>rain&#x000A;of [ORG UN  ]&#x000A;[LOC Bea  ]</pre>"),
        (b"<pre>of <b>Ann</b> Lee <i>now</i></pre>", b"<pre>of <b>[PER Ann</b> Lee  ] <i>now</i></pre>"),
        # its own annotations are taken out, and its own dialect is written
        (b"rain of [PER Bob  ] in Rome .", b"rain of [LOC Bob  ] in [LOC Rome  ] ."),
        (b"rain of [PER Bob] in Rome.", b"rain of [LOC Bob] in [LOC Rome]."),
        (b"rain of [PER Bob] in [PER x", b"rain of [LOC Bob] in x"),
        (b"rain [sic] of [PER ann [x] b] in Rome.", b"rain [sic] of ann [x] b in [LOC Rome]."),
        (b"rain [sic] in [x] of Rome", b"rain [sic] in [x] of [LOC Rome  ]"),
        # so much like annotations of the newer tagger that ours must be like that, too
        (b"[NOTE to file] [REMARK by me] Rome", b"[NOTE to file] [REMARK by me] [LOC Rome]"),
    ],
)
def test_tagging_inline_adds_brackets_and_nothing_else(data, written):
    cable = tagged(data)
    if b"NOTE" in data:  # (the ruler takes them for names; here they are text)
        cable.found = [item for item in cable.found if item.text == "Rome"]
    found, left_out = inline(cable, SCHEME)
    assert (found, left_out) == (written, [])
    comes_back(cable, found, [])


@pytest.mark.parametrize(
    ("source", "kept", "left_out"),
    [
        ("x ] y in Rome  ] z", ["Rome"], []),
        ("said ( Ann\nof\nLee ) fell", [], ["more than two lines"]),
        ("<pre>x in &fjlig; Rome y</pre>", ["Rome"], []),
        ("SUBJECT: rain ¶ 12 x", [], ["number"]),
        ("<pre>see <a id='par1'>¶</a>1 . so</pre>", [], ["number"]),
    ],
)
def test_tagging_inline_leaves_out_what_would_be_read_otherwise(source, kept, left_out):
    cable = tagged(
        source.encode(),
        ruler(("PER", [{"TEXT": "Ann"}, {"IS_SPACE": True}, {"TEXT": "of"}, {"IS_SPACE": True}, {"TEXT": "Lee"}])),
    )
    cable.found = [item for item in cable.found if item.text not in ("SUBJECT",)]
    written, refused = inline(cable, SCHEME)
    comes_back(cable, written, refused)
    back = [text[start:end] for text, mentions in natural(written) for start, end, _ in mentions]
    assert back == kept
    assert len(refused) == len(left_out)
    assert all(reason in item.reason for item, reason in zip(refused, left_out))


def test_inline_adds_brackets_behind_a_byte_order_mark():
    data = "Mayor Ann Lee spoke\r\nof bread.\tAnn Lee left".encode("utf-8-sig")
    cable = read_bare(Source("a.txt", data=data))
    for index, paragraph in enumerate(cable.cable.paragraphs):
        spans = sorted(PlacedMention(found.start(), found.end(), "PER") for found in re.finditer("Ann Lee", paragraph.text))
        cable.found += cable.place(index, spans)
    written, left_out = inline(cable, SCHEME)
    assert written == data.replace(b"Ann Lee", b"[PER Ann Lee  ]")
    assert left_out == []
