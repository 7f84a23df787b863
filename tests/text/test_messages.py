"""Several messages in one text, and parts of one. All cables here are invented."""

import pytest

from cable_ner.text import HEADER, PARAGRAPH, SIGNATURE, SUBJECT, TRANSMISSION
from tests.helpers.cables import BODY, HEAD, cable_of, kinds, text_of, zones

FIRST = f"{HEAD}SUBJECT: A FAIR{BODY}"
NOTE = "This record is a partial extract of the original cable. The full text of the original cable is not available."


@pytest.mark.parametrize(
    "between",
    [
        "",
        "\n\n",
        "NNNN\n\n",
        "\f",
        "VZCZCXRO1234\nRR RUEHDE\nDE RUEHBA #0043/01 3481230\nZNY CCCCC ZZH\nFM AMEMBASSY OTHERTOWN\n\n",
        "O 130854Z AUG 09\nFM AMEMBASSY OTHERTOWN\nTO SECSTATE WASHDC\n\n",
    ],
)
@pytest.mark.parametrize(
    "line", ["S E C R E T OTHERTOWN 000043", "S E C R E T OTHERTOWN 456", "Unclas section 01 of 02 othertown 000043"]
)
def test_messages_a_second_one_has_zones_of_its_own_and_is_told(between, line):
    source = f"{FIRST}{between}{line}\n\nSIPDIS\n\nSUBJECT: A WAR\n\n1. (C) Salt was sold.\n\n2. (C) More.\n\nSMITH\n"
    cable = cable_of(source)
    body = [(p.zone, p.number, p.text) for p in cable.paragraphs if p.zone in (PARAGRAPH, SIGNATURE, SUBJECT)]
    assert body == [
        (SUBJECT, None, "SUBJECT: A FAIR"),
        (PARAGRAPH, 1, "1. (C) Bread was sold."),
        (PARAGRAPH, 2, "2. (C) It was good."),
        (SIGNATURE, None, "MILLER"),
        (SUBJECT, None, "SUBJECT: A WAR"),
        (PARAGRAPH, 1, "1. (C) Salt was sold."),
        (PARAGRAPH, 2, "2. (C) More."),
        (SIGNATURE, None, "SMITH"),
    ]
    assert (cable.meta["post"], cable.meta["number"]) == ("TESTVILLE", 123)
    told = (FIRST + between.replace("NNNN", "").rstrip("\n") * between.startswith("NNNN")).count("\n") + 1
    [(at, kind)] = kinds(cable)
    assert kind == "second message"
    assert told <= at <= source.count("\n", 0, source.index(line)) + 1
    assert "".join(text_of(cable).split()) == "".join(source.split())


def test_messages_sections_of_one_are_no_second_message():
    one = f"{HEAD.replace('L TEST', 'L SECTION 01 OF 02 TEST')}SUBJECT: A FAIR\n\n1. (C) Bread was sold.\n\n"
    two = f"{HEAD.replace('L TEST', 'L SECTION 02 OF 02 TEST')}SUBJECT: A FAIR\n\n2. (C) Salt.\n\nMILLER\n"
    cable = cable_of(one + two)
    assert [p.number for p in cable.paragraphs if p.zone == PARAGRAPH] == [1, 2]
    assert [p.zone for p in cable.paragraphs].count(SUBJECT) == 2
    assert kinds(cable) == []
    assert cable.meta["section"] == 1


@pytest.mark.parametrize(
    "note",
    [
        NOTE,
        NOTE.replace(". ", ".\n"),
        "Partial excerpt of a cable",
        "This is an extract of the original cable.",
        "Excerpts from a telegram",
        "This cable is a partial extract.",
        "Only a part of this cable is available.",
        NOTE.upper(),
    ],
)
def test_messages_a_note_on_a_part_is_a_zone_of_its_own_and_is_told(note):
    for source in (f"{note}\n\n{FIRST}", f"<pre>{note}</pre><pre>{FIRST}</pre>"):
        cable = cable_of(source)
        assert zones(cable)[:2] == [(TRANSMISSION, note), (HEADER, HEAD.strip())]
        assert kinds(cable) == [(1, "partial extract")]
        assert (cable.meta["post"], cable.meta["number"]) == ("TESTVILLE", 123)


@pytest.mark.parametrize("end", ["...", " ...", "\n\n...", "\n1. ...", " [...]", " . . ."])
def test_messages_a_text_that_is_cut_off_is_told(end):
    cable = cable_of(f"{HEAD}SUBJECT: A FAIR{end}")
    assert [kind for _, kind in kinds(cable)] == ["partial extract"]
    assert kinds(cable_of(f"{FIRST}...")) == []


def test_messages_with_the_words_of_a_note_in_their_subject_are_whole():
    assert kinds(cable_of(f"{HEAD}SUBJECT: MESSAGE ON A PARTIAL WITHDRAWAL, ONLY PART OF THE CABLE CAR{BODY}")) == []


def test_messages_a_second_one_in_a_block_of_its_own_is_told():
    other = FIRST.replace("TESTVILLE 000123", "OTHERTOWN 000456")
    cable = cable_of(f"<pre>{FIRST}</pre>\n<pre>{other}</pre>")
    assert [kind for _, kind in kinds(cable)] == ["second message"]
    assert kinds(cable_of(f"<pre>{FIRST}</pre>\n<pre>{FIRST}</pre>")) == []
