"""What is open, in which order, and what a decision answers."""

from cable_ner.audit.review import Review, read_findings
from cable_ner.labels import FormDecision
from tests.helpers.review import asked, form, lines, review, write


def test_state_asks_in_the_order_of_the_audit(tmp_path):
    assert asked(review(tmp_path)) == ["Khamis", "WHA", ("Saif", "0.txt"), "Saif’s"]


def test_state_a_form_whose_mentions_are_all_decided_is_not_asked(tmp_path):
    session = review(tmp_path)
    for number in (0, 1, 5):
        session.add(session.findings.suspects[number].decide([]))
    assert asked(session) == ["WHA", ("Saif", "0.txt"), "Saif’s"]


def test_state_a_mention_whose_form_is_decided_is_not_asked(tmp_path):
    session = review(tmp_path)
    session.add(FormDecision("Saif", "MISC", "PER"))
    assert asked(session) == ["Khamis", "WHA", "Saif’s"]
    session.add(FormDecision("WHA", "", ""))
    assert asked(session) == ["Khamis", "Saif’s"]


def test_state_one_decision_answers_for_all_proposals_of_a_form(tmp_path):
    forms = [form("Khamis", "LOC", "PER", [0, 1]), form("Khamis", "LOC", "", [5])]
    session = Review(read_findings(write(tmp_path, forms)), tmp_path / "c.jsonl")
    assert session.others(session.findings.forms[0]) == [session.findings.forms[1]]
    assert asked(session) == ["Khamis"]
    session.add(session.next().accept())
    assert session.next() is None


def test_state_a_decision_for_all_cables_answers_for_one(tmp_path):
    forms = [form("Khamis", "LOC", "PER", [0], cable="0.txt"), form("Khamis", "LOC", "PER", [1], cable="1.txt")]
    session = Review(read_findings(write(tmp_path, forms)), tmp_path / "c.jsonl")
    session.add(session.next().keep())
    assert [item.cable for item in session.open()] == ["1.txt"]
    assert lines(tmp_path, "c.jsonl") == [{"form": "Khamis", "label": "LOC", "becomes": "LOC", "cable": "0.txt"}]
    session.undo()
    session.add(FormDecision("Khamis", "LOC", "PER"))
    assert list(session.open()) == []


def test_state_status_by_hand(tmp_path):
    session = review(tmp_path)
    assert session.status() == (0, 4, 4, 6, 6, 0, 6.0, 6.0, None)
    session.add(session.next().accept())
    session.add_depends(session.next())
    # Khamis is decided for three mentions; WHA depends and is open.
    assert session.status() == (1, 4, 3, 6, 3, 1, 6.0, 3.0, None)


def test_state_news_are_decisions_that_the_file_does_not_say(tmp_path):
    session = review(tmp_path, by="kim")
    first, second = session.findings.forms[0].accept(), session.findings.forms[0].keep()
    session.add(first)
    assert session.news([first, second]) == [second]
    session.add(second)
    assert session.news([first, second]) == [first]
