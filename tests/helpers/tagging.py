"""Cables tagged by rules, and the check that what is written of them comes back. All cables are invented."""

import json
from pathlib import Path

import spacy
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import DocBin

from cable_ner.files import Source
from cable_ner.tagging.bare import read_bare
from cable_ner.tagging.pipeline import tag_cables
from cable_ner.tagging.tagged import Tagged
from cable_ner.text import Scheme, is_token_spaced, parse, parse_bare, restore_paragraph

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
    expected = {(item.paragraph, item.start, item.end, item.label) for item in cable.found}
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
SOURCES = st.lists(_PIECES, max_size=40).map("".join)


def contents(output: Path) -> dict[str, object]:
    """Returns what a run has written, by file: lines of a table and Docs sorted, for they may come in any order."""
    found: dict[str, object] = {}
    for path in sorted(path for path in output.rglob("*") if path.is_file()):
        name = path.relative_to(output).as_posix()
        if name.startswith("cables.spacy/"):
            docs = DocBin().from_disk(path).get_docs(NLP.vocab)
            rows = [(doc.user_data["cable"], doc.user_data["index"], doc.text, doc.to_json()["ents"]) for doc in docs]
            found["Docs"] = sorted([*found.get("Docs", []), *rows], key=str)
        elif name == "mentions.csv":
            found[name] = sorted(path.read_bytes().splitlines())
        elif name == "tag.json":
            report = json.loads(path.read_bytes())
            found[name] = {key: report[key] for key in ("cables", "tokens", "paragraphs", "mentions", "failed")}
        elif name != "tag.jsonl":
            found[name] = path.read_bytes()
    return found
