"""What is asked first: what is worth most."""

import numpy

from cable_ner.audit.questions import questions
from cable_ner.audit.ranked_question import FORM, PLACE
from tests.helpers.audit import believes, judged_of, make


def asked(docs, opinions, seed=0):
    audited, judged = judged_of(docs, opinions)
    suspects = sorted(judged.edits, key=lambda edit: -edit.wrong)
    return suspects, list(questions(audited, judged, suspects, seed=seed))


def wrong_often(count, form, label="LOC", right="PER", prefix=""):
    docs = [make(f"then {form} left {n}.", (form, label), cable=f"{prefix}{n}.txt") for n in range(count)]
    return docs, [believes(doc, (form, right)) for doc in docs]


def test_questions_form_wrong_often_comes_first():
    docs, opinions = [], []
    for form, count in (("Once", 1), ("Khamis", 40), ("Saif", 12)):
        more = wrong_often(count, form, prefix=form)
        docs, opinions = docs + more[0], opinions + more[1]
    suspects, found = asked(docs, opinions)
    assert [(row.kind, row.answer, row.mention_count) for row in found[:2]] == [
        (FORM, ("Khamis", "LOC", "PER", ""), 40),
        (FORM, ("Saif", "LOC", "PER", ""), 12),
    ]
    once = next(row for row in found if row.answer.form == "Once")
    assert (once.kind, once.mention_count) == (PLACE, 1)
    assert 0.5 < once.gain <= 1 < found[1].gain <= 12 < found[0].gain <= 40


def test_questions_that_nobody_believes_in_do_not_come_first():
    """Many mentions that are a little doubtful, without an answer that would be right, are not worth the first question."""
    docs, opinions = [], []
    for form, count in (("Three", 22), ("Saif", 3)):
        more = wrong_often(count, form, prefix=form)
        docs, opinions = docs + more[0], opinions + more[1]
    audited, judged = judged_of(docs, opinions)
    doubtful = {edit.candidate for edit in judged.edits if docs[edit.doc].text.startswith("then Three")}
    of_options = numpy.repeat(range(len(judged.proposals.candidates)), numpy.diff(judged.proposals.first))
    judged = judged._replace(
        chances=numpy.where(numpy.isin(of_options, list(doubtful)), 0.01, judged.chances),
        old_chances=numpy.array([0.7 if n in doubtful else chance for n, chance in enumerate(judged.old_chances)]),
        edits=[edit._replace(confidence=0.01, wrong=0.3) if edit.candidate in doubtful else edit for edit in judged.edits],
    )
    found = list(questions(audited, judged, judged.edits, seed=0))
    assert found[0].answer.form == "Saif"
    assert max(row.gain for row in found if row.answer.form == "Three") < 1


def test_questions_about_every_suspect_and_none_twice():
    docs, opinions = [], []
    for number in range(30):
        more = wrong_often(1 + number % 3, f"Form{number}", prefix=str(number))
        docs, opinions = docs + more[0], opinions + more[1]
    suspects, found = asked(docs, opinions)
    assert {number for row in found for number in row.suspects} == set(range(len(suspects)))
    places = [row.suspects[0] for row in found if row.kind == PLACE]
    assert len(places) == len(set(places))
    assert any(row.is_drawn for row in found)
    assert [row.answer for row in found] == [row.answer for row in asked(docs, opinions)[1]]
    assert [row.answer for row in found] != [row.answer for row in asked(docs, opinions, seed=1)[1]]


def test_questions_about_a_longer_text():
    docs = [make(f"then Saif al-Islam left {n}.", ("Saif", "PER"), cable=f"{n}") for n in range(6)]
    _, found = asked(docs, [believes(doc, ("Saif al-Islam", "PER")) for doc in docs])
    assert (found[0].kind, found[0].answer) == (FORM, ("Saif", "PER", "PER", "Saif al-Islam"))


def test_questions_form_that_was_made_longer_is_asked_by_place():
    """A second decision about it would undo the first."""
    docs = [make("then Saif al-Islam left.", ("Saif al-Islam", "PER"), cable="x", decided=[[5, 18, [[5, 9, "LOC"]]]])]
    opinions = [believes(docs[0], ("Saif al-Islam", "PER"))]
    more = wrong_often(6, "Saif")
    _, found = asked(docs + more[0], opinions + more[1])
    assert {row.kind for row in found} == {PLACE}
