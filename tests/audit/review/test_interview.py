"""What a key does, whoever presses it: at a terminal or in a browser."""

import pytest

from cable_ner.audit.review import AnsweredError, Interview, Reach, reach_in_words
from cable_ner.labels import FormDecision, append_decisions
from tests.helpers.review import asked, lines, review


@pytest.fixture
def interview(tmp_path):
    return Interview(review(tmp_path, by="kim"), ("PER", "ORG", "LOC", "MISC"))


def test_interview_keys_of_a_form_and_of_a_place(interview):
    form, place = interview.review.findings.forms[0], interview.review.findings.suspects[4]
    keys = {choice.key: choice.name for choice in interview.choices(form)}
    assert list(keys) == ["y", "k", "p", "o", "l", "m", "n", "d", "e", "c", "s", "u", "q"]
    assert (keys["y"], keys["k"], keys["p"]) == ("yes, PER", "keep LOC", "PER")
    assert [choice.key for choice in interview.choices(place) if choice.key not in keys or choice.key == "d"] == []


MET, IN_2 = {"becomes": "PER", "text": "Khamis met"}, {"becomes": "", "cable": "2.txt"}


@pytest.mark.parametrize(
    ("key", "more", "said", "written"),
    [
        ("y", {}, "Khamis: LOC → PER", {"becomes": "PER"}),
        ("k", {}, "Khamis: LOC → LOC", {"becomes": "LOC"}),
        ("n", {}, "Khamis: LOC → no entity", {"becomes": ""}),
        ("o", {}, "Khamis: LOC → ORG", {"becomes": "ORG"}),
        ("e", {"extent": "Khamis met"}, "Khamis: LOC → PER “Khamis met”", MET),
        ("e", {"extent": "Khamis met", "label": "m"}, "Khamis: LOC → MISC “Khamis met”", {**MET, "becomes": "MISC"}),
        ("y", {"reach": Reach.CABLE}, "Khamis: LOC → PER, in 0.txt only", {"becomes": "PER", "cable": "0.txt"}),
        ("n", {"reach": Reach.CABLE, "cable": "2.txt"}, "Khamis: LOC → no entity, in 2.txt only", IN_2),
    ],
)  # fmt: skip
def test_interview_answers(interview, tmp_path, key, more, said, written):
    assert interview.answer(interview.review.next(), key, **more) == said
    assert lines(tmp_path) == [{"form": "Khamis", "label": "LOC", **written, "by": "kim"}]


def test_interview_what_answers_nothing_writes_nothing(interview, tmp_path):
    question = interview.review.next()
    assert interview.answer(question, "x") == ""
    assert interview.answer(question, "") == ""
    for more, message in (
        ({"extent": " "}, "type the right text"),
        ({"extent": "Khamis", "label": "GPE"}, "'GPE' is not one of"),
    ):
        with pytest.raises(ValueError, match=message):
            interview.answer(question, "e", **more)
    with pytest.raises(ValueError, match="cannot hold there"):
        interview.answer(question, "y", reach=Reach.PLACE)
    assert lines(tmp_path) == []


def test_interview_an_answer_for_one_cable_leaves_the_other_places_open(interview):
    question = interview.review.next()
    interview.answer(question, "y", reach=Reach.CABLE, cable="1.txt")
    assert interview.review.next() == question
    assert [place.cable for place in interview.review.places(question)] == ["0.txt", "2.txt"]
    interview.answer(question, "n")
    assert asked(interview.review) == ["WHA", ("Saif", "0.txt"), "Saif’s"]


def test_interview_an_answer_to_one_place_can_hold_everywhere(interview, tmp_path):
    place = interview.review.findings.suspects[4]
    assert interview.answer(place, "y", reach=Reach.ARCHIVE) == "Saif: MISC → PER"
    assert interview.undo() == "undone: Saif: MISC → PER"
    assert interview.answer(place, "n", reach=Reach.CABLE) == "Saif: MISC → no entity, in 0.txt only"
    assert lines(tmp_path)[-1] == {"form": "Saif", "label": "MISC", "becomes": "", "cable": "0.txt", "by": "kim"}
    assert not interview.review.is_open(place)


def test_interview_a_question_that_another_review_answered_is_told_and_not_answered_again(interview, tmp_path):
    question = interview.review.next()
    append_decisions(tmp_path / "corrections.jsonl", [FormDecision("Khamis", "LOC", "", notes=(("by", "lee"),))])
    with pytest.raises(AnsweredError, match="answered in the meantime; nothing was recorded"):
        interview.answer(question, "y")
    assert [row["by"] for row in lines(tmp_path)] == ["lee"]
    assert interview.review.next().form == "WHA"


def test_interview_depends_is_no_open_question_any_more(interview):
    question = interview.review.next()
    assert interview.answer(question, "d") == "its mentions will be asked one by one, after the forms"
    with pytest.raises(AnsweredError):
        interview.answer(question, "y")


def test_interview_says_where_an_answer_holds(interview):
    form, place = interview.review.findings.forms[0], interview.review.findings.suspects[0]
    assert reach_in_words(form, Reach.ARCHIVE, "a") == "everywhere in the archive"
    assert reach_in_words(form._replace(cable="b\x1b"), Reach.CABLE, "a") == "everywhere in b\\x1b"
    assert reach_in_words(place, Reach.PLACE, "0.txt") == "at this place only"
