"""Scores by facet, by hand on two small cables."""

import pytest

from cable_ner.evaluation.facets import facets
from cable_ner.evaluation.reading import Reading
from cable_ner.evaluation.reference import as_reference
from cable_ner.evaluation.runs import SystemRun
from tests.helpers.systems import FOUND, TRAIN, counts, make, small_docs


def test_facets_facets_by_hand(run):
    found = {name: counts(values) for name, values in facets(run, TRAIN).items()}
    assert found == {
        "seen": {"seen": (2, 0, 1), "unseen": (1, 4, 3)},
        "zone": {"header": (1, 0, 0), "paragraph": (2, 4, 4)},
        "case": {"capitals": (1, 0, 0), "mixed": (2, 4, 4)},
        "frequency": {"0": (1, 4, 3), "1": (1, 0, 0), "5-19": (1, 0, 1)},
        "length": {"1": (2, 2, 2), "2": (1, 2, 2)},
    }
    assert [list(values) for values in found.values()][-2] == ["0", "1", "5-19"]


def test_facets_of_few_cables_have_no_interval():
    # Mentions of the header are in two of four cables.
    twice = SystemRun(as_reference([*small_docs(), *small_docs("c.txt", "d.txt")]), Reading(FOUND * 2))
    found = facets(twice, TRAIN)["zone"]
    assert found["header"]["interval"] is None
    low, high = found["paragraph"]["interval"]["r"]
    assert low < 2 / 6 < high


def test_facets_facets_without_train_do_not_say_what_was_seen(run):
    assert list(facets(run, None)) == ["zone", "case", "length"]


@pytest.mark.parametrize(
    ("count", "name"), [(0, "0"), (1, "1"), (2, "2-4"), (4, "2-4"), (5, "5-19"), (19, "5-19"), (20, "20+"), (999, "20+")]
)
def test_facets_frequencies(count, name):
    one = SystemRun(as_reference([make("Rome", ("Rome", "LOC"))]), Reading([[]]))
    assert list(facets(one, {"Rome": count} if count else {})["frequency"]) == [name]


@pytest.mark.parametrize(
    ("text", "case", "length"),
    [("ROME", "capitals", "1"), ("rome", "lower case", "1"), ("U.N. Rome III XX of", "mixed", "4+"), ("747", "mixed", "1")],
)
def test_facets_case_and_length(text, case, length):
    one = SystemRun(as_reference([make(text, (text, "LOC"))]), Reading([[]]))
    assert [list(facets(one, None)[name]) for name in ("case", "length")] == [[case], [length]]
