"""One answer for all mentions of a form."""

import pytest

from cable_ner.audit.audited_docs import audited_doc
from cable_ner.audit.form_questions import FormQuestions, extended_roles
from tests.helpers.audit import believes, judged_of, make


def asking(docs, opinions):
    """Returns what makes the questions, and its suspects."""
    audited, judged = judged_of(docs, opinions)
    return FormQuestions(audited, judged, judged.edits), judged.edits


def khamis(count, *, sure=0.9, right=0):
    """Returns Docs with Khamis as LOC, which the models take for PER; with `right` more that they leave as they are."""
    docs = [make(f"then Khamis left {number}.", ("Khamis", "LOC"), cable=f"{number}.txt") for number in range(count + right)]
    opinions = [believes(doc, ("Khamis", "PER"), sure=sure) for doc in docs[:count]]
    return docs, [*opinions, *(believes(doc, ("Khamis", "LOC"), sure=0.99) for doc in docs[count:])]


def test_form_questions_count_all_mentions_and_expect_what_the_models_say():
    questions, suspects = asking(*khamis(4, right=2))
    members = [number for number, edit in enumerate(suspects) if edit.new == ((1, 2, "PER"),)]
    assert len(members) == 4
    found = questions.about(("Khamis", "LOC"), members)
    assert (found.answer, found.mention_count, found.suspects) == (("Khamis", "LOC", "PER", ""), 6, members)
    assert found.confidence == pytest.approx(sum(suspects[number].confidence for number in members) / 4)
    # Four are wrong, and PER is right for at most four of six.
    assert found.gain == pytest.approx(sum(map(questions.gain, members)) * found.confidence * 4 / 6, rel=0.01)


def test_form_questions_need_two_mentions():
    questions, _ = asking(*khamis(1))
    assert questions.about(("Khamis", "LOC"), [0]) is None


def test_form_questions_about_a_longer_text_are_about_the_places_that_have_it():
    docs = [make("then Saif al-Islam left.", ("Saif", "PER"), cable=f"{number}.txt") for number in range(3)]
    opinions = [believes(doc, ("Saif al-Islam", "PER")) for doc in docs]
    other = make("then Saif left.", ("Saif", "PER"), cable="other.txt")
    questions, suspects = asking([*docs, other], [*opinions, believes(other, ("Saif", "LOC"))])
    found = questions.about(("Saif", "PER"), list(range(len(suspects))))
    assert found.answer == ("Saif", "PER", "PER", "Saif al-Islam")
    assert (found.mention_count, [suspects[number].doc for number in found.suspects]) == (3, [0, 1, 2])


def test_form_questions_do_not_count_what_a_person_decided_on():
    docs, opinions = khamis(3)
    decided = make("then Khamis left.", ("Khamis", "LOC"), cable="x", decided=[[5, 11, [[5, 11, "LOC"]]]])
    questions, suspects = asking([*docs, decided], [*opinions, believes(decided, ("Khamis", "PER"))])
    assert questions.about(("Khamis", "LOC"), list(range(len(suspects)))).mention_count == 3


def test_form_questions_roles_that_a_person_extended():
    decided = [
        (make("then Saif al-Islam left.", ("Saif al-Islam", "PER"), decided=[[5, 18, [[5, 9, "LOC"]]]]), {("Saif", "LOC")}),
        (make("then Saif left.", ("Saif", "PER"), decided=[[5, 9, [[5, 9, "LOC"]]]]), set()),
        (make("then Saif left.", decided=[[5, 9, [[5, 9, "LOC"]]]]), set()),
        (make("then Saif left."), set()),
    ]
    for doc, roles in decided:
        assert extended_roles([audited_doc(doc)]) == roles
