"""Edits keep mentions where their text is."""

from cable_ner.training.variation.sample import edited
from tests.helpers.variation import mark, marked


def test_sample_edits_move_spans():
    sample = mark("[PER Ann] of [LOC Bern] was [? in] here")
    edits = [(0, 0, "1. "), (3, 3, "'s"), (7, 11, "New York"), (12, 15, ""), (16, 16, " ")]
    assert marked(edited(sample, edits)) == "1. [PER Ann]'s of [LOC New York]   [? in] here"
    assert edited(sample, []) is sample


def test_sample_edits_between_neighbours_are_in_neither():
    sample = mark("[LOC U.S.][ORG Navy]")
    assert marked(edited(sample, [(4, 4, "/")])) == "[LOC U.S.]/[ORG Navy]"
    assert marked(edited(sample, [(0, 4, "UK")])) == "[LOC UK][ORG Navy]"
    assert marked(edited(sample, [(2, 2, " "), (8, 8, "!")])) == "[LOC U. S.][ORG Navy]!"
