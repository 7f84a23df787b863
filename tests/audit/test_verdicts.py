"""What a person's decisions say of all other candidates."""

import numpy
import pytest

from cable_ner.audit.verdicts import LEAST_DECIDED, LEAST_OF_EACH, fit
from tests.helpers.audit import believes, decided_docs, judged_of, make, with_open_case


def test_verdicts_spread_what_was_decided():
    _, judged = judged_of(*with_open_case(*decided_docs(25, 25)))
    assert judged.is_fitted
    assert len(judged.verdicts) == 50
    (edit,) = judged.edits
    assert judged.spread == [edit]
    assert (edit.old, edit.new) == (((0, 1, "ORG"),), ((0, 1, "PER"),))
    assert edit.confidence > 0.8
    assert edit.wrong > 0.8


@pytest.mark.parametrize(
    ("kept", "changed"),
    [
        (0, 0),
        (LEAST_DECIDED // 2, LEAST_DECIDED // 2 - 1),
        (LEAST_OF_EACH - 1, 60),
        (60, LEAST_OF_EACH - 1),
        (LEAST_OF_EACH, 10 * LEAST_OF_EACH),
    ],
)
def test_verdicts_too_few_or_too_one_sided_are_not_spread(kept, changed):
    _, judged = judged_of(*with_open_case(*decided_docs(kept, changed)))
    assert not judged.is_fitted
    assert judged.spread == []
    assert fit(judged.proposals, judged.verdicts) is None


def test_verdicts_weigh_a_form_as_much_as_a_place():
    """A form that is right in a hundred mentions does not outvote fifty places."""
    docs, opinions = decided_docs(25, 25)
    often = [
        make("Zed left.", ("Zed", "ORG"), cable=f"often{number}", decided=[[0, 3, [[0, 3, "ORG"]]]]) for number in range(100)
    ]
    docs, opinions = with_open_case(
        [*docs, *often], [*opinions, *(believes(doc, ("Zed", "PER"), sure=0.95) for doc in often)]
    )
    _, judged = judged_of(docs, opinions)
    (edit,) = judged.edits
    assert edit.confidence > 0.6


def test_verdicts_beliefs_add_up_to_one_at_most():
    docs, opinions = with_open_case([], [])
    _, judged = judged_of(docs, opinions)
    (number,) = {edit.candidate for edit in judged.edits if edit.new == ((0, 1, "PER"),)}
    size = len(judged.proposals.candidates[number].options)
    for old, chance, expected in ((0.5, 0.5, (0.5, 0.5)), (0.2, 0.1, (0.2, 0.1))):
        here = judged._replace(
            chances=numpy.full(len(judged.chances), chance), old_chances=numpy.full(len(judged.old_chances), old)
        )
        total = max(old + size * chance, 1)
        found, options = here.beliefs(number)
        assert (found, options[((0, 1, "PER"),)]) == pytest.approx((expected[0] / total, expected[1] / total))
