"""What an import says of answers that others have given differently, or the same."""

import pytest

from cable_ner.audit.exchange import Changes
from cable_ner.audit.exchange.imported import Imported
from cable_ner.cli.review.importing import take
from tests.helpers.review import lines, review


@pytest.fixture
def session(tmp_path):
    """Returns a review in which ann has answered the first question."""
    own = review(tmp_path, by="ann")
    own.add(own.findings.forms[0].accept())
    return own


def imported(session, label, by):
    decision = session.findings.forms[0].decide(label)._replace(notes=(("by", by),))
    return Imported([decision], [], 0, [], [], Changes(0, 1, 0, 0))


def test_importing_says_what_contradicts_another_person(session, tmp_path, capsys):
    take(session, imported(session, "ORG", "bob"), allow_removals=False)
    shown = " ".join(capsys.readouterr().out.split())
    assert "1 of them contradict another person's" in shown
    assert [(row["becomes"], row["by"]) for row in lines(tmp_path)] == [("PER", "ann"), ("ORG", "bob")]


def test_importing_the_same_answer_of_another_person_is_kept_for_their_agreement(session, tmp_path, capsys):
    take(session, imported(session, "PER", "bob"), allow_removals=False)
    take(session, imported(session, "PER", "bob"), allow_removals=False)
    shown = " ".join(capsys.readouterr().out.split())
    assert "contradict" not in shown
    assert "0 decisions added" in shown
    assert "1 already known" in shown
    assert [(row["becomes"], row["by"]) for row in lines(tmp_path)] == [("PER", "ann"), ("PER", "bob")]
