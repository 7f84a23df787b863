"""Undo gives files back the bytes they had."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.audit.review import Form
from cable_ner.labels import PlaceDecision
from tests.helpers.review import asked, contents, review

OLD_FILES = [None, b"", b'{"form": "x", "label": "", "becomes": ""}\n', b'\n{"form": "x", "label": "", "becomes": ""}']


@given(
    st.sampled_from(OLD_FILES), st.lists(st.sampled_from(["accept", "keep", "depends", "two", "undo", "skip"]), max_size=12)
)
def test_steps_undo_gives_back_the_bytes(tmp_path_factory, old, actions):
    folder = tmp_path_factory.mktemp("undo")
    if old is not None:
        (folder / "corrections.jsonl").write_bytes(old)
    session = review(folder)
    before: list[tuple] = []
    for action in actions:
        question = session.next()
        if action == "undo":
            if before:
                assert session.undo() is not None
                assert (contents(folder), asked(session)) == before.pop()
        elif action == "skip":
            if question:
                session.skip(question)
        elif question:
            before.append((contents(folder), asked(session)))
            if action == "depends" and isinstance(question, Form):
                session.add_depends(question)
            elif isinstance(question, Form):
                made = [question.accept() if action == "accept" else question.keep()]
                session.add(*made * (2 if action == "two" else 1))
            else:
                session.add(question.decide(question.new if action == "accept" else question.old))
    while before:
        session.undo()
        assert (contents(folder), asked(session)) == before.pop()


def test_steps_undo_goes_on_to_what_was_decided_before(tmp_path):
    first = review(tmp_path)
    first.add(first.next().accept())
    first.add(first.next().accept())
    bytes_before = (tmp_path / "corrections.jsonl").read_bytes()
    second = review(tmp_path)
    second.add(second.next().decide([]))
    assert isinstance(second.undo(), PlaceDecision)
    assert (tmp_path / "corrections.jsonl").read_bytes() == bytes_before
    assert second.undo().form == "WHA"
    assert second.undo().form == "Khamis"
    assert second.undo() is None
    assert asked(second) == asked(review(tmp_path)) == ["Khamis", "WHA", ("Saif", "0.txt"), "Saif’s"]


def test_steps_undo_asks_again_what_was_skipped_after_it(tmp_path):
    session = review(tmp_path)
    session.add(session.next().accept())
    session.undo()
    assert session.next().form == "Khamis"


def test_steps_undo_takes_nothing_of_another_program(tmp_path):
    session = review(tmp_path)
    session.add(session.next().accept())
    with (tmp_path / "corrections.jsonl").open("a", encoding="utf8") as file:
        file.write('{"form": "x", "label": "", "becomes": ""}\n')
    before = contents(tmp_path)
    with pytest.raises(ValueError, match="was changed by another program; nothing was undone"):
        session.undo()
    assert contents(tmp_path) == before
