"""What tests of label rules share: cables in the tagger's markup, the rules as shipped, and random cables."""

from pathlib import Path

from hypothesis import strategies as st

from cable_ner.rules import RuleBook, read_rules
from cable_ner.text import (
    HEADER,
    HEADING,
    PARAGRAPH,
    SIGNATURE,
    SUBJECT,
    TRANSMISSION,
    Cable,
    Mention,
    Paragraph,
    Rejected,
    parse,
    restore_paragraph,
)

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "configs" / "silver.yml"
RULES = read_rules(CONFIG)
BOOK = RuleBook(RULES)


def read(text):
    """Returns a text in the tagger's markup as a cable in natural text."""
    cable = parse(text.encode(), "a.txt")
    cable.paragraphs = [restore_paragraph(paragraph) for paragraph in cable.paragraphs]
    return cable


def labelled(cable):
    """Returns zone, text and (start, end, label) of the mentions of every paragraph."""
    return [(p.zone, p.text, [mention[:3] for mention in p.mentions]) for p in cable.paragraphs]


def mentions(cable):
    return [(paragraph.text[m.start : m.end], m.label) for paragraph in cable.paragraphs for m in paragraph.mentions]


def said(cable):
    """Returns the names of the rules that changed or rejected something, or added it."""
    fixed = {m.fixed for paragraph in cable.paragraphs for m in paragraph.mentions if m.fixed}
    return {name.removeprefix("rule: ") for name in fixed | {item.reason for item in cable.rejected}}


def rules_file(tmp_path, text):
    path = tmp_path / "rules.yml"
    path.write_text(text, encoding="utf8")
    return path


# Entries as a file of rules has them.
SURNAME = {"action": "extend", "pattern": "[A-Z]\\w+(?: [A-Z]\\w+)*", "after": " [A-Z]\\w+"}
STOP = {"action": "trim", "pattern": "(?P<keep>.*)[.]"}


def two_mentions(**kinds):
    """Returns a cable of one paragraph with a marking, labelled ORG, and a person; `kinds` are fields of the first."""
    text = "(S/NF) Ana Roe left."
    paragraph = Paragraph(text, [Mention(1, 5, "ORG", 3, **kinds), Mention(7, 14, "PER", 4)], PARAGRAPH, 2, "S/NF")
    return Cable(
        "a.txt", [paragraph], {"post": "ROME"}, 3, [Rejected(9, "empty annotation", "PER", "")], [(5, "ROME 1")], []
    )


_WORDS = (
    "Saif|al-Islam|al-Qadhafi|Khamis|Khamis.|Khamis’s|SAIF AL-ISLAM|Abd al-Rahim|van|bin Jaber|Ambassador|Colonel|"
    "Minister Roe|Ana Roe|Roe|Libya|Libyan|Libya's|LIBYA|Tripoli|TRIPOLI|000960|U.S.|Embassy|Government|"
    "Government of|32nd|Brigade|SCALP|missiles|Missile|de la Cruz|T-72|SCUD|B|S/NF|Summary:|Summary|DECL:|REF: A)|"
    '941|SIPDIS STATE FOR NEA/MAG|E.O. 12958:|TAGS|PREL,|PGOV|xxxxxxxxxxxx|"|“|(|)|,|.|the|saif|army|Army|'
    "Bank of Libya|SBU|LOA|CRETZ|John|-led|Church"
).split("|")


_ZONES = (TRANSMISSION, HEADER, SUBJECT, HEADING, PARAGRAPH, SIGNATURE)
_KEPT = {"decided": {"decided": True}, "missing": {"missing": "unclosed annotation"}, "": {}}
_pieces = st.lists(
    st.tuples(
        st.sampled_from(_WORDS),
        st.sampled_from([" ", " ", " ", "\n", ""]),
        st.sampled_from(["", "", "", "PER", "ORG", "LOC", "MISC"]),
        st.integers(1, 3),
        st.sampled_from([*[""] * 8, "decided", "missing"]),
    ),
    min_size=1,
    max_size=9,
)


@st.composite
def cables(draw, *, kept=tuple(_KEPT)):
    """Draws a cable of a few paragraphs; mentions have lines from 1, of 1 to 3 of the words they begin with."""
    cable = Cable("a.txt")
    for zone in draw(st.lists(st.sampled_from(_ZONES), max_size=4)):
        pieces, text, places, found = draw(_pieces), "", [], []
        for word, gap, *_ in pieces:
            places.append((len(text), len(text) + len(word)))
            text += word + gap
        at = 0
        for number, (_, _, label, length, kind) in enumerate(pieces):
            if label and number >= at:
                at = min(number + length, len(pieces))
                cable.brackets += 1
                kind = kind if kind in kept else ""
                found.append(Mention(places[number][0], places[at - 1][1], label, cable.brackets, **_KEPT[kind]))
        text = text.rstrip()
        cable.paragraphs.append(Paragraph(text.upper() if draw(st.integers(0, 3)) == 0 else text, found, zone))
    return cable


def is_kept(mention):
    return bool(mention.decided or mention.missing)
