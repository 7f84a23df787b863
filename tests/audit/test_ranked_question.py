"""What a form's mentions become, and which options are no answer about a form."""

import pytest

from cable_ner.audit.audited_docs import audited_doc
from cable_ner.audit.candidates import Candidate
from cable_ner.audit.ranked_question import answer_of, label_of, text_of
from tests.helpers.audit import make

#                0    1    2    3  4  5   6
DOC = audited_doc(make("then Saif al - Islam \n Lee left."))
SAIF, ISLAM = (1, 2), (1, 5)


def candidate(*old):
    return Candidate(0, 1, 7, old, (), ())


@pytest.mark.parametrize(
    ("old", "option", "answer"),
    [
        ([], [(*SAIF, "PER")], ("Saif", "", "PER", "")),
        ([(*SAIF, "LOC")], [], ("Saif", "LOC", "", "")),
        ([(*SAIF, "LOC")], [(*SAIF, "PER")], ("Saif", "LOC", "PER", "")),
        ([(*SAIF, "LOC")], [(*ISLAM, "PER")], ("Saif", "LOC", "PER", "Saif al - Islam")),
        ([(*ISLAM, "PER")], [(*SAIF, "PER")], ("Saif al - Islam", "PER", "PER", "Saif")),
        ([(1, 3, "PER")], [(2, 5, "PER")], None),
        ([(*SAIF, "PER"), (4, 5, "PER")], [(*ISLAM, "PER")], None),
        ([(*ISLAM, "PER")], [(*SAIF, "PER"), (4, 5, "PER")], None),
    ],
    ids=["new", "none", "label", "longer", "shorter", "overlapping", "several old", "several new"],
)
def test_ranked_question_answer_about_a_form(old, option, answer):
    assert answer_of(DOC, candidate(*old), tuple(option)) == answer


def test_ranked_question_texts_are_compared_with_single_spaces():
    assert text_of(DOC, 4, 7) == "Islam Lee"


def test_ranked_question_label_of_spans():
    assert label_of(()) == ""
    assert label_of(((1, 2, "PER"), (3, 4, "LOC"))) == "PER"
