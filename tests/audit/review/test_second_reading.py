"""Questions that are dealt to two people."""

import pytest

from tests.helpers.review import review


def all_asked(session):
    """Answers `keep` until nothing is asked, and returns the forms that were."""
    found = []
    while (question := session.next()) is not None:
        found.append(getattr(question, "form", question.text))
        session.add(question.keep() if hasattr(question, "keep") else question.decide(question.old))
    return found


def test_second_reading_of_all(tmp_path):
    first = review(tmp_path, by="ann")
    for _ in range(2):
        first.add(first.next().accept())
    second = review(tmp_path, by="bob", overlap=1)
    assert second.is_open(second.findings.forms[0])
    # Ann's come first, with their places, and then what nobody has answered.
    assert [place.cable for place in second.places(second.next())] == ["0.txt", "1.txt", "2.txt"]
    assert all_asked(second) == ["Khamis", "WHA", "Saif", "Saif’s"]
    # The rest was answered once, by bob; a third person is dealt nothing that two have answered.
    assert all_asked(review(tmp_path, by="kim", overlap=1)) == ["Saif", "Saif’s"]
    assert all_asked(review(tmp_path, by="ann", overlap=1)) == []


def test_second_reading_of_a_share_is_the_same_each_time(tmp_path):
    assert all_asked(review(tmp_path, by="ann")) == ["Khamis", "WHA", "Saif", "Saif’s"]
    asked = {share: _open(tmp_path, share) for share in (0, 0.3, 0.6, 1)}
    assert asked[0] == set()
    assert asked[0.3] <= asked[0.6] <= asked[1]
    assert len(asked[1]) == 4
    assert 0 < len(asked[0.6]) < 4


def _open(tmp_path, share):
    questions = review(tmp_path, by="bob", overlap=share)._second.open(review(tmp_path).decisions)
    return {getattr(question, "form", question.text) for question in questions}


def test_second_reading_needs_a_name(tmp_path):
    with pytest.raises(ValueError, match="give yours with --by"):
        review(tmp_path, overlap=0.1)
