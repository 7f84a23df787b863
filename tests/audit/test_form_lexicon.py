"""How often a form has a label, and which one it usually has."""

import pytest

from cable_ner.audit.crf import Text, spans_of, tags_of
from cable_ner.audit.form_lexicon import FormLexicon


def text(group, words, *spans):
    parts = words.split(" ")
    return Text(group, parts, [True] * len(parts), tags_of(len(parts), spans))


TEXTS = [
    text("a", "New York and New York", (0, 2, "LOC")),
    text("a", "to New York", (1, 3, "LOC")),
    text("b", "the New York Times", (1, 4, "ORG")),
    text("b", "New York", (0, 2, "ORG")),
]
LEXICON = FormLexicon(TEXTS, [("New", "York"), ("New",)])


def unlabelled(lexicon, texts):
    return [lexicon.unlabelled(one, spans_of(one.tags)) for one in texts]


def test_form_lexicon_counts():
    form = ("New", "York")
    assert LEXICON.everywhere[form] == {"LOC": 2, "ORG": 1, "": 1}
    assert LEXICON.in_group("a")[form] == {"LOC": 2, "": 1}
    assert LEXICON.in_group("b")[form] == {"ORG": 1}
    # Longer forms come first; what a span covers is not unlabelled.
    assert unlabelled(LEXICON, TEXTS) == [[(3, 5), (3, 4)], [], [], []]


@pytest.mark.parametrize(
    ("form", "label", "usual"),
    [
        (("New", "York"), "ORG", "LOC"),  # both others that are labelled
        (("New", "York"), "LOC", ""),  # one LOC, one ORG
        (("New", "York"), "", "LOC"),  # two of three that are labelled, of which this is none
        (("Oslo",), "LOC", ""),
    ],
)
def test_form_lexicon_usual_label(form, label, usual):
    assert LEXICON.usual_label(form, label) == usual


def test_form_lexicon_forms_end_with_the_text():
    # At the end of the text, a longer form with the same first word is not there.
    texts = [text("a", "to New"), text("a", "New York", (0, 2, "LOC"))]
    assert unlabelled(FormLexicon(texts, [("New", "York"), ("New",)]), texts) == [[(1, 2)], []]
