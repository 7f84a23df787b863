"""Twins: by text, name or message."""

from cable_ner.corpus import identify
from cable_ner.evaluation.twins import find_twins
from tests.helpers.flat_cables import read

BODY = "1 . ( U ) Rain fell on [LOC Milltown  ] for the {n}th day , said [PER Ann Lee{n}  ] of the weather office there ."


def numbered(n, name, *, post="ROME", extra=""):
    return read(f"UNCLAS {post} {n:06d} SIPDIS SUBJECT: RAIN {n}\n\n{BODY.format(n=n)} {extra}", name)


def pairs(silver, gold):
    found = find_twins(iter(silver), gold)
    return [(twin.silver.name, twin.gold.name, twin.by) for twin in found.found], found.alone, found.silver


def test_twins_twins_by_text_name_or_message():
    silver = [numbered(1, "x/one.txt"), numbered(2, "two.txt"), numbered(3, "three.txt"), numbered(4, "four.txt")]
    gold = [
        numbered(1, "other.txt"),  # the text is the same
        numbered(2, "deep/two.txt", extra="A word more ."),  # the name is
        numbered(3, "drei.txt", extra="A word more ."),  # the message is
        numbered(9, "nine.txt"),
    ]
    assert pairs(silver, gold) == (
        [("x/one.txt", "other.txt", "text"), ("two.txt", "deep/two.txt", "name"), ("three.txt", "drei.txt", "message")],
        ["nine.txt"],
        4,
    )


def test_twins_text_goes_before_name():
    silver = [numbered(1, "a.txt"), numbered(2, "b.txt")]
    gold = [numbered(2, "a.txt"), numbered(1, "b.txt")]
    assert pairs(silver, gold)[0] == [("b.txt", "a.txt", "text"), ("a.txt", "b.txt", "text")]


def test_twins_a_name_that_several_gold_cables_have_tells_nothing():
    silver = [numbered(1, "raw/a.txt")]
    gold = [numbered(n, f"{n}/a.txt", post="BERN") for n in (2, 3)]
    assert pairs(silver, gold) == ([], ["2/a.txt", "3/a.txt"], 1)
    assert pairs(silver, gold[:1]) == ([("raw/a.txt", "2/a.txt", "name")], [], 1)


def test_twins_sections_of_a_message_are_not_mixed_up():
    one = "UNCLAS SECTION 01 OF 02 ROME 000007 SIPDIS SUBJECT: RAIN\n\n" + BODY.format(n=1)
    two = "UNCLAS SECTION 02 OF 02 ROME 000007 SIPDIS SUBJECT: RAIN\n\n" + BODY.format(n=2)
    silver = [read(one, "s1.txt"), read(two, "s2.txt")]
    gold = [read(two + " Ends .", "g2.txt"), read(one + " Ends .", "g1.txt")]
    assert identify(silver[0]).message == identify(silver[1]).message
    assert pairs(silver, gold)[0] == [("s2.txt", "g2.txt", "message"), ("s1.txt", "g1.txt", "message")]
