"""The desk: forms of several windows against one session, and what is said of them."""

import pytest

from cable_ner.audit.review import Interview
from cable_ner.audit.review.browser.desk import Desk
from tests.helpers.review import lines, review


@pytest.fixture
def desk(tmp_path):
    session = review(tmp_path, by="kim")
    return Desk(Interview(session, session.findings.labels), {})


def form(desk, key, **more):
    """Returns what a window sends that shows the next question."""
    question = desk.review.next()
    return {"question": desk.review.name_of(question), "places": str(len(desk.review.places(question))), "key": key, **more}


def said(desk, number):
    message = desk.said(str(number))
    return message.text, message.is_good


def test_desk_records_an_answer_once(desk, tmp_path):
    given = form(desk, "y")
    assert said(desk, desk.answer(given)) == ("Khamis: LOC → PER", True)
    text, is_good = said(desk, desk.answer(given))  # another window, which still shows the question
    assert "answered in the meantime; nothing was recorded" in text
    assert not is_good
    assert len(lines(tmp_path)) == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"question": "f99"}, "there is no such question"),
        ({"places": "7"}, "answered in the meantime"),
        ({"key": "z"}, "this key answers nothing"),
        ({"key": "e", "extent": " "}, "type the right text"),
    ],
)
def test_desk_records_nothing_that_does_not_fit(desk, tmp_path, changes, message):
    text, is_good = said(desk, desk.answer({**form(desk, "y"), **changes}))
    assert message in text
    assert not is_good
    assert lines(tmp_path) == []


def test_desk_takes_back_only_what_the_window_has_seen(desk, tmp_path):
    seen = {"changes": str(desk.review.changes)}
    desk.answer(form(desk, "y"))
    assert "another window has gone on" in said(desk, desk.undo(seen))[0]
    assert said(desk, desk.undo({"changes": str(desk.review.changes)})) == ("undone: Khamis: LOC → PER", True)
    assert len(lines(tmp_path)) == 2


def test_desk_forgets_old_messages(desk):
    first = desk.answer({})
    for _ in range(100):
        desk.answer({})
    assert desk.said(str(first)) is None
    assert [desk.said(number) for number in ("", "x", "9" * 20)] == [None] * 3
