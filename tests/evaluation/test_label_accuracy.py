"""Silver labels against gold ones, by hand: other spacing, other texts, missing labels, zones."""

import pytest

from cable_ner.evaluation.alignment import Segment, align
from cable_ner.evaluation.breakdown import Breakdown
from cable_ner.evaluation.label_accuracy import compare, left_out
from cable_ner.evaluation.pairing import BOUNDARY, MISSED, RIGHT, SPURIOUS, TYPE
from cable_ner.text import Cable, Mention
from tests.helpers.flat_cables import flat, paragraphs, read


def test_label_accuracy_the_same_cable_in_other_spacing_is_compared_as_a_whole():
    silver = flat(read("Said [PER Ann Lee  ] , of [LOC Rome  ] ."))
    gold = flat(read("Said [PER Ann Lee], of Rome.", natural=True))
    segments = align(silver, gold)
    assert segments == [Segment(0, 0, silver.length)]
    breakdown = Breakdown()
    assert compare(silver, gold, segments, breakdown) == 0
    assert dict(breakdown.errors.counts) == {RIGHT: 1, SPURIOUS: 1}


def test_label_accuracy_where_texts_differ_the_same_paragraphs_are_compared():
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


def test_label_accuracy_gold_mentions_without_a_trusted_label_are_told():
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


def test_label_accuracy_zones_are_those_of_the_gold():
    cable = read("UNCLAS [LOC ROME  ] 000001 SIPDIS SUBJECT: RAIN\n\n1 . ( U ) [PER Ann  ] came .\n")
    found = flat(cable)
    breakdown = Breakdown()
    compare(found, found, align(found, found), breakdown)
    assert {zone: errors.counts[RIGHT] for zone, errors in breakdown.zones.items()} == {"header": 1, "paragraph": 1}


@pytest.mark.parametrize(("silver", "kind"), [("[LOC Ann Lee]", TYPE), ("[PER Ann] Lee", BOUNDARY)])
def test_label_accuracy_kinds_of_error_of_cables(silver, kind):
    ours, gold = flat(read(f"Said {silver}.", natural=True)), flat(read("Said [PER Ann Lee].", natural=True))
    breakdown = Breakdown()
    compare(ours, gold, align(ours, gold), breakdown)
    assert dict(breakdown.errors.counts) == {kind: 1}
