"""Decisions about labels, applied to written forms and to the forms in a cable."""

from cable_ner.index import NameAction, NameDecision
from cable_ner.index.cable_forms import CableForms
from cable_ner.index.decisions import DecidedForms

FORMS = [("ORG", "UAE"), ("LOC", "UAE"), ("PER", "Summary"), ("ORG", "Red Cross"), ("ORG", "RC"), ("MISC", "Bern")]
UAE = NameDecision(NameAction.LABEL, "", "UAE", "LOC")
SUMMARY = NameDecision(NameAction.DROP, "PER", "Summary")
BERN = NameDecision(NameAction.LABEL, "MISC", "Bern", "LOC")


def test_forms_without_decisions_are_themselves():
    decided = DecidedForms(FORMS)
    assert [decided.of(number) for number in range(len(FORMS))] == list(range(len(FORMS)))
    cables = [CableForms(1, [0, 3, 4], [2, 1, 1], {4: 3})]
    assert list(decided.in_cables(cables)) == cables


def test_forms_that_have_a_label_everywhere_count_as_the_one_that_has_it():
    decided = DecidedForms(FORMS, [UAE])
    assert decided.of(0) == decided.of(1) == 1
    [here] = decided.in_cables([CableForms(1, [0, 1], [2, 3], {})])
    assert here == (1, [1], [5], {})
    assert decided.forms[0] == ("", "UAE")


def test_forms_that_no_form_has_become_new_ones_behind_the_others():
    decided = DecidedForms(FORMS, [BERN])
    assert (decided.of(5), decided.forms[6:]) == (6, [("LOC", "Bern")])


def test_forms_that_are_dropped_count_as_nothing():
    decided = DecidedForms(FORMS, [SUMMARY])
    assert decided.of(2) is None
    [here] = decided.in_cables([CableForms(1, [2, 3], [7, 1], {})])
    assert here == (1, [3], [1], {})


def test_forms_of_another_label_are_no_acronyms_any_more():
    as_place = NameDecision(NameAction.LABEL, "ORG", "RC", "LOC")
    [here] = DecidedForms(FORMS, [as_place]).in_cables([CableForms(1, [3, 4], [1, 1], {4: 3})])
    assert here.acronyms == {}
    both = [NameDecision(NameAction.LABEL, "", form, "MISC") for form in ("RC", "Red Cross")]
    decided = DecidedForms(FORMS, both)
    [here] = decided.in_cables([CableForms(1, [3, 4], [1, 1], {4: 3})])
    assert here.acronyms == {decided.of(4): decided.of(3)}


def test_forms_that_are_not_there_are_told():
    unknown = [NameDecision(NameAction.DROP, "PER", "Nobody"), NameDecision(NameAction.DROP, "LOC", "Summary")]
    assert DecidedForms(FORMS, [*unknown, UAE]).unknown == unknown
