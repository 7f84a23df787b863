"""The reference: its paragraphs, its figures, and tests that cannot be scored."""

import pytest

from cable_ner.evaluation.evaluation import evaluate
from tests.helpers.systems import RAIN, make


def test_reference_of_the_test_itself(run):
    assert run.test.figures() == {"cables": 2, "paragraphs": 4, "tokens": 27, "mentions": 7, "missing_tokens": 2}


@pytest.mark.parametrize(
    ("docs", "message"),
    [
        ([], "holds no Docs; convert more cables, or give test a larger share with --partition"),
        ([make(RAIN), make(RAIN, labels="silver")], "holds both gold and silver labels"),
        ([make(RAIN, labels="bronze")], r"neither gold nor silver \('bronze'\)"),
    ],
)
def test_reference_refuses_tests_that_cannot_be_scored(tiny_model, write, docs, message):
    with pytest.raises(ValueError, match=message):
        evaluate(str(tiny_model), write(docs))
