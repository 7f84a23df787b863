"""Docs become text again: inline files that convert reads back, JSON lines, CoNLL columns."""

import html

import pytest
import spacy
import srsly
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Span

from cable_ner.corpus import read_cable
from cable_ner.corpus.docs import make_docs
from cable_ner.corpus.formats import FORMATS, Output, brat, conll, inline, jsonl, missing_spans, whole_cables
from cable_ner.files.inputs import SIDECAR, Source
from cable_ner.text import HEADER, PARAGRAPH, Scheme


@pytest.fixture(scope="module")
def nlp():
    return spacy.blank("en")


def make(nlp, text, *ents, missing=(), **meta):
    """Returns a Doc; ents are (text, label) of first occurrences, missing are texts."""
    doc = nlp.make_doc(text)
    spans = [doc.char_span(text.index(part), text.index(part) + len(part), label) for part, label in ents]
    holes = [doc.char_span(text.index(part), text.index(part) + len(part)) for part in missing]
    doc.set_ents(spans, missing=holes, default="outside")
    doc.user_data.update({"cable": "a.txt", "labels": "silver", "index": 0, "paragraphs": 1, "zone": PARAGRAPH, **meta})
    return doc


def read(nlp, raw, scheme=Scheme()):  # noqa: B008 - frozen
    """Returns the Docs of a cable's text."""
    return [outcome.doc for outcome in make_docs(read_cable(Source("a.txt", data=raw.encode()), scheme), nlp)]


def read_back(nlp, outputs, folder, scheme=Scheme()):  # noqa: B008
    """Returns the Docs of what `inline` wrote, and the problems there were."""
    for output in outputs:
        (folder / output.name).write_text(output.text, encoding="utf8")
    cable = read_cable(Source("a.txt", path=str(folder / "a.txt")), scheme)
    return [outcome.doc for outcome in make_docs(cable, nlp)], cable.problems


def view(docs):
    """Returns what a round trip has to keep."""
    return [
        (
            doc.text,
            [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents],
            [token.idx for token in doc if token.ent_iob == 0 and not token.is_space],
            doc.user_data["zone"],
            doc.user_data.get("paragraph"),
        )
        for doc in docs
    ]


# -- inline, by hand -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dialect", "markup", "expected"),
    [
        ("double", "text", "A&B <i> met [PER Ana <Roe>  ] in [LOC Rome  ]."),
        ("single", "text", "A&B <i> met [PER Ana <Roe>] in [LOC Rome]."),
        ("double", "html", "<code><pre>A&amp;B &lt;i&gt; met [PER Ana &lt;Roe&gt;  ] in [LOC Rome  ].</pre></code>\n"),
        ("single", "html", "<code><pre>A&amp;B &lt;i&gt; met [PER Ana &lt;Roe&gt;] in [LOC Rome].</pre></code>\n"),
    ],
)
def test_formats_inline_writes_the_markup_the_cable_came_in(nlp, dialect, markup, expected):
    doc = make(nlp, "A&B <i> met Ana <Roe> in Rome.", ("Ana <Roe>", "PER"), ("Rome", "LOC"), dialect=dialect, markup=markup)
    assert list(inline([doc])) == [Output("a.txt", expected)]


def test_formats_inline_escapes_brackets_where_it_can(nlp):
    doc = make(nlp, "a [sic] [PER x  ] Ana [Roe] .", ("Ana [Roe]", "PER"), dialect="double", markup="html")
    text = "a &#91;sic&#93; &#91;PER x  &#93; [PER Ana &#91;Roe&#93;  ] ."
    assert list(inline([doc])) == [Output("a.txt", f"<code><pre>{text}</pre></code>\n")]
    doc.user_data["markup"] = "text"
    assert list(inline([doc])) == [Output("a.txt", "a [sic] [PER x  ] [PER Ana [Roe]  ] .")]


def test_formats_inline_keeps_quotes_as_they_are(nlp):
    doc = make(nlp, 'Saif\'s "Tiger"', ("Saif", "PER"), markup="html", dialect="double")
    assert list(inline([doc])) == [Output("a.txt", '<code><pre>[PER Saif  ]\'s "Tiger"</pre></code>\n')]


def test_formats_inline_of_a_doc_without_user_data_is_a_cable(nlp):
    doc = nlp.make_doc("Rome & more")
    doc.set_ents([Span(doc, 0, 1, "LOC")])
    assert list(inline([doc])) == [Output("cable.txt", "<code><pre>[LOC Rome  ] &amp; more</pre></code>\n")]


def test_formats_inline_puts_paragraphs_in_order_with_their_pilcrows(nlp):
    shared = {"pilcrows": True, "dialect": "double", "paragraphs": 3}
    docs = [
        make(nlp, "2. Then home.", index=2, paragraph=2, markup="html", **shared),
        make(nlp, "SUBJECT: X", index=0, zone=HEADER, markup="html", **shared),
        make(nlp, "1. To Rome.", ("Rome", "LOC"), index=1, paragraph=1, markup="html", **shared),
    ]
    anchors = ["<a id='par1' href='#par1'>¶</a>", "<a id='par2' href='#par2'>¶</a>"]
    text = f"<code><pre>SUBJECT: X\n\n{anchors[0]}1. To [LOC Rome  ].\n\n{anchors[1]}2. Then home.</pre></code>\n"
    assert list(inline(docs)) == [Output("a.txt", text)]
    for doc in docs:
        doc.user_data["markup"] = "text"
    assert list(inline(docs)) == [Output("a.txt", "SUBJECT: X\n\n¶1. To [LOC Rome  ].\n\n¶2. Then home.")]


@pytest.mark.parametrize("change", [{"pilcrows": False}, {"zone": HEADER}, {"paragraph": 7}])
def test_formats_inline_makes_no_pilcrow_the_cable_did_not_have(nlp, change):
    meta = {"pilcrows": True, "paragraph": 1, "markup": "text", "zone": PARAGRAPH, **change}
    assert list(inline([make(nlp, "1. To Rome.", **meta)])) == [Output("a.txt", "1. To Rome.")]


def test_formats_inline_writes_the_page_it_came_in(nlp):
    meta = {"reference_id": "09ROME17", "date": "2009-03-01", "classification": "SECRET", "origin": "Embassy <Rome>"}
    doc = make(nlp, "Yes.", markup="html", **meta)
    doc.user_data["references"] = references = ["08ROME1", "LEE & ROE LETTER"]
    heads = "<th>Reference ID</th><th>Created</th><th>Classification</th><th>Origin</th><th>References</th>"
    cells = (
        "<td>09ROME17</td><td>2009-03-01</td><td>SECRET</td><td>Embassy &lt;Rome&gt;</td>"
        "<td>08ROME1|LEE &amp; ROE LETTER</td>"
    )
    table = f"<table class='cable'>\n<tr>{heads}</tr>\n<tr>{cells}</tr>\n</table>\n"
    (output,) = inline([doc])
    assert output == Output("a.txt", f"{table}<code><pre>Yes.</pre></code>\n")
    (again,) = read(nlp, output.text)
    assert {key: again.user_data[key] for key in meta} == meta
    assert again.user_data["references"] == references


def test_formats_inline_keeps_the_name_and_its_folders(nlp):
    outputs = list(inline([make(nlp, "Ana Roe", missing=["Roe"], cable="2009/b.zip/a.txt")]))
    assert [output.name for output in outputs] == ["2009/b.zip/a.txt", "2009/b.zip/a.txt" + SIDECAR]


# -- missing spans -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "missing", "expected"),
    [
        ("Ana Roe left Rome.", [], []),
        ("Ana Roe left Rome.", ["Roe"], [(4, 7)]),
        ("Ana Roe left Rome.", ["Ana Roe"], [(0, 7)]),
        ("Ana Roe left Rome.", ["Ana", "Roe", "Rome"], [(0, 7), (13, 17)]),
        ("Ana Roe left Rome.", ["Rome."], [(13, 18)]),
        ("Ana\nRoe  left", ["Ana", "Roe"], [(0, 3), (4, 7)]),
        ("Ana\nRoe  left", ["Ana\nRoe"], [(0, 7)]),
    ],
)
def test_formats_missing_spans_are_runs_of_tokens(nlp, text, missing, expected):
    assert missing_spans(make(nlp, text, missing=missing)) == expected


def test_formats_missing_spans_stop_at_an_entity(nlp):
    doc = make(nlp, "Ana Roe left", ("Roe", "PER"), missing=["Ana", "left"])
    assert missing_spans(doc) == [(0, 3), (8, 12)]


def test_formats_sidecar_lists_missing_spans_by_position_among_what_is_exported(nlp):
    docs = [
        make(nlp, "Ana Roe left Rome.", ("Rome", "LOC"), missing=["Ana Roe"], index=4, markup="text"),
        make(nlp, "Nothing.", index=3, markup="text"),
        make(nlp, "Bo & Cy", missing=["Bo", "Cy"], index=2, markup="text"),
    ]
    cable, sidecar = inline(docs)
    assert cable == Output("a.txt", "Bo & Cy\n\nNothing.\n\nAna Roe left [LOC Rome  ].")
    assert sidecar.name == "a.txt" + SIDECAR
    assert [srsly.json_loads(line) for line in sidecar.text.splitlines()] == [
        {"index": 0, "start": 0, "end": 2, "text": "Bo"},
        {"index": 0, "start": 5, "end": 7, "text": "Cy"},
        {"index": 2, "start": 0, "end": 7, "text": "Ana Roe"},
    ]
    assert sidecar.text.endswith("}\n")


@pytest.mark.parametrize(
    "row",
    [
        "no json",
        "[]",
        "{}",
        '{"index": 9, "start": 0, "end": 4, "text": "Rome"}',
        '{"index": 0, "start": 1, "end": 4, "text": "Rome"}',
        '{"index": 0, "start": null, "end": 4, "text": "Rome"}',
        '{"index": "x", "start": 0, "end": 4, "text": "Rome"}',
    ],
)
def test_formats_sidecar_row_that_does_not_fit_is_told_of(nlp, tmp_path, row):
    good = '{"index": 0, "start": 10, "end": 15, "text": "Paris"}'
    docs, problems = read_back(
        nlp, [Output("a.txt", "Rome, not Paris."), Output("a.txt" + SIDECAR, f"{row}\n{good}\n")], tmp_path
    )
    assert [[token.text for token in doc if token.ent_iob == 0] for doc in docs] == [["Paris"]]
    assert [problem.kind for problem in problems] == ["sidecar"]
    assert problems[0].message.startswith(f"line 1 of its {SIDECAR} file does not match the cable (")
    assert problems[0].message.endswith("); export the cable again")


def test_formats_sidecar_that_is_not_text_is_told_of(tmp_path):
    (tmp_path / "a.txt").write_text("Rome, not Paris.")
    (tmp_path / ("a.txt" + SIDECAR)).write_bytes(b"\xff\xfe")
    assert [problem.kind for problem in read_cable(Source("a.txt", path=str(tmp_path / "a.txt"))).problems] == ["sidecar"]


# -- the round trip ------------------------------------------------------------------------------

_WORDS = [
    "the",
    "A&B",
    "&amp;",
    "<b>",
    "x<y",
    "a>b",
    "[sic]",
    "&lt;",
    "3",
    "U.S.",
    "Saif's",
    "met",
    "--",
    "...",
    "é",
    "'",
    '"Tiger"',
]
_NAMES = ["Rome", "Ana Roe", "R&D <Co>", "S/NF", "Libya’s", "De La Fuente-Cruz", "O'Neill & Sons", "&c.", "U.S.", "12"]
_ENDS = [".", " .", ",", " ,", "!", ")", ":", "", "\n", " .\n"]


@st.composite
def _sources(draw):
    """Returns a cable as a file has it, the text without markup, and its mentions."""
    is_html, is_double = draw(st.booleans()), draw(st.booleans())
    numbered = draw(st.booleans())
    close = "  ]" if is_double else "]"
    escape = html.escape if is_html else str
    source, plain, mentions = "", "", []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        if number > 1:
            source += "\n\n"
        if numbered:
            source += (f"<a id='par{number}' href='#par{number}'>¶</a>" if is_html else "¶") + f"{number} . "
            plain += f"{number} . "
        for _ in range(draw(st.integers(1, 6))):
            for word in draw(st.lists(st.sampled_from(_WORDS), max_size=4)):
                source, plain = f"{source}{escape(word)} ", f"{plain}{word} "
            if draw(st.booleans()):
                name, label = draw(st.sampled_from(_NAMES)), draw(st.sampled_from(["PER", "ORG", "LOC", "MISC"]))
                end = draw(st.sampled_from(_ENDS))
                source, plain = f"{source}[{label} {escape(name)}{close}{end} ", f"{plain}{name}{end} "
                mentions.append((label, name))
        source, plain = source + "end ", plain + "end "
    return (f"<code><pre>{source}</pre></code>" if is_html else source), plain, mentions


def squeezed(text):
    return "".join(text.split())


@given(_sources())
def test_formats_inline_round_trip_from_a_source(nlp, tmp_path_factory, case):
    source, plain, mentions = case
    docs = read(nlp, source)
    assert squeezed("".join(doc.text for doc in docs)) == squeezed(plain)
    found = [(ent.label_, squeezed(ent.text)) for doc in docs for ent in doc.ents]
    whole = sum(len(missing_spans(doc)) for doc in docs) == 0
    if whole:
        assert [label for label, _ in found] == [label for label, _ in mentions]
    outputs = list(inline(docs))
    again, problems = read_back(nlp, outputs, tmp_path_factory.mktemp("round"))
    assert problems == []
    assert view(again) == view(docs)
    # A second export has nothing to change any more.
    assert list(inline(again)) == outputs


@st.composite
def _annotated(draw):
    """Returns the words of a paragraph, runs of them with a label (or '?' for missing), and how it was marked up."""
    words = draw(
        st.lists(
            st.sampled_from(["Rome", "Ana", "R&D", "<Co>", "of", "x&lt;y", "(b)", "U.S.", "and,", "«Tiger»"]),
            min_size=1,
            max_size=12,
        )
    )
    cuts = sorted(draw(st.sets(st.integers(0, len(words)), max_size=8)))
    runs = [
        (start, end, draw(st.sampled_from(["", "PER", "ORG", "LOC", "MISC", "?"]))) for start, end in zip(cuts, cuts[1:])
    ]
    return words, [run for run in runs if run[2]]


@given(
    st.lists(_annotated(), min_size=1, max_size=3), st.sampled_from(["double", "single"]), st.sampled_from(["text", "html"])
)
def test_formats_inline_round_trip_from_docs_with_missing(nlp, tmp_path_factory, paragraphs, dialect, markup):
    docs = []
    for index, (words, runs) in enumerate(paragraphs):
        text = " ".join(words)
        starts = [sum(len(word) + 1 for word in words[:number]) for number in range(len(words) + 1)]
        doc = nlp.make_doc(text)
        spans = [
            (doc.char_span(starts[start], starts[end] - 1, alignment_mode="expand"), label) for start, end, label in runs
        ]
        ents = [Span(doc, span.start, span.end, label) for span, label in spans if label != "?"]
        doc.set_ents(ents, missing=[span for span, label in spans if label == "?"], default="outside")
        doc.user_data.update(
            cable="a.txt",
            index=index,
            paragraphs=len(paragraphs),
            zone=PARAGRAPH,
            dialect=dialect,
            markup=markup,
            labels="silver",
        )
        docs.append(doc)
    again, problems = read_back(nlp, inline(docs), tmp_path_factory.mktemp("round"))
    assert problems == []
    assert view(again) == view(docs)


def _round_trip(nlp, tmp_path, source, scheme=Scheme()):  # noqa: B008
    docs = read(nlp, source, scheme)
    again, problems = read_back(nlp, inline(docs), tmp_path, scheme)
    assert problems == []
    assert view(again) == view(docs)
    return docs


ANCHOR = "<a id='par{0}' href='#par{0}'>¶</a>{0} . "
TRANSMISSION_BLOCK = (
    "<code><pre>VZCZCXRO1 PP RUEHRO DE RUEHRO #0017 0601200 ZNY SSSSS ZZH FM AMEMBASSY ROME TO SECSTATE</pre></code>"
)


@pytest.mark.parametrize(
    "source",
    [
        "[PER Ana a  ] b [MISC d ]  ] e",
        "[PER Ana] (b). [sic] [ pere Q ]",
        "<pre>[LOC X&nbsp;Y  ] b&nbsp;c &amp;lt;pre&amp;gt;</pre>",
        "<pre>a &lt;!-- [LOC Rome  ] --&gt; c</pre>",
        "1 < 2 > [ORG A&amp;B  ] <b> x <i>",
        "[LOC Ro]me] x",
        "post-[LOC Rome  ]x and pre[PER Ana  ] today , and [ORG never closed",
        f"<pre>SUBJECT: WHEAT\n\n{ANCHOR.format(1)}( S ) [PER Ana Roe  ] wrote .\n{ANCHOR.format(2)}( C ) Well .</pre>",
    ],
)
def test_formats_inline_round_trip_by_hand(nlp, tmp_path, source):
    _round_trip(nlp, tmp_path, source)


@pytest.mark.parametrize(
    "source", ["<pre>See &#91;PER this  &#93; in [LOC Rome  ] .</pre>", "<pre>See &#91;PER this of [LOC Rome  ] .</pre>"]
)
def test_formats_inline_round_trip_of_escaped_brackets(nlp, tmp_path, source):
    _round_trip(nlp, tmp_path, source)


def test_formats_inline_round_trip_of_an_escaped_bracket_in_a_mention(nlp, tmp_path):
    _round_trip(nlp, tmp_path, "<pre>[ORG a &#93; b] c , then [PER Roe]</pre>")


def test_formats_inline_round_trip_of_a_part_that_begins_with_a_number(nlp, tmp_path):
    body = (
        f"{ANCHOR.format(1)}( C ) We met [PER Ana Roe  ] .\n\n12 men came to [LOC Rome  ] .\n{ANCHOR.format(2)}( C ) Well ."
    )
    docs = _round_trip(nlp, tmp_path, f"<pre>SUBJECT: WHEAT\n\n{body}</pre>")
    assert [doc.user_data.get("paragraph") for doc in docs] == [None, 1, 1, 2]


def test_formats_inline_round_trip_of_a_page_with_two_blocks(nlp, tmp_path):
    body = f"UNCLAS ROME 000017 SUBJECT: WHEAT\n\n{ANCHOR.format(1)}We met [PER Ana Roe  ] ."
    _round_trip(nlp, tmp_path, f"{TRANSMISSION_BLOCK}\n<code><pre>{body}</pre></code>")


def test_formats_sidecar_of_a_page_with_two_blocks_fits(nlp, tmp_path):
    body = f"UNCLAS ROME 000017 SUBJECT: WHEAT\n\n{ANCHOR.format(1)}We met post-[LOC Rome  ]x ."
    docs = read(nlp, f"{TRANSMISSION_BLOCK}\n<code><pre>{body}</pre></code>")
    again, problems = read_back(nlp, inline(docs), tmp_path)
    assert [missing_spans(doc) for doc in again if missing_spans(doc)] == [
        missing_spans(doc) for doc in docs if missing_spans(doc)
    ]
    assert problems == []


def test_formats_inline_round_trip_of_other_labels(nlp, tmp_path):
    doc = make(nlp, "Ana Roe went to Rome.", ("Ana Roe", "PERSON"), ("Rome", "GPE"), dialect="single", markup="text")
    again, problems = read_back(nlp, inline([doc]), tmp_path, Scheme(("PERSON", "GPE")))
    assert problems == []
    assert view(again) == view([doc])


def test_formats_inline_round_trip_of_real_cables(nlp, tmp_path, shared):
    paths = sorted((shared / "cables").glob("*.txt"))
    assert paths
    for path in paths:
        docs = _round_trip(nlp, tmp_path, path.read_text(encoding="utf8"))
        assert sum(len(doc.ents) for doc in docs) > 0


# -- whole cables --------------------------------------------------------------------------------


def test_formats_whole_cables_from_interleaved_docs(nlp):
    order = [("a", 0, 2), ("b", 0, 3), ("b", 1, 3), ("a", 1, 2), ("c", 0, 1), ("b", 2, 3)]
    docs = [make(nlp, f"{cable}{index}", cable=cable, index=index, paragraphs=count) for cable, index, count in order]
    assert [[doc.text for doc in group] for group in whole_cables(docs)] == [["a0", "a1"], ["c0"], ["b0", "b1", "b2"]]


def test_formats_whole_cables_come_as_soon_as_they_are_whole(nlp):
    read_so_far = []

    def docs():
        for cable, index in (("a", 0), ("b", 0), ("a", 1), ("b", 1)):
            read_so_far.append((cable, index))
            yield make(nlp, f"{cable}{index}", cable=cable, index=index, paragraphs=2)

    cables = whole_cables(docs())
    assert [doc.text for doc in next(cables)] == ["a0", "a1"]
    assert read_so_far == [("a", 0), ("b", 0), ("a", 1)]


def test_formats_whole_cables_that_are_not_whole_come_last_in_reading_order(nlp):
    parts = [("a", 2, 4), ("b", 0, 1), ("a", 0, 4)]
    docs = [make(nlp, f"{cable}{index}", cable=cable, index=index, paragraphs=count) for cable, index, count in parts]
    assert [[doc.text for doc in group] for group in whole_cables(docs)] == [["b0"], ["a0", "a2"]]


def test_formats_whole_cables_keep_gold_and_silver_apart(nlp):
    docs = [
        make(nlp, f"{labels} {index}", labels=labels, index=index, paragraphs=2)
        for index in (0, 1)
        for labels in ("silver", "gold")
    ]
    assert [[doc.text for doc in group] for group in whole_cables(docs)] == [["silver 0", "silver 1"], ["gold 0", "gold 1"]]


def test_formats_whole_cables_are_in_reading_order(nlp):
    # A cable that is split by paragraph has its first ones in dev, and train is read before that.
    docs = [make(nlp, f"a{index}", index=index, paragraphs=3) for index in (1, 2, 0)]
    assert [[doc.text for doc in group] for group in whole_cables(docs)] == [["a0", "a1", "a2"]]


# -- other formats -------------------------------------------------------------------------------


def test_formats_jsonl_has_a_row_a_paragraph(nlp):
    docs = [
        make(nlp, "Ana Roe left Rome.", ("Rome", "LOC"), missing=["Ana Roe"], index=1, paragraphs=2, cable="x/a.txt"),
        make(nlp, 'No "<name>".', index=0, paragraphs=2, cable="x/a.txt"),
    ]
    (output,) = jsonl(docs)
    assert output.name == "x/a.txt.jsonl"
    meta = {"cable": "x/a.txt", "labels": "silver", "paragraphs": 2, "zone": PARAGRAPH}
    assert [srsly.json_loads(line) for line in output.text.splitlines()] == [
        {"text": 'No "<name>".', "entities": [], "missing": [], "meta": {**meta, "index": 0}},
        {
            "text": "Ana Roe left Rome.",
            "entities": [{"start": 13, "end": 17, "label": "LOC", "text": "Rome"}],
            "missing": [{"start": 0, "end": 7}],
            "meta": {**meta, "index": 1},
        },
    ]


def test_formats_jsonl_offsets_are_of_characters_and_a_line_break_is_no_new_row(nlp):
    (output,) = jsonl([make(nlp, "Zoë 🙂\nRome", ("Rome", "LOC"))])
    (row,) = [srsly.json_loads(line) for line in output.text.split("\n") if line]
    assert row["entities"] == [{"start": 6, "end": 10, "label": "LOC", "text": "Rome"}]
    assert row["text"][6:10] == "Rome"


def test_formats_conll_has_iob2_tags_and_a_dash_where_missing(nlp):
    docs = [
        make(nlp, "Then home.", index=1, paragraphs=2),
        make(nlp, "Ana Roe,\nRome  saw it.", ("Ana Roe", "PER"), ("Rome", "LOC"), missing=["saw it"], index=0, paragraphs=2),
    ]
    first = "Ana\tB-PER\nRoe\tI-PER\n,\tO\nRome\tB-LOC\nsaw\t-\nit\t-\n.\tO\n\n"
    assert list(conll(docs)) == [Output("a.txt.conll", first + "Then\tO\nhome\tO\n.\tO\n\n")]


def test_formats_conll_entities_that_touch_begin_anew(nlp):
    (output,) = conll([make(nlp, "Rome Paris", ("Rome", "LOC"), ("Paris", "LOC"))])
    assert output.text == "Rome\tB-LOC\nParis\tB-LOC\n\n"


def test_formats_conll_entity_over_a_line_break_goes_on(nlp):
    (output,) = conll([make(nlp, "Ministry of\nTrade", ("Ministry of\nTrade", "ORG"))])
    assert output.text == "Ministry\tB-ORG\nof\tI-ORG\nTrade\tI-ORG\n\n"


def test_formats_are_those_of_the_command(nlp):
    assert list(FORMATS.items()) == [("inline", inline), ("jsonl", jsonl), ("conll", conll), ("brat", brat)]
    doc = make(nlp, "Ana Roe", cable="x/a.txt")
    written = {format: [file.name for file in write([doc])] for format, write in FORMATS.items()}
    assert written == {
        "inline": ["x/a.txt"], "jsonl": ["x/a.txt.jsonl"], "conll": ["x/a.txt.conll"], "brat": ["x/a.txt", "x/a.ann"]
    }  # fmt: skip
