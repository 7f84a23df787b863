"""Silver against gold: which cables are twins, the same text however it is spaced, and what rules did."""

import re

import pytest
import spacy

from cable_ner.corpus import identify
from cable_ner.corpus.docs import make_docs
from cable_ner.evaluation.label_accuracy import (
    Change,
    RuleEffect,
    Segment,
    align,
    changes,
    compare,
    find_twins,
    flatten,
    judge,
    left_out,
)
from cable_ner.evaluation.scoring import BOUNDARY, MISSED, RIGHT, SPURIOUS, TYPE, Breakdown
from cable_ner.labels.rules import REJECT, TRIM, Rule, apply_rules
from cable_ner.text.markup import Cable, Mention, Paragraph, Rejected, parse
from cable_ner.text.spacing import restore_paragraph

NLP = spacy.blank("en")


def read(text, name="a.txt", *, natural=False):
    """Returns a cable in natural text from the tagger's markup."""
    cable = parse(text.encode(), name)
    if not natural:
        cable.paragraphs = [restore_paragraph(paragraph) for paragraph in cable.paragraphs]
    return cable


def flat(cable):
    return flatten(outcome.doc for outcome in make_docs(cable, NLP))


def marked(found, mentions):
    return [(found.text[mention.start : mention.end], mention.label) for mention in mentions]


def paragraphs(*texts):
    """Returns a cable of paragraphs without mentions."""
    return Cable("a.txt", [Paragraph(text, [], "paragraph") for text in texts])


# -- one text for both ---------------------------------------------------------------------------


def test_accuracy_offsets_are_those_of_the_text_without_white_space():
    found = flat(read("Said [PER Ann  Lee  ] of [LOC Rome  ] .\n\nIn [ORG U.N.  ] halls .", natural=True))
    assert found.text == "".join(found.text.split())
    assert marked(found, found.mentions) == [("AnnLee", "PER"), ("Rome", "LOC"), ("U.N.", "ORG")]
    assert found.length == len(found.text)


def test_accuracy_the_same_cable_in_other_spacing_is_compared_as_a_whole():
    silver = flat(read("Said [PER Ann Lee  ] , of [LOC Rome  ] ."))
    gold = flat(read("Said [PER Ann Lee], of Rome.", natural=True))
    segments = align(silver, gold)
    assert segments == [Segment(0, 0, silver.length)]
    breakdown = Breakdown()
    assert compare(silver, gold, segments, breakdown) == 0
    assert dict(breakdown.errors.counts) == {RIGHT: 1, SPURIOUS: 1}


def test_accuracy_where_texts_differ_the_same_paragraphs_are_compared():
    silver = flat(paragraphs("Ann met Bo.", "Nobody came.", "Cy left."))
    gold_cable = paragraphs("Ann met Bo.", "Somebody came.", "Cy left.")
    for index, name in enumerate(("Ann", "Somebody", "Cy")):
        mentions = [Mention(0, len(name), "PER", 1)]
        gold_cable.paragraphs[index] = gold_cable.paragraphs[index]._replace(mentions=mentions)
    gold = flat(gold_cable)
    segments = align(silver, gold)
    assert [(s.ours, s.theirs, s.length) for s in segments] == [(0, 0, 9), (20, 22, 7)]
    assert left_out(gold, segments) == 1
    breakdown = Breakdown()
    compare(silver, gold, segments, breakdown)
    assert dict(breakdown.errors.counts) == {MISSED: 2}


def test_accuracy_gold_mentions_without_a_trusted_label_are_told():
    cable = paragraphs("Ann met Bo.")
    gold, silver = (
        flat(Cable("a.txt", [cable.paragraphs[0]._replace(mentions=[Mention(0, 3, "PER", 1, why)])]))
        for why in ("", "doubtful")
    )
    breakdown = Breakdown()
    assert compare(silver, gold, align(silver, gold), breakdown) == 1
    assert dict(breakdown.errors.counts) == {MISSED: 1}
    # The other way round: what is labelled where the gold says nothing is ignored.
    breakdown = Breakdown()
    assert compare(gold, silver, align(gold, silver), breakdown) == 0
    assert dict(breakdown.errors.counts) == {}


def test_accuracy_zones_are_those_of_the_gold():
    cable = read("UNCLAS [LOC ROME  ] 000001 SIPDIS SUBJECT: RAIN\n\n1 . ( U ) [PER Ann  ] came .\n")
    found = flat(cable)
    breakdown = Breakdown()
    compare(found, found, align(found, found), breakdown)
    assert {zone: errors.counts[RIGHT] for zone, errors in breakdown.zones.items()} == {"header": 1, "paragraph": 1}


# -- twins ---------------------------------------------------------------------------------------


BODY = "1 . ( U ) Rain fell on [LOC Milltown  ] for the {n}th day , said [PER Ann Lee{n}  ] of the weather office there ."


def numbered(n, name, *, post="ROME", extra=""):
    return read(f"UNCLAS {post} {n:06d} SIPDIS SUBJECT: RAIN {n}\n\n{BODY.format(n=n)} {extra}", name)


def pairs(silver, gold):
    found = find_twins(iter(silver), gold)
    return [(twin.silver.name, twin.gold.name, twin.by) for twin in found.found], found.alone, found.silver


def test_accuracy_twins_by_text_name_or_message():
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


def test_accuracy_text_goes_before_name():
    silver = [numbered(1, "a.txt"), numbered(2, "b.txt")]
    gold = [numbered(2, "a.txt"), numbered(1, "b.txt")]
    assert pairs(silver, gold)[0] == [("b.txt", "a.txt", "text"), ("a.txt", "b.txt", "text")]


def test_accuracy_a_name_that_several_gold_cables_have_tells_nothing():
    silver = [numbered(1, "raw/a.txt")]
    gold = [numbered(n, f"{n}/a.txt", post="BERN") for n in (2, 3)]
    assert pairs(silver, gold) == ([], ["2/a.txt", "3/a.txt"], 1)
    assert pairs(silver, gold[:1]) == ([("raw/a.txt", "2/a.txt", "name")], [], 1)


def test_accuracy_sections_of_a_message_are_not_mixed_up():
    one = "UNCLAS SECTION 01 OF 02 ROME 000007 SIPDIS SUBJECT: RAIN\n\n" + BODY.format(n=1)
    two = "UNCLAS SECTION 02 OF 02 ROME 000007 SIPDIS SUBJECT: RAIN\n\n" + BODY.format(n=2)
    silver = [read(one, "s1.txt"), read(two, "s2.txt")]
    gold = [read(two + " Ends .", "g2.txt"), read(one + " Ends .", "g1.txt")]
    assert identify(silver[0]).message == identify(silver[1]).message
    assert pairs(silver, gold)[0] == [("s2.txt", "g2.txt", "message"), ("s1.txt", "g1.txt", "message")]


# -- rules ---------------------------------------------------------------------------------------


RULES = [
    Rule("marking", REJECT, re.compile("S/NF")),
    Rule("possessive", TRIM, re.compile(r"(?P<keep>.*\w)['’]s")),
    Rule("wrong", REJECT, re.compile("Rome")),
]


def effects(silver_text, gold_text):
    silver, gold = read(silver_text, natural=True), read(gold_text, natural=True)
    ruled = apply_rules(silver, RULES)
    ours, theirs = flat(silver), flat(gold)
    found: dict[str, RuleEffect] = {}
    for rule, effect in judge(changes(silver, ruled), ours, theirs, align(ours, theirs)):
        found.setdefault(rule, RuleEffect()).add(effect)
    return found


def test_accuracy_what_each_rule_did():
    found = effects(
        "([ORG S/NF]) [LOC Libya’s] aide saw [LOC Rome] and [LOC Bern’s] mayor. [PER Ann] left. ([ORG S/NF])",
        "(S/NF) [LOC Libya]’s aide saw [LOC Rome] and [ORG Bern]’s mayor. [PER Ann] left. (S/NF)",
    )
    assert found == {
        "marking": RuleEffect(2, 0, 2, 0, 0),
        "possessive": RuleEffect(2, 0, 2, 1, 1),
        "wrong": RuleEffect(1, 1, 0, 0, 0),
    }


def test_accuracy_changes_of_every_kind():
    paragraph = Paragraph("Ann Lee met Bo Ray of Rome.", [], "paragraph")
    before = Cable(
        "a", [paragraph._replace(mentions=[Mention(0, 3, "PER", 1), Mention(4, 7, "PER", 1), Mention(22, 26, "LOC", 2)])]
    )
    after = Cable(
        "a",
        [
            paragraph._replace(
                mentions=[
                    Mention(0, 7, "PER", 1, fixed="rule: two pieces"),
                    Mention(12, 18, "PER", 0, fixed="rule: repeat"),
                    Mention(22, 26, "LOC", 2, missing="rule: doubtful"),
                ]
            )
        ],
    )
    assert list(changes(before, after)) == [
        Change("two pieces", [(0, 3, "PER"), (3, 6, "PER")], [(0, 6, "PER")]),
        Change("repeat", [], [(9, 14, "PER")]),
        Change("doubtful", [(16, 20, "LOC")], []),
    ]


def test_accuracy_a_rejected_mention_is_named_by_its_line():
    mentions = [Mention(0, 3, "PER", 5), Mention(8, 11, "PER", 6)]
    before = Cable(
        "a", [Paragraph("Ann saw Ann.", mentions, "paragraph")], rejected=[Rejected(5, "unknown label", "PER", "Ann")]
    )
    after = Cable("a", [Paragraph("Ann saw Ann.", [], "paragraph")])
    after.rejected = [*before.rejected, Rejected(5, "rule: first", "PER", "Ann"), Rejected(6, "rule: second", "PER", "Ann")]
    assert [change.rule for change in changes(before, after)] == ["first", "second"]


def test_accuracy_no_rule_no_change():
    cable = read("Said [PER Ann  ] .")
    assert list(changes(cable, cable)) == []


@pytest.mark.parametrize(("silver", "kind"), [("[LOC Ann Lee]", TYPE), ("[PER Ann] Lee", BOUNDARY)])
def test_accuracy_kinds_of_error_of_cables(silver, kind):
    ours, gold = flat(read(f"Said {silver}.", natural=True)), flat(read("Said [PER Ann Lee].", natural=True))
    breakdown = Breakdown()
    compare(ours, gold, align(ours, gold), breakdown)
    assert dict(breakdown.errors.counts) == {kind: 1}
