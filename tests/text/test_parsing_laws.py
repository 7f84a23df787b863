"""The law of parsing: every bracket and every sign is accounted for, whatever comes. All cables here are invented."""

from hypothesis import example, given
from hypothesis import strategies as st

from cable_ner.text import CableError, parse
from tests.helpers.cables import cable_of, check_accounts, labelled, solid, text_of

# A piece of a cable is (source, text without markup, mentions as (label, text), brackets, page furniture).
WORDS = st.text("abcXYZ09.,;:?!()'\"-/éß“”$%", min_size=1, max_size=6).filter(lambda word: word != "--")
NAMES = st.lists(st.text("abcXYZ09.,'-é", min_size=1, max_size=6), min_size=1, max_size=3).map(" ".join)
LABELS = st.sampled_from(["PER", "ORG", "LOC", "MISC"])


def plain(text: str, source: str | None = None):
    return (text if source is None else source, text, [], 0, "")


def annotations(close: str, is_html: bool):
    """Annotations that are in order, and the tidy kinds of disorder."""

    def known(label, name):
        return (f"[{label} {name}{close}", name, [(label, name)], 1, "")

    def nested(label, other, name, inner):
        return (
            f"[{label} {name} [{other} {inner}{close} {name}{close}",
            f"{name} {inner} {name}",
            [(label, f"{name} {inner} {name}")],
            2,
            "",
        )

    kinds = [
        st.builds(known, LABELS, NAMES),
        st.builds(known, LABELS, NAMES),
        st.builds(lambda label, name: known(label, f"{name} [sic] {name}"), LABELS, NAMES),
        st.builds(lambda label, name: (f"[{label} {name}{close}", name, [], 1, ""), st.sampled_from(["GPE", "DATE"]), NAMES),
        st.builds(lambda label: (f"[{label} {close}", "", [], 1, ""), LABELS),
        st.builds(nested, LABELS, LABELS, NAMES, NAMES),
    ]
    if is_html:
        kinds.append(
            st.builds(
                lambda label, name: (f"[{label} {name} &amp; x{close}", f"{name} & x", [(label, f"{name} & x")], 1, ""),
                LABELS,
                NAMES,
            )
        )
    return st.one_of(kinds)


TEXT_PIECES = st.one_of(
    WORDS.map(plain),
    WORDS.map(plain),
    st.sampled_from(
        [".", ",", "( C )", "1 .", "2.", '"', "xxxxxxxxxxxx", "SUBJECT:", "REF:", "TAGS: PREL", "¶ sign", "ZNY CCCCC ZZH"]
    ).map(plain),
    st.sampled_from(["[sic]", "[ pere Q ]", "[1]", "[x [y] z]"]).map(plain),
)
LONE_BRACKETS = st.sampled_from(["[", "]", "]]", "[ [", "[x"]).map(plain)
UNCLOSED = st.builds(lambda label, name: (f"[{label} {name}\n", name, [], 1, ""), LABELS, NAMES)
HTML_PIECES = st.sampled_from(
    [
        plain("&", "&amp;"),
        plain("<", "&lt;"),
        plain("\n", "&#x000A;"),
        plain("é", "&eacute;"),
        plain("", "<!-- [PER no  ] -->"),
        plain("b", "<b>b</b>"),
        plain("PREL", "<a href='/tag/PREL_0.html'>PREL</a>"),
        plain("B. said", "<a id='parB' href='#parB'>¶</a>B. said"),
        plain("1 . \n( C ) x", "<a id='par1' href='#par1'>¶</a>1 . \n( C ) x"),
        plain("2. y", "<a id='par2' href='#par2'>&para;</a>2. y"),
        plain("R&D", "R&D"),
        plain("3 < 4", "3 < 4"),
    ]
)
FURNITURE = st.sampled_from(
    [
        ("word BARI 00000960 002.2 of 002", "word", [], 0, "BARI 00000960 002.2 of 002"),
        ("word BARI 00000960  001 OF 003", "word", [], 0, "BARI 00000960  001 OF 003"),
    ]
)
BETWEEN = st.sampled_from([" ", " ", " ", " \n", "\n", "\n\n", "  "])


@st.composite
def cables(draw):
    """An invented cable: its source, and what there must be in it."""
    close = draw(st.sampled_from(["  ]", "]"]))
    is_html, in_disorder = draw(st.booleans()), draw(st.booleans())
    kinds = [annotations(close, is_html), TEXT_PIECES, FURNITURE, UNCLOSED if in_disorder else LONE_BRACKETS]
    if is_html:
        kinds.append(HTML_PIECES)
    pieces = draw(st.lists(st.one_of(kinds), min_size=1, max_size=12))
    gaps = draw(st.lists(BETWEEN, min_size=len(pieces), max_size=len(pieces)))
    # Two annotations at the start say which dialect the file is in.
    source = f"[PER Ann{close} and [LOC Rome{close} " * 9 + "".join(piece[0] + gap for piece, gap in zip(pieces, gaps))
    if is_html:
        source = f"<code><pre>{source}</pre></code>"
    text = "AnnandRome" * 9 + "".join(piece[1] for piece in pieces)
    mentions = [("PER", "Ann"), ("LOC", "Rome")] * 9 + [mention for piece in pieces for mention in piece[2]]
    return source, text, mentions, 18 + sum(piece[3] for piece in pieces), [piece[4] for piece in pieces if piece[4]]


@given(cables())
def test_parsing_law_nothing_is_lost(case):
    source, text, mentions, brackets, furniture = case
    cable = cable_of(source)
    check_accounts(cable)
    assert cable.brackets == brackets
    assert solid(text_of(cable)) == solid(text)
    assert [item for _, item in cable.furniture] == furniture
    found = [(label, solid(words)) for label, words in labelled(cable) if label != "missing"]
    assert found == [(label, solid(words)) for label, words in mentions]


SOUP = st.lists(
    st.sampled_from(
        [
            "[PER ",
            "[ORG A",
            "[GPE ",
            "[",
            "]",
            "  ]",
            " ",
            "\n",
            "\r\n",
            "\n\n",
            "a",
            "B",
            "1 .",
            "2. ",
            "( C )",
            '"',
            "'",
            "-",
            "¶ sign",
        ]
        + [
            "¶1",
            "SUBJECT:",
            "REF: ",
            "TAGS: ",
            "BARI ",
            "00000960 002 of 003",
            " 00000960 ",
            "é",
            "xxxxxxxxxxxx",
            "A title\n",
            ". ",
        ]
    ),
    max_size=25,
).map("".join)
HTML_SOUP = st.lists(
    st.one_of(
        SOUP,
        st.sampled_from(
            [
                "<pre>",
                "</pre>",
                "<!--",
                "-->",
                "<a id='par1'>",
                "</a>",
                "<a ",
                "&amp;",
                "&#x000A;",
                "&",
                "<br>",
                "<b>",
                "<",
                ">",
                "&lt;",
            ]
        ),
    ),
    max_size=12,
).map(lambda pieces: "<pre>" + "".join(pieces))


@given(st.one_of(SOUP, HTML_SOUP))
@example("[PER A\n[ORG B")
@example("[PER [ORG A  ] 00000960 002 of 003 ] ]")
@example("<pre><!--<a id='par1'>¶[PER ]</pre>")
def test_parsing_law_holds_for_whatever_comes(source):
    try:
        cable = cable_of(source)
    except CableError:
        return
    check_accounts(cable)
    if cable.meta["markup"] == "text":
        left = iter(solid(source))
        assert all(char in left for char in solid(text_of(cable))), "the text is not what the source has, in its order"


@given(st.binary(max_size=60))
def test_parsing_law_bytes_are_a_cable_or_an_error_with_a_line(data):
    try:
        cable = parse(data, "a.txt")
    except CableError as error:
        line, is_said = error.line, bool(error.message)
    else:
        check_accounts(cable)
        line, is_said = 1, True
    assert is_said
    assert 1 <= line <= data.count(b"\n") + 1
