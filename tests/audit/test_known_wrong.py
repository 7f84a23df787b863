"""What is known to be wrong is neither proposed nor asked about."""

import pytest

from cable_ner.audit.audited_docs import audited_doc
from cable_ner.audit.known_wrong import NO_RULES
from cable_ner.audit.verdicts import judge_candidates
from cable_ner.rules import RuleBook, read_rules
from cable_ner.text import HEADER, TRANSMISSION
from tests.helpers.audit import believes, make, with_all_labels
from tests.helpers.labels import CONFIG

RULES = RuleBook(read_rules(CONFIG))


def proposed(doc, opinion, rules):
    """Returns the labels and texts proposed in a Doc."""
    docs, opinions = with_all_labels([doc], [opinion])
    audited = [audited_doc(one) for one in docs]
    judged = judge_candidates(audited, opinions, rules)
    found = [judged.proposals.candidates[edit.candidate] for edit in judged.edits if edit.doc == 0]
    return {(label, doc[start:end].text) for one in found for option in one.options for start, end, label in option}


@pytest.mark.parametrize(
    ("text", "old", "believed", "never", "still"),
    [
        ("7. (S/NF) COMMENT by Ana.", [], ("S", "ORG"), {("ORG", "S"), ("PER", "S")}, set()),
        ("then SECRET came.", [], ("SECRET", "ORG"), {("ORG", "SECRET"), ("LOC", "SECRET")}, set()),
        ("then Libya paid.", [("Libya", "LOC")], ("Libya", "ORG"), {("ORG", "Libya"), ("PER", "Libya")}, set()),
        ("then Khamis paid.", [("Khamis", "LOC")], ("Khamis", "PER"), set(), {("PER", "Khamis")}),
    ],
)
def test_known_wrong_what_rules_would_undo_is_not_proposed(text, old, believed, never, still):
    doc = make(text, *old)
    without = proposed(doc, believes(doc, believed), NO_RULES)
    found = proposed(doc, believes(doc, believed), RULES)
    assert never <= without
    assert not never & found
    assert still <= found


@pytest.mark.parametrize(("zone", "is_asked"), [(TRANSMISSION, False), (HEADER, True)])
def test_known_wrong_lines_of_the_transmission_hold_no_names(zone, is_asked):
    doc = make("FM Milltown TO Oldtown")
    doc.user_data["zone"] = zone
    assert bool(proposed(doc, believes(doc, ("Milltown", "ORG")), RULES)) is is_asked
