"""Cables that are made up, with all that is known of them: what was put in has to come out.

`known_cables` are whole cables in either dialect, as pages, blocks or plain text, of pieces whose reading is certain.
`hostile` are bytes of the same pieces in any order, broken and repeated: nothing is known of these, but the laws hold.
"""

import html
from typing import NamedTuple

from hypothesis import strategies as st

LABELS = ("PER", "ORG", "LOC", "MISC")


class Piece(NamedTuple):
    """A part of a cable: its source, the text that is read from it, and what else there is in it."""

    source: str
    text: str
    mentions: tuple[tuple[str, str], ...] = ()  # label and text
    brackets: int = 0
    furniture: str = ""


class Case(NamedTuple):
    """A cable's bytes, and what is to be read in them; white space of `text` and `mentions` is not to be compared.

    `mentions` is None where brackets in disorder leave it open; `spacing` is empty where too little says so.
    """

    data: bytes
    text: str
    mentions: list[tuple[str, str]] | None
    brackets: int
    furniture: list[str]
    tags: list[str]
    numbers: list[int]
    dialect: str
    markup: str
    spacing: str


# -- words ---------------------------------------------------------------------------------------

# Signs of which no two make up anything else, in whatever order; some are written from right to left, some combine.
_SIGNS = "abcXYZ09.,;:?!()'\"-/éß“”$%"
_RARE = "\u200f\u202e\u200d\u0301\u0307\u05e9\u0634\u4e2d\U0001f600\u00ad\ufffdİŉ\u2028\u00a0"
_WORDS = st.one_of(
    st.text(_SIGNS, min_size=1, max_size=6).filter(lambda word: word != "--"),
    st.sampled_from(["Saif", "harvest", "U.S.", "AT&T", "R&D", "3 < 4", "A", "xxxxxxxxxxxx", "purchase.", "S/NF", "¶ sign"]),
    st.text(_RARE + "ab", min_size=1, max_size=4).filter(str.strip),
    st.sampled_from(["w" * 3000, "Abc-" * 400, "é" * 999, "x" * 70]),
)
_NAMES = st.lists(
    st.one_of(st.text("abcXYZ09.,'-é", min_size=1, max_size=6), st.sampled_from(["Ann", "de la", "Lee", "R&D", "Ş\u0301"])),
    min_size=1,
    max_size=3,
).map(" ".join)
# Sentences as a tagger spaces them; `{0}`, `{1}` are its brackets.
_TAGGED = (
    "{0} met {1} , in Rome .",
    "{0} 's staff ( S/NF ) left {1} , too .",
    'He said , " the {0} plan is of {1} . "',
    "Some 5 % of it -- or more -- went to {0} ; US$ 5 million to {1} .",
    "They do n't know {0} ( ref A ) , {1} , or xxxxxxxxxxxx .",
)
# The same as it was written.
_NATURAL = (
    "{0} met {1}, in Rome.",
    "{0}'s staff (S/NF) left {1}, too.",
    'He said, "the {0} plan is of {1}."',
    "Some 5% of it -- or more -- went to {0}; US$5 million to {1}.",
    "They don't know {0} (ref A), {1}, or xxxxxxxxxxxx.",
)


# -- pieces --------------------------------------------------------------------------------------


class Style(NamedTuple):
    """How a cable is written: what ends an annotation, what ends a line, and whether it is HTML."""

    close: str
    newline: str
    is_html: bool

    def write(self, text: str) -> str:
        """Returns the source that is read as this text."""
        return (html.escape(text, quote=False) if self.is_html else text).replace("\n", self.newline)

    def annotation(self, label: str, text: str) -> str:
        """Returns the source of an annotation."""
        return f"[{label} {self.write(text)}{self.close}"


_UNKNOWN = ("GPE", "DATE", "PERSON", "WORK_OF_ART", "FAC")


def _annotations(style: Style) -> st.SearchStrategy[Piece]:
    labels = st.sampled_from(LABELS)

    def known(label: str, name: str) -> Piece:
        return Piece(style.annotation(label, name), name, ((label, name),), 1)

    def nested(label: str, other: str, name: str, inner: str) -> Piece:
        text = f"{style.write(name)} {style.annotation(other, inner)} {style.write(name)}"
        return Piece(f"[{label} {text}{style.close}", f"{name} {inner} {name}", ((label, f"{name} {inner} {name}"),), 2)

    return st.one_of(
        st.builds(known, labels, _NAMES),
        st.builds(known, labels, _NAMES),
        st.builds(lambda label, name: known(label, f"{name} [sic] {name}"), labels, _NAMES),
        st.builds(lambda label, name: Piece(style.annotation(label, name), name, (), 1), st.sampled_from(_UNKNOWN), _NAMES),
        st.builds(lambda label: Piece(f"[{label} {style.close}", "", (), 1), labels),
        st.builds(nested, labels, labels, _NAMES, _NAMES),
    )


def _texts(style: Style) -> st.SearchStrategy[Piece]:
    odd = st.sampled_from(
        [".", ",", "( C )", "2.", '"', "'", "--", "[sic]", "[ pere Q ]", "[1]", "[x [y] z]", "[NOTE to file]", "¶ sign"]
        + ["SUBJECT:", "TAGS: PREL", "ZNY CCCCC ZZH", "&amp;amp;", "<foo>", "a<b>c", "&#x41;", "<!-- x -->", "&nbsp"]
    )
    return st.one_of(_WORDS, _WORDS, odd).map(lambda text: Piece(style.write(text), text))


_LONE = st.sampled_from(["[", "]", "]]", "[ [", "[x", "]["]).map(lambda text: Piece(text, text))
_HTML_ONLY = st.sampled_from(
    [
        Piece("&#233;", "é"), Piece("&#x000A;", "\n"), Piece("&eacute;t&eacute;", "été"), Piece("&lt;b&gt;", "<b>"),
        Piece("<!-- [PER no  ] -->", ""), Piece("<!--[PER no]-->", ""), Piece("<b>b</b>", "b"), Piece("a<br/>c", "a\nc"),
        Piece("<font color='red'>x</font>", "x"), Piece("&#91;PER Ann  &#93;", "[PER Ann  ]"), Piece("&#1;", ""),
        Piece("&nosuch;", "&nosuch;"), Piece("AT&T", "AT&T"), Piece("&#x80;", "€"), Piece("x<wbr>y", "xy"),
        Piece("&;", "&;"), Piece("<a id='parB' href='#parB'>¶</a>B. said", "B. said"), Piece("<a\nname=x>n</a>", "n"),
        Piece("&#xD;", "\r"),
    ]
)  # fmt: skip
_FURNITURE = st.sampled_from(
    [
        Piece("word BARI 00000960 002.2 of 002", "word", furniture="BARI 00000960 002.2 of 002"),
        Piece("word BARI 00000960  001 OF 003", "word", furniture="BARI 00000960  001 OF 003"),
        Piece("word NEW BARI 00000017  003 OF 003", "word NEW", furniture="BARI 00000017  003 OF 003"),
    ]
)
_TAGS = ("PREL", "PGOV", "ECON", "LY", "OEXC")


def _number(style: Style, number: int) -> Piece:
    if style.is_html:
        return Piece(f"<a id='par{number}' href='#par{number}'>¶</a>{number} . ", f"{number}.")
    return Piece(f"¶{number} . ", f"{number}.")


# -- cables --------------------------------------------------------------------------------------

_GAPS = st.sampled_from([" ", " ", " ", " \n", "\n", "\n\n", "   ", "\t", "\n \n"])


@st.composite
def known_cables(draw: st.DrawFn) -> Case:
    """Draws a cable of some paragraphs."""
    double, is_html, in_disorder = draw(st.booleans()), draw(st.booleans()), draw(st.integers(0, 5)) == 0
    newlines = ["\n", "\n", "\r\n", "\r"] + ["&#x000A;", "<br>", "&#10;\n"] * is_html
    style = Style("  ]" if double else "]", draw(st.sampled_from(newlines)), is_html)
    kinds = [_annotations(style), _texts(style), _FURNITURE]
    if in_disorder:
        kinds.append(
            st.builds(lambda label, name: Piece(f"[{label} {name}\n", name, (), 1), st.sampled_from(LABELS), _NAMES)
        )
    else:
        kinds.append(_LONE)
    if is_html:
        kinds.append(_HTML_ONLY)
    tags = draw(st.lists(st.sampled_from(_TAGS), max_size=3)) if is_html else []
    body, numbers = [*_head(style, tags), *_announced(style)], []
    spacing = draw(st.sampled_from(["", "tokens", "natural"]))
    for number in range(1, draw(st.integers(0, 3)) + 1):
        body.append(_number(style, number))
        numbers.append(number)
        if spacing:
            body += [_sentence(draw, style, spacing) for _ in range(8)]
        for piece in draw(st.lists(st.one_of(kinds), max_size=6)) if not spacing else ():
            body += [piece, _gap(style, draw(_GAPS))]
        body.append(_gap(style, "\n\n"))
    blocks = [body]
    if is_html and draw(st.booleans()):
        text = (
            "VZCZCXRO1234\nPP RUEHRO\nDE RUEHRO #0017/01 0601200\nZNY SSSSS ZZH\nFM AMEMBASSY ROME\nTO RUEHC/SECSTATE WASHDC"
        )
        blocks.insert(0, [Piece(style.write(text), text)])
    source = _page(draw, blocks) if is_html else "".join(piece.source for piece in body)
    pieces = [piece for block in blocks for piece in block]
    return Case(
        _encoded(draw, source),
        "".join(piece.text for piece in pieces),
        None if in_disorder else [mention for piece in pieces for mention in piece.mentions],
        sum(piece.brackets for piece in pieces),
        [piece.furniture for piece in pieces if piece.furniture],
        tags,
        numbers,
        "double" if double else "single",
        "html" if is_html else "text",
        spacing if len(numbers) > 0 else "",
    )


def _gap(style: Style, text: str) -> Piece:
    return Piece(text.replace("\n", style.newline), "")


def _head(style: Style, tags: list[str]) -> list[Piece]:
    lines = "UNCLAS SECTION 01 OF 02 BARI 000960\nSIPDIS\n"
    links = "".join(f"<a href='/tag/{tag}_0.html'>{tag}</a> " for tag in tags)
    return [
        Piece(style.write(lines), lines),
        Piece(links, " ".join(tags)),
        Piece(style.write("SUBJECT: BREAD\n\n"), "SUBJECT: BREAD"),
    ]


def _announced(style: Style) -> list[Piece]:
    """Returns annotations that say which dialect the file is in, whatever comes."""
    pair = f"{style.annotation('PER', 'Ann')} and {style.annotation('LOC', 'Rome')}{style.newline}"
    return [Piece(pair, "Ann and Rome", (("PER", "Ann"), ("LOC", "Rome")), 2)] * 12


def _sentence(draw: st.DrawFn, style: Style, spacing: str) -> Piece:
    form = draw(st.integers(0, len(_TAGGED) - 1))
    names, labels = draw(st.tuples(_PLAIN, _PLAIN)), draw(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)))
    annotated = [style.annotation(label, name) for label, name in zip(labels, names)]
    sentence = (_TAGGED if spacing == "tokens" else _NATURAL)[form]
    return Piece(sentence.format(*annotated) + style.newline, _NATURAL[form].format(*names), tuple(zip(labels, names)), 2)


_PLAIN = st.sampled_from(["Ann Lee", "Saif", "Bari", "the Guild", "A. B. Lee", "xxxxxxxxxxxx", "R&D", "Lee-Roe"])


def _page(draw: st.DrawFn, blocks: list[list[Piece]]) -> str:
    """Returns blocks as a page, or without one, that may be cut off."""
    sources = ["".join(piece.source for piece in block) for block in blocks]
    pre = draw(st.sampled_from(["<code><pre>{}</pre></code>\n", '<PRE class="x">{}</PRE >', "<pre>{}</pre>"]))
    body = "".join(pre.format(source) for source in sources)
    if draw(st.booleans()):
        body = (
            "<!DOCTYPE html>\n<html><head><title>Cable [PER no  ] 07BARI960</title></head><body>\n<h1>Viewing cable</h1>\n"
            "<table class='cable'>\n<tr><th>Reference ID</th><th>Created</th><th>Origin</th></tr>\n"
            "<tr><td><a href='/cable/07BARI960.html'>07BARI960</a></td><td>2007-01-02</td><td>Bari</td></tr>\n</table>\n"
            f"{body}<p>[ORG outside  ] of all blocks</p></body></html>\n"
        )
    elif draw(st.booleans()):
        body = body[: body.rindex("</")] if body.endswith("</pre>") else body  # a page that was cut off
    return body


def _encoded(draw: st.DrawFn, source: str) -> bytes:
    """Returns the source as bytes: UTF-8, or Windows-1252 where that is told from it."""
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "cp1252"]))
    try:
        data = source.encode(encoding)
        if encoding == "cp1252":
            data.decode()
    except UnicodeEncodeError:
        return source.encode()
    except UnicodeDecodeError:
        return data if sum(byte > 127 for byte in data[:10_000]) < 0.3 * len(data[:10_000]) else source.encode()
    return source.encode("utf-8-sig" if encoding == "utf-8-sig" else "utf-8")


# -- hostile -------------------------------------------------------------------------------------

TOKENS = (
    "[PER ", "[PER Ann  ]", "[ORG UN]", "[LOC\nRome  ]", "[PER", "[NOTE ", "[NOTE to file  ]", "[GPE ", "[", "]", "  ]",
    "[[", "[PER [ORG a  ] b  ]", "[PER  ]", "[sic]", "[A_B c  ]", " ", "  ", "\n", "\n\n", "\r\n", "\r", "\t", "\x0b",
    "\x1c", "\x85", "<pre>", "</pre>", "<PRE >", "<pre", "<code>", "<html>", "<body>", "<table class='cable'>",
    "<th>Created<td>x", "<!doctype ", "<a id='par1' href='#par1'>¶</a>1 . ", "<a id='parB' href='#parB'>¶</a>B . ",
    "<a id=par", "<a href='/tag/PREL_0.html'>", "</a>", "<a ", "<b>", "</b>", "<br>", "<p>", "<foo ", "<", ">", "<!--",
    "-->", "--!>", "<script>alert(1)</script>", "<i x='", "&#x000A;", "&#13;", "&amp;", "&amp;lt;", "&lt;", "&#91;PER ",
    "&#93;", "&fjlig;", "&NotEqualTilde;", "&para;", "&#182;", "&", "&#x", "&#0;", "&#1;", "&#xD800;", "&#x110000;",
    "&nbsp;", ";", "¶", "¶1 . ", "¶ 2 . ", "1 . ", "2. ", "1. (C) ", "3 . ( S )", "SUBJECT: ", "SUBJ:", "REF: ",
    "TAGS: PREL, PGOV ", "UNCLAS BARI 000960 ", "VZCZC", "ZNY SSSSS ZZH ", "\nFM A", "E.O. 12958:",
    "BARI 00000960 002.2 of 002", " 00000960 002 of 003 ", "NEW BARI 00000960  001 OF 003", "xxxxxxxxxxxx", "w" * 3000,
    "A title\n", "SMITH", "\n\nJ. de la Roe", "Summary: ", "Ann Lee", "U.S.", "Inc.", "anti", "-based", "'s ", '"', '" ',
    "'", "’s", "( ", " )", " , ", " . ", " .\n", "--", "...", "US$ ", "5 ", "%", "n't ", "“", "”", "``", "''", "é",
    "e\u0301", "\u200f", "\u202e", "\ufeff", "\u2028", "\u00a0", "\u200b", "İ", "\U0001f600", "\ufffd", "٣", "²",
)  # fmt: skip
_BYTES = st.one_of(
    st.sampled_from(TOKENS).map(str.encode),
    st.sampled_from(TOKENS).map(str.encode),
    st.sampled_from([b"\0", b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xff\xfe", b"\xe9", b"\x93x\x94", b"\x81", b"\xef\xbb\xbf"]),
    st.binary(max_size=4),
)


@st.composite
def hostile(draw: st.DrawFn) -> bytes:
    """Draws bytes that may be a cable, and need not be."""
    kinds = st.sampled_from(TOKENS).map(str.encode) if draw(st.booleans()) else _BYTES
    pieces = draw(st.lists(kinds, max_size=40))
    if pieces and draw(st.integers(0, 3)) == 0:
        at = draw(st.integers(0, len(pieces) - 1))
        pieces[at] *= draw(st.sampled_from([2, 30, 400]))
    body = b"".join(pieces)
    return b"<code><pre>" + body + b"</pre></code>" if draw(st.booleans()) else body
