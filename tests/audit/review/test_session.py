"""A session: what an answer writes, and what is asked next."""

import pytest

from cable_ner.evaluation import Labelled
from cable_ner.files import TornLineWarning
from cable_ner.labels import correct, read_corrections
from cable_ner.rules import RuleBook
from cable_ner.text import Cable, Mention, Paragraph
from tests.helpers.review import TEXTS, asked, lines, review


def test_session_a_decision_is_on_the_disk_at_once(tmp_path):
    session = review(tmp_path, by="kim")
    session.add(session.next().accept())
    assert lines(tmp_path) == [{"form": "Khamis", "label": "LOC", "becomes": "PER", "by": "kim"}]
    assert asked(session) == ["WHA", ("Saif", "0.txt"), "Saif’s"]


def test_session_nothing_is_written_that_could_not_be_read_again(tmp_path):
    session = review(tmp_path)
    outside = session.findings.suspects[0].decide([Labelled(3, 90, "PER")])
    with pytest.raises(ValueError, match="the span .3, 90. is not within 0 to 6, or overlaps another"):
        session.add(session.findings.forms[0].accept(), outside)
    assert lines(tmp_path) == []
    assert session.status().decisions == 0


def test_session_goes_on_where_it_stopped(tmp_path):
    session = review(tmp_path)
    session.add(session.next().keep())
    session.skip(session.next())
    assert session.next().text == "Saif"
    # What was skipped is asked again in another session, what was decided is not.
    assert asked(review(tmp_path)) == ["WHA", ("Saif", "0.txt"), "Saif’s"]


def test_session_what_depends_is_asked_mention_by_mention_after_the_rest(tmp_path):
    session = review(tmp_path)
    session.add_depends(session.next())
    rest = ["WHA", ("Saif", "0.txt"), "Saif’s", ("Khamis", "0.txt"), ("Khamis", "1.txt"), ("Khamis", "2.txt")]
    assert asked(session) == rest
    assert lines(tmp_path) == []
    again = review(tmp_path)
    assert asked(again) == rest
    again.add(again.findings.suspects[1].decide(again.findings.suspects[1].new))
    assert asked(again) == [item for item in rest if item != ("Khamis", "1.txt")]


def test_session_what_a_person_decided_is_what_the_next_conversion_has(tmp_path):
    session = review(tmp_path)
    session.add(session.findings.suspects[3].extent("Saif’s aide", "PER"), session.findings.suspects[2].decide([]))
    session.add(session.findings.forms[0].accept())
    paragraph = Paragraph(
        TEXTS[1], [Mention(5, 11, "LOC", 1), Mention(17, 20, "ORG", 1), Mention(26, 32, "ORG", 1)], "paragraph"
    )
    corrected, _ = correct(Cable("1.txt", [paragraph]), RuleBook(), read_corrections(tmp_path / "corrections.jsonl"))
    assert [mention[:3] for mention in corrected.paragraphs[0].mentions] == [(5, 11, "PER"), (26, 37, "PER")]


def test_session_takes_up_what_another_one_writes(tmp_path):
    session, other = review(tmp_path, by="kim"), review(tmp_path, by="lee")
    other.add(other.next().accept())
    assert session.next().form == "WHA"
    other.add_depends(other.next())
    other.undo()
    other.undo()
    session.add(session.findings.forms[1].keep())
    assert session.next().form == "Khamis"
    assert [row.get("by") for row in lines(tmp_path)] == ["lee", "lee", "kim"]
    assert other.next() == session.next()
    assert asked(session) == asked(other) == asked(review(tmp_path))


def test_session_an_undo_that_cannot_be_written_leaves_the_answer_to_be_undone(tmp_path, monkeypatch):
    session = review(tmp_path)
    session.add(session.next().accept())
    session.add_depends(session.next())
    with monkeypatch.context() as disk:
        disk.setattr("cable_ner.files.lines.write_whole", _fails)
        for _ in range(2):
            with pytest.raises(OSError, match="full"):
                session.undo()
    assert session.undo() == session.findings.forms[1]
    assert session.undo().form == "Khamis"


def _fails(*_arguments, **_options):
    raise OSError("full")


@pytest.mark.parametrize("name", ["corrections.jsonl", "corrections.depends.jsonl"])
def test_session_goes_on_after_a_line_that_was_cut_off(tmp_path, name):
    session = review(tmp_path)
    session.add(session.next().accept())
    session.add_depends(session.findings.forms[3])
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole + whole[:-4])
    with pytest.warns(TornLineWarning, match=rf"{name}:2: was cut off"):
        again = review(tmp_path)
    assert asked(again) == asked(session)
    again.add(again.next().accept())
    again.add_depends(again.findings.forms[1])
    assert (tmp_path / name).read_bytes().startswith(whole)
    assert asked(review(tmp_path)) == asked(again)
