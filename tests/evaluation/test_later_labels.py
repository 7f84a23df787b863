"""What a sample that was checked once says of later labels."""

import pytest

from cable_ner.evaluation import LaterLabels
from cable_ner.evaluation.candidates import CAPITALISED, MENTION, UNLABELLED
from cable_ner.evaluation.checked_sample import CheckedPlace, Stratum, verdict
from cable_ner.evaluation.estimate import estimate
from tests.helpers.samples import LABELS, RIGHT, SPURIOUS, WRONG, make

TEXT = "Ann Lee of Kano met Bob."


def row(part, what=MENTION, stratum="LOC", cable="a.txt"):
    start = TEXT.index(part)
    return {
        "what": what, "stratum": stratum, "cable": cable, "index": "0", "start": str(start), "end": str(start + len(part)),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("place", "answer", "now", "expected", "untold"),
    [
        (row("Kano"), "y", [("Kano", "LOC")], RIGHT, 0),
        (row("Kano"), "y", [("Kano", "ORG")], WRONG, 0),
        (row("Kano"), "y", [], WRONG, 0),
        (row("Ann Lee"), "PER", [("Ann Lee", "PER")], RIGHT, 0),
        (row("Ann Lee"), "PER", [("Ann", "PER")], WRONG, 0),
        (row("met"), "n", [], SPURIOUS, 0),
        (row("met"), "n", [("met", "LOC")], SPURIOUS, 0),
        (row("Ann", stratum="PER"), "b", [("Ann Lee", "PER")], WRONG, 1),
        (row("Ann", stratum="PER"), "b", [("Ann", "PER")], WRONG, 0),
        (row("Bob", UNLABELLED, CAPITALISED), "PER", [("Bob", "PER")], RIGHT, 0),
        (row("Bob", UNLABELLED, CAPITALISED), "y", [("Bob", "PER")], SPURIOUS, 0),
        (row("Bob", UNLABELLED, CAPITALISED), "n", [("Bob", "PER")], WRONG, 1),
        (row("Ann Lee"), "PER LOC", [("Ann", "PER")], CheckedPlace(0, 2), 1),
    ],
)
def test_later_labels_at_a_place(place, answer, now, expected, untold):
    later = LaterLabels([make(TEXT, *now), make(TEXT, ("Bob", "LOC"), labels="gold")])
    checked = verdict(place["what"], place["stratum"], answer=answer, labels=LABELS)
    assert later.judged(place, checked, answer) == expected
    assert (later.mentions, later.untold) == (len(now), untold)


def test_later_labels_estimated_from_the_same_sample():
    # Of 100 mentions half were right, and a tenth of 200 candidates were names: R 50, G 70. Now all of them are right, and a
    # name of ten candidates was found: R 120 of 130 labels, of G 70 + 50 names.
    before = [Stratum(MENTION, "LOC", 100, [RIGHT, WRONG]), Stratum(UNLABELLED, CAPITALISED, 200, [WRONG, *[SPURIOUS] * 9])]
    now = [Stratum(MENTION, "LOC", 100, [RIGHT, RIGHT]), Stratum(UNLABELLED, CAPITALISED, 200, [RIGHT, *[SPURIOUS] * 9])]
    assert estimate(before).f1.value == pytest.approx(2 * 50 / (100 + 120))
    found = estimate(now, mentions=130)
    assert found.precision.value == pytest.approx(120 / 130)
    assert found.recall.value == 1
    assert found.f1.value == pytest.approx(2 * 120 / (130 + 120))
