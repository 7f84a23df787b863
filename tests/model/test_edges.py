"""What no entity holds."""

import pytest
import spacy
from spacy.tokens import Doc, Span

from cable_ner.model import ConsistencySettings, consistent

OFF = ConsistencySettings(
    common_words=False, boundaries=False, acronyms=False, repeats=False, surnames=False, one_label=False, context=False,
    short_names=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["Ann", "Lee", "-"], ["Ann Lee"]),
        (["--", "Ann", "Lee"], ["Ann Lee"]),
        (["=====", "Ann", "Lee", "***"], ["Ann Lee"]),
        (["Ann", "Lee", ":"], ["Ann Lee"]),
        (["Ann", "Lee", "\n"], ["Ann Lee"]),
        (["  ", "Ann", "Lee", "  "], ["Ann Lee"]),
        (["Ann", "\n", "Lee"], ["Ann \n Lee"]),
        (["Ann", "\n\n", "Lee"], ["Ann", "Lee"]),
        (["Ann", "Lee", "\n \n", "-", "Bea"], ["Ann Lee", "Bea"]),
        (["Ann", "¶3", "Bea"], ["Ann", "Bea"]),
        (["Ann", "\n\n", "¶3.", "Bea"], ["Ann", "Bea"]),
        (["¶3"], []),
        (["¶", "3.", "Bea"], ["Bea"]),
        (["4.(C)", "Bea"], ["Bea"]),
        (["4.(C"], []),
        (["6.Bakery"], []),
        (["Ann", "Lee", "7.(S//NF)Bea", "Roe"], ["Ann Lee", "Roe"]),
        (["-", "\n\n", ":"], []),
        (["Al", "-", "Wafa"], ["Al - Wafa"]),
        (["2/5/09"], ["2/5/09"]),
        (["U.S."], ["U.S."]),
        (["F-16"], ["F-16"]),
    ],
)
def test_edges_of_entities(words: list[str], expected: list[str]) -> None:
    doc = Doc(spacy.blank("en").vocab, ["So", *words, "said"], [True] * (len(words) + 2))
    doc.set_ents([Span(doc, 1, 1 + len(words), "PER")])
    consistent([doc], OFF)
    assert [(ent.text, ent.label_) for ent in doc.ents] == [(text, "PER") for text in expected]
    assert doc[0].ent_iob_ == "O"
