"""What is known of each cable, and which are chosen to be read."""

import pytest

from cable_ner.retraining.drift.facts import ChosenDocs, is_in_capitals
from tests.helpers.drift import made


@pytest.mark.parametrize(
    ("word", "expected"), [("NATO", True), ("A", False), ("Rome", False), ("12", False), ("U.S.", True)]
)
def test_drift_capitals_are_of_more_than_one_letter(word, expected):
    assert is_in_capitals(word) is expected


def test_drift_chosen_docs_do_not_depend_on_the_order():
    docs = [made(f"c{number}", "x y", []) for number in range(20) for _ in range(2)]
    first, second = ChosenDocs(3, 0), ChosenDocs(3, 0)
    for doc in docs:
        first.add(doc)
    for doc in reversed(docs):
        second.add(doc)
    assert len(first) == 3
    assert len(first.docs) == 6
    assert {doc.user_data["cable"] for doc in first.docs} == {doc.user_data["cable"] for doc in second.docs}
