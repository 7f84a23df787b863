"""One answer for all mentions of a form."""

import numpy
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
    # Each answer puts four right, if it fits all six: PER, and hardly ever another one.
    options = [questions.judged.beliefs(suspects[number].candidate)[1] for number in members]
    totals = [sum(own[option] for own in options) for option in options[0]]
    assert found.gain == pytest.approx(sum(total * total / 6 for total in totals))
    assert found.gain == pytest.approx((4 * found.confidence) ** 2 / 6, rel=0.01)


def test_form_questions_to_keep_the_labels_is_no_gain():
    """However probable it is that they are right."""
    questions, suspects = asking(*khamis(22))
    chances = numpy.full(len(questions.judged.chances), 0.004)
    questions.judged = questions.judged._replace(chances=chances, old_chances=numpy.full(len(suspects) + 3, 0.7))
    found = questions.about(("Khamis", "LOC"), list(range(22)))
    assert found.gain == pytest.approx(22 * 0.004 * 0.004 * len(questions.judged.proposals.candidates[0].options))
    assert questions.gain(0) == pytest.approx(0.3)


def test_form_questions_what_is_spread_is_wrong_if_the_old_labels_are_right():
    """The gain is then that of undoing it, or of a third label."""
    questions, suspects = asking(*khamis(3))
    chances = numpy.array([0.6 if option == edit.new else 0.05 for edit in suspects
                           for option in questions.judged.proposals.candidates[edit.candidate].options])  # fmt: skip
    questions.judged = questions.judged._replace(chances=chances, old_chances=numpy.full(len(suspects), 0.2), is_fitted=True)
    questions.suspects = [edit._replace(confidence=0.6, wrong=0.8) for edit in suspects]
    members = [number for number, edit in enumerate(suspects) if edit.new == ((1, 2, "PER"),)]
    others = len(questions.judged.proposals.candidates[suspects[members[0]].candidate].options) - 1
    assert questions.gain(members[0]) == pytest.approx(0.4)
    assert questions.about(("Khamis", "LOC"), members).gain == pytest.approx(3 * (0.2 + 0.05 * others))


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
