"""Undo adds a line that takes an answer back: the person's own, and nobody else's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.audit.review import Form
from cable_ner.labels import FormDecision, append_decisions, read_corrections
from tests.helpers.review import asked, contents, review

OLD_FILES = [None, b"", b'{"form": "x", "label": "", "becomes": ""}\n', b'\n{"form": "x", "label": "", "becomes": ""}']


def state(folder, session):
    """Returns what holds: the decisions in the file, and what is asked."""
    return read_corrections(folder / "corrections.jsonl").decisions, asked(session)


@given(st.sampled_from(OLD_FILES), st.lists(st.sampled_from(["accept", "keep", "depends", "undo", "skip"]), max_size=12))
def test_undo_takes_the_answers_of_a_session_back_and_removes_no_line(tmp_path_factory, old, actions):
    folder = tmp_path_factory.mktemp("undo")
    if old is not None:
        (folder / "corrections.jsonl").write_bytes(old)
    session = review(folder)
    before: list[tuple] = []
    for action in actions:
        question, files = session.next(), contents(folder)
        if action == "undo":
            if before:
                assert session.undo() is not None
                assert state(folder, session) == before.pop()
        elif action == "skip":
            if question:
                session.skip(question)
        elif question:
            before.append(state(folder, session))
            if action == "depends" and isinstance(question, Form):
                session.add_depends(question)
            elif isinstance(question, Form):
                session.add(question.accept() if action == "accept" else question.keep())
            else:
                session.add(question.decide(question.new if action == "accept" else question.old))
        assert all(contents(folder)[name].startswith(data) for name, data in files.items())
    while before:
        assert session.undo() is not None
        assert state(folder, session) == before.pop()
    assert session.undo() is None
    assert state(folder, review(folder)) == state(folder, session)


THEIRS, OURS = (FormDecision(name, "LOC", "PER", notes=(("by", by),)) for name, by in (("Egypt", "lee"), ("Sudan", "kim")))
UNSIGNED = FormDecision("Malta", "LOC", "ORG")


@pytest.mark.parametrize(
    ("by", "there", "taken_back"),
    [
        ("", [UNSIGNED], None),
        ("", [THEIRS], None),
        ("kim", [THEIRS], None),
        ("kim", [UNSIGNED], None),
        ("kim", [OURS, THEIRS], OURS),
    ],
)
def test_undo_beyond_a_session_takes_only_what_has_the_name_of_the_person(tmp_path, by, there, taken_back):
    append_decisions(tmp_path / "corrections.jsonl", there)
    session = review(tmp_path, by=by)
    assert session.undo() == taken_back
    assert session.undo() is None
    assert session.decisions == [decision for decision in there if decision != taken_back]


def test_undo_when_another_person_has_decided_since(tmp_path):
    session = review(tmp_path, by="kim")
    session.add(session.next().accept())
    append_decisions(tmp_path / "corrections.jsonl", [THEIRS])
    assert session.undo().form == "Khamis"
    assert session.decisions == [THEIRS]
    assert session.undo() is None


def test_undo_asks_again(tmp_path):
    session = review(tmp_path)
    session.add(session.next().accept())
    session.undo()
    assert session.next().form == "Khamis"
