"""Tagging: the text stays what it is, and what is written comes back. The models here are rules. All cables are invented."""

import html
import json
import re
from pathlib import Path

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from cable_ner.files.inputs import Source
from cable_ner.tagging.renderings import columns, inline, json_line, page, table_rows, with_given
from cable_ner.tagging.tagged import Tagged, read_bare
from cable_ner.tagging.tagging import labels_of, tag_cables
from cable_ner.text import LABELS, CableError, Scheme, parse, parse_bare
from cable_ner.text.spacing import carried, is_token_spaced, restore, restore_paragraph

ROOT = Path(__file__).parents[2]
SCHEME = Scheme()

_PATTERNS = [
    ("PER", [{"IS_TITLE": True, "LENGTH": {">": 1}}, {"IS_SPACE": True, "OP": "?"}, {"IS_TITLE": True, "LENGTH": {">": 1}}]),
    ("ORG", [{"IS_UPPER": True, "LENGTH": {">=": 2}}]),
    ("LOC", [{"IS_TITLE": True}]),
    ("MISC", [{"TEXT": {"REGEX": "^[0-9]"}}]),
]  # fmt: skip


def ruler(*more: tuple[str, list]) -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": label, "pattern": rule} for label, rule in (*_PATTERNS, *more)])
    return nlp


NLP = ruler()
# (signs that nobody would take for names: they make for mentions of brackets, and of white space)
ODD = ruler(("MISC", [{"IS_PUNCT": True}]), ("MISC", [{"IS_SPACE": True}]), ("MISC", [{"TEXT": {"REGEX": "[<>&¶=]"}}, {}]))


def tagged(data: bytes, nlp: Language = NLP, *, compare: bool = False) -> Tagged:
    cable = read_bare(Source("a.txt", data=data), SCHEME, compare=compare)
    assert tag_cables(nlp, [cable]) == {}
    return cable


def natural(data: bytes) -> list[tuple[str, list[tuple[int, int, str]]]]:
    """Returns the text of each paragraph as conversion has it, and its mentions."""
    cable = parse(data, "a.txt")
    paragraphs = cable.paragraphs
    if is_token_spaced(paragraph.text for paragraph in paragraphs):
        paragraphs = list(map(restore_paragraph, paragraphs))
    return [(item.text, [(m.start, m.end, m.missing or m.label) for m in item.mentions]) for item in paragraphs]


def comes_back(cable: Tagged, data: bytes, left_out: list) -> None:
    """Asserts that what was written holds the cable's text, and the mentions that are not left out."""
    bare = parse_bare(data, "a.txt", SCHEME)
    assert bare.source == cable.source
    written = natural(data)
    assert [text for text, _ in written] == [paragraph.text for paragraph in cable.cable.paragraphs]
    expected = {(item.index, item.start, item.end, item.label) for item in cable.found}
    back = {(index, *mention) for index, (_, mentions) in enumerate(written) for mention in mentions}
    assert back <= expected
    assert len(back) == len(expected) - len(left_out)
    for item in cable.found:
        source = "".join(cable.source[start:end] for start, end in item.pieces)
        if "&" not in source:
            assert "".join(source.split()) == "".join(item.text.split())


_PIECES = st.sampled_from(
    [
        "Ann Lee", "Bea", "UN", "Rome", "12", "1 .", "x", "rain", ".", ",", " ", " ", "  ", "\n", "\n\n", "\r\n", "\r", "\t",
        "[", "]", "  ]", "[PER ", "[PER Ann  ]", "[ORG UN]", "[LOC\nRome  ]", "[NOTE ", "[NOTE to file  ]", "[sic]", "[PER",
        "&#x000A;", "&amp;", "&lt;", "&#91;", "&#93;", "&fjlig;", "&NotEqualTilde;", "&para;", "&", ";", "&#13;", "&nbsp;",
        "<b>", "</b>", "<br>", "<p>", "<pre>", "</pre>", "<foo ", ">", "<", "<!--", "-->", "<code>", "pre", "table",
        "<a id='par1' href='#par1'>¶</a>1 .", "<a id='parB' href='#parB'>¶</a>B .", "¶", "¶ 2 .", "</a>", "'", '"', "’s",
        "SUBJECT: ", "1. (C) ", "TRIPOLI 00000960 002.2 of 002", " 00000960 002 of 003 ", "\ufeff", "\U0001f600", "\x1c",
    ]
)  # fmt: skip
_SOURCES = st.lists(_PIECES, max_size=40).map("".join)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_SOURCES, st.booleans(), st.sampled_from(["utf-8", "utf-8-sig"]), st.booleans())
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


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_SOURCES, st.booleans(), st.booleans())
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


# -- where mentions are --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "mention", "pieces"),
    [
        ("rain in Rome fell", "Rome", ["Rome"]),
        ("\r\nrain\r\nin Rome", "Rome", ["Rome"]),
        ("rain ( Rome ) fell , hard , and long .", "Rome", ["Rome"]),
        ("rain , said Ann Lee , fell , hard .", "Ann Lee", ["Ann Lee"]),
        ("rain of Ann\r\nLee fell", "Ann\nLee", ["Ann\r\nLee"]),
        ("rain of Ann\tLee fell", "Ann\tLee", ["Ann\tLee"]),
        ("<pre>rain in <b>Rome</b> fell</pre>", "Rome", ["Rome"]),
        ("<pre>rain of <b>Ann</b> Lee fell</pre>", "Ann Lee", ["Ann", " Lee"]),
        ("<pre>rain of Ann&#x000A;Lee fell</pre>", "Ann\nLee", ["Ann&#x000A;Lee"]),
        ("<pre>rain of Ann<br>Lee fell</pre>", "Ann\nLee", ["Ann", "Lee"]),
        ("<pre>rain &amp; U&#78; fell</pre>", "UN", ["U&#78;"]),
        ("<pre>rain &lt; <!-- Bea --> Rome fell</pre>", "Rome", ["Rome"]),
        ("<pre><a id='par1' href='#par1'>¶</a>1 . rain in Rome fell</pre>", "Rome", ["Rome"]),
        ("SUBJECT: rain\n\nit was Ann\nTRIPOLI 00000960 002 OF 003\nLee fell, and so on.", "Ann\nLee", ["Ann\n", "Lee"]),
    ],
)
def test_tagging_finds_the_way_back_to_the_source(source, mention, pieces):
    cable = tagged(source.encode())
    [found] = [item for item in cable.found if item.text == mention]
    assert [cable.source[start:end] for start, end in found.pieces] == pieces
    assert cable.cable.paragraphs[found.index].text[found.start : found.end] == mention
    assert found.span == (source.index(pieces[0]), source.rindex(pieces[-1]) + len(pieces[-1]))


def test_tagging_offsets_are_of_the_text_without_annotations_and_byte_order_mark():
    cable = tagged(b"\xef\xbb\xbfrain of [PER Bob  ] in Rome .")
    assert cable.source == "rain of Bob in Rome ."
    assert [(item.label, item.span) for item in cable.found] == [("LOC", (8, 11)), ("LOC", (15, 19))]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from(["Ann", " ", "\n", ",", '"', "(", ")", "'s", ".", "a", "\t", "$", "5"]), max_size=30).map(
        "".join
    )
)
def test_spacing_carries_spans_there_and_back(text):
    words = [match.span() for match in re.finditer(r"\S+", text)]
    restored = restore(text)
    there = carried(words, text, restored)
    assert ["".join(restored[start:end].split()) for start, end in there] == [text[start:end] for start, end in words]
    assert carried(there, restored, text) == words


# -- inline --------------------------------------------------------------------------------------


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


_PAGE = (
    "<!DOCTYPE html>\r\n<html><head><title>Cable 07OSLO88</title></head>\r\n<body class='Rome'>\r\n<h1>Viewing cable</h1>"
    "<table class='cable'>\r\n<tr><th>Reference ID</th><th>Created</th><th>Released</th><th>Classification</th>"
    "<th>Origin</th></tr>\r\n<tr><td><a href='/cable/07OSLO88.html'>07OSLO88</a></td><td>2007-01-02 03:04</td>"
    "<td>2011-08-30 01:44</td><td>UNCLASSIFIED</td><td>Embassy Oslo</td></tr>\r\n</table>\r\n"
    "<code><pre>VZCZCXYZ0000\r\nOO RUEHWEB\r\n\r\nDE RUEHNY #0088 0021504\r\nFM AMEMBASSY OSLO\r\nTO SECSTATE WASHDC</pre>"
    "</code>\r\n<code><pre>UNCLAS OSLO 000088&#x000A;&#x000A;SIPDIS&#x000A;&#x000A;E.O. 12958: N/A&#x000A;TAGS: "
    "<a href='/tag/PREL_0.html'>PREL</a>&#x000A;SUBJECT: BREAD &amp; MARKETS IN OSLO&#x000A;&#x000A;"
    "<a id='par1' href='#par1'>¶</a>1. (U)\tMayor Ann&#x000A;Lee spoke, and her staff&#x000A;&#x000A;"
    "OSLO 00000088 002 OF 002&#x000A;&#x000A;thanked xxxxxxxxxxxx of Bergen.&#x000A;&#x000A;"
    "<a id='par2' href='#par2'>¶</a>2. (U) Lee's &lt;end&gt; of it.&#x000A;NORDMANN</pre></code>\r\n</body></html>"
)


def test_tagging_full_page():
    """A page of the archive: table, transmission block, header, pilcrows, a page header inside of the text, entities."""
    cable = tagged(_PAGE.encode())
    written, left_out = inline(cable, SCHEME)
    comes_back(cable, written, left_out)
    # (numbers that begin a paragraph, which the ruler takes for names)
    assert [item.text for item in left_out] == ["1", "2"]
    text = written.decode()
    assert re.sub(r"\[(?:PER|ORG|LOC|MISC) |  \]", "", text) == _PAGE
    assert "\t[LOC Mayor  ] [PER Ann&#x000A;Lee  ] spoke" in text
    assert "[LOC Bergen  ].&#x000A;" in text
    assert text.startswith(_PAGE[: _PAGE.index("VZCZC")])
    assert cable.cable.meta["reference_id"] == "07OSLO88"
    assert "OF 002" not in "".join(item.text for item in cable.found)
    shown, _ = page(cable)
    assert re.sub(r"</?mark[^>]*>|<meta .*?</style>", "", shown.decode(), flags=re.S) == _PAGE
    rows = [row.split(",") for row in table_rows(cable, compare=False).splitlines()]
    assert {tuple(row[:3]) for row in rows} == {("a.txt", "2007-01-02 03:04", "07OSLO88")}
    row = next(row for row in rows if row[8] == "Bergen")
    assert (row[4], row[5], row[9], row[10]) == ("1", "paragraph", "LOC", "")
    assert _PAGE[int(row[6]) : int(row[7])] == "Bergen"


@pytest.mark.parametrize("folder", ["raw", "natural", "cables"])
def test_tagging_of_the_samples(folder, request):
    """The text is what it was, and what was found comes back: for every sample cable, and the real one."""
    folder = request.getfixturevalue("shared") / "cables" if folder == "cables" else ROOT / "corpus" / folder
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "LOC", "pattern": [{"IS_TITLE": True, "OP": "+"}]}])
    mentions = 0
    for path in sorted(folder.rglob("*.txt")):
        data = path.read_bytes()
        cable = tagged(data, nlp)
        written, left_out = inline(cable, SCHEME)
        assert {item.reason for item in left_out} <= {"it is on more than two lines"}
        comes_back(cable, written, left_out)
        if not cable.was_annotated:
            assert re.sub(rb"\[(?:PER|ORG|LOC|MISC) |  \]", b"", written) == data
        mentions += len(cable.found)
        text = page(cable)[0].decode()
        if cable.is_html:
            assert re.sub(r"</?mark[^>]*>|<meta .*?</style>", "", text, flags=re.S) == cable.source
        else:
            assert html.unescape(re.sub(r"</?mark[^>]*>", "", text[text.index("<pre>\n") + 6 : -7])) == cable.source
    assert mentions > 100


# -- other formats -------------------------------------------------------------------------------


def test_tagging_compares_with_the_annotations_that_were_there():
    cable = tagged(b"<pre>of [PER Ann Lee  ] , [ORG UN staff  ] [LOC x  ] , in Rome .</pre>", compare=True)
    assert [(item.label, item.span) for item in cable.given] == [("PER", (8, 15)), ("ORG", (18, 26)), ("LOC", (27, 28))]
    rows = [row.split(",")[6:] for row in table_rows(cable, compare=True).splitlines()]
    assert rows == [
        ["8", "15", "Ann Lee", "PER", "", "input"],
        ["8", "15", "Ann Lee", "PER", "", "model"],
        ["18", "20", "UN", "ORG", "", "model"],
        ["18", "26", "UN staff", "ORG", "", "input"],
        ["27", "28", "x", "LOC", "", "input"],
        ["34", "38", "Rome", "LOC", "", "model"],
    ]
    text = page(cable)[0].decode()
    assert text[text.index("<pre>") :] == (
        "<pre>of <mark data-ner=PER data-end><mark data-was=PER data-end>Ann Lee</mark></mark> , "
        "<mark data-ner=ORG data-end><mark data-was=ORG>UN</mark></mark><mark data-was=ORG data-end> staff</mark> "
        "<mark data-was=LOC data-end>x</mark> , in <mark data-ner=LOC data-end>Rome</mark> .</pre>"
    )
    with_given(cable, NLP)
    assert columns(cable).decode() == (
        "of\tO\tO\nAnn\tB-PER\tB-PER\nLee\tI-PER\tI-PER\n,\tO\tO\nUN\tB-ORG\tB-ORG\nstaff\tO\tI-ORG\nx\tO\tB-LOC\n"
        ",\tO\tO\nin\tO\tO\nRome\tB-LOC\tO\n.\tO\tO\n\n"
    )


def test_tagging_json_has_the_source_and_offsets_of_it():
    cable = tagged(b"SUBJECT: BREAD\n\n1. (U) rain , of Ann Lee , in Rome , fell .")
    data = json.loads(json_line(cable, compare=False))
    assert data["text"] == cable.source
    assert (data["cable"], data["encoding"], data["meta"]["markup"]) == ("a.txt", "utf-8", "text")
    assert [data["text"][item["start"] : item["end"]] for item in data["entities"]] == [
        item["text"] for item in data["entities"]
    ]
    assert {"start": 33, "end": 40, "label": "PER", "text": "Ann Lee", "index": 1, "in_paragraph": [16, 23]} in data[
        "entities"
    ]
    assert data["paragraphs"][1] == {
        "index": 1, "zone": "paragraph", "start": 16, "end": 59, "text": "1. (U) rain, of Ann Lee, in Rome, fell.",
        "paragraph": 1, "marking": "U",
    }  # fmt: skip


def test_tagging_a_mention_without_score_has_an_empty_cell():
    cable = tagged(b"in Rome")
    cable.found = [cable.found[0]._replace(score=0.98765), cable.found[0]]
    assert [row.rsplit(",", 1)[1] for row in table_rows(cable, compare=False).splitlines()] == ["0.9877", ""]


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


# -- the model -----------------------------------------------------------------------------------


@Language.component("test_fails_on_rain")
def _fails_on_rain(doc):
    if "rain" in doc.text:
        raise ValueError("no rain, please")
    return doc


def test_tagging_a_cable_that_the_model_fails_on_does_not_stop_the_others():
    nlp = ruler()
    nlp.add_pipe("test_fails_on_rain")
    cables = [read_bare(Source(name, data=data)) for name, data in (("a", b"in Rome"), ("b", b"rain"), ("c", b"in Oslo"))]
    assert tag_cables(nlp, cables) == {"b": "the model fails on it (no rain, please); is it a cable?"}
    assert [[item.text for item in cable.found] for cable in (cables[0], cables[2])] == [["Rome"], ["Oslo"]]


def test_tagging_gives_the_pipeline_whole_cables():
    nlp = ruler()
    nlp.add_pipe("entity_consistency")
    # Only the second paragraph says that Lee is a person's name.
    cables = [
        read_bare(Source(name, data=b"SUBJECT: RAIN\n\n1. (U) so said Lee of it.\n\n2. (U) thanks to Ann Lee of it."))
        for name in ("a", "b")
    ]
    tag_cables(nlp, cables)
    for cable in cables:
        assert [item.label for item in cable.found if item.text == "Lee"] == ["PER"]
        assert {doc.user_data["cable"] for doc in cable.docs} == {cable.name}
        assert {doc.user_data["labels"] for doc in cable.docs} == {"model"}


def test_tagging_shows_the_model_a_header_without_blank_lines():
    """A header of a token-spaced cable has none; the mentions come back on the Doc that has them."""
    nlp = ruler(("PER", [{"LOWER": "for"}, {"IS_UPPER": True}, {"TEXT": "E.O."}]))
    data = b"UNCLAS OSLO 000088\r\n\r\nNSC FOR STROUD\r\n \r\n\r\nE.O. 12958: N/A\r\nSUBJECT: RAIN\r\n\r\n1. (U) Rain fell."
    cable = tagged(data, nlp)
    assert "STROUD\n \n\nE.O." in cable.docs[0].text == cable.cable.paragraphs[0].text
    [found] = [item for item in cable.found if item.label == "PER"]
    assert found.text == "FOR STROUD\n \n\nE.O."
    assert data[found.span[0] : found.span[1]] == b"FOR STROUD\r\n \r\n\r\nE.O."
    assert [ent.text for ent in cable.docs[0].ents if ent.label_ == "PER"] == [found.text]
    assert cable.docs[0].user_data["zone"] == "header"


def test_tagging_labels_of_a_pipeline():
    assert labels_of(NLP) == sorted(LABELS)
    assert labels_of(spacy.blank("en")) == []
