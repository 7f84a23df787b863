"""A person who knows the gold, answering in the order of the questions."""

import pytest

from benchmarks.simulation import Oracle, People
from cable_ner.audit.ranked_question import FORM, PLACE
from cable_ner.corpus.docs import make_docs
from cable_ner.files.digests import digest
from cable_ner.labels import Corrections, FormDecision, PlaceDecision, correct, occurrences
from cable_ner.rules import RuleBook
from cable_ner.text import PARAGRAPH, Cable, Mention, Paragraph
from tests.helpers.audit import NLP, make, spans


@pytest.mark.parametrize(
    ("whole", "form", "expected"),
    [
        ("WHA and EUR/WHA, not WHAT", "WHA", [(0, 3), (12, 15)]),
        ("New York, New\nYork", "New York", [(0, 8), (10, 18)]),
        ("wha", "WHA", []),
        ("S/NF (S/NF)", "S/NF", [(0, 4), (6, 10)]),
    ],
)
def test_simulation_occurrences(whole, form, expected):
    assert list(occurrences(whole, form)) == expected


def form_row(form, label, becomes, wanted=None):
    return {"kind": FORM, "form": form, "label": label, "becomes": becomes, "text": wanted, "mentions": [0]}


def answers(docs, gold, row, suspects=()):
    return Oracle(docs, gold).answer_all({"forms": [row], "suspects": list(suspects)}, 10)


def test_simulation_one_answer_for_a_form():
    docs = [make("then Saif left.", ("Saif", "LOC"), cable=str(number)) for number in range(4)]
    gold = [make("then Saif left.", ("Saif", "PER")) for _ in range(3)] + [make("then Saif left.", ("Saif", "ORG"))]
    found = answers(docs, gold, form_row("Saif", "LOC", "ORG"))
    assert found.decisions == [FormDecision("Saif", "LOC", "PER")]
    assert (found.asked, found.depends) == (1, 0)


def test_simulation_it_depends():
    docs = [make("then Saif left.", ("Saif", "LOC"), cable=str(number)) for number in range(2)]
    gold = [make("then Saif left.", ("Saif", "PER")), make("then Saif left.")]
    found = answers(docs, gold, form_row("Saif", "LOC", "PER"))
    assert (found.decisions, found.asked, found.depends) == ([], 1, 1)


def test_simulation_a_place_is_answered_as_far_as_gold_goes():
    doc, gold = make("then Saif al-Islam left.", ("Saif", "LOC")), make("then Saif al-Islam left.", ("Saif al-Islam", "PER"))
    suspect = {"cable": "a.txt", "index": 0, "start": 5, "end": 9, "old": [[5, 9, "LOC"]]}
    row = {"kind": PLACE, "form": "Saif", "label": "LOC", "becomes": "PER", "text": None, "mentions": [0]}
    found = answers([doc], [gold], row, [suspect])
    assert found.decisions == [PlaceDecision(digest(doc.text), 5, 18, "Saif al-Islam", ((5, 18, "PER"),), "a.txt")]
    assert Oracle([doc], [gold]).is_wrong(suspect)
    assert not Oracle([doc], [doc]).is_wrong(suspect)


def test_simulation_people_take_turns_and_err():
    right = [FormDecision(f"Form{number}", "LOC", "PER") for number in range(200)]
    right += [
        PlaceDecision("digest", 0, 4, "Saif", ((0, 4, "PER"),) if number % 2 else (), f"{number}") for number in range(200)
    ]
    given = [People(("ann", "bob"), 0.05).signed(decision, turn) for turn, decision in enumerate(right)]
    assert [dict(decision.notes)["by"] for decision in given[:3]] == ["ann", "bob", "ann"]
    wrong = [one for one, other in zip(given, right) if one._replace(notes=()) != other]
    assert 10 <= len(wrong) <= 30
    assert {decision.becomes for decision in wrong if isinstance(decision, FormDecision)} <= {"", "LOC", "MISC", "ORG"}
    assert all(one._replace(notes=()) == other for one, other in zip(given, right) if one not in wrong)
    assert [People().signed(decision, 0) for decision in right] == right


def test_simulation_what_is_decided_is_not_asked():
    doc = make("then Saif left.", ("Saif", "PER"), decided=[[5, 9, [[5, 9, "LOC"]]]])
    assert answers([doc], [doc], form_row("Saif", "PER", "LOC")).asked == 0


def test_simulation_decisions_lead_to_gold():
    """What is answered, applied by convert's own corrections, is what gold has."""
    whole = "then Saif al-Islam met Ann Lee, and Saif left."
    at = lambda part, label: Mention(whole.index(part), whole.index(part) + len(part), label, 1)  # noqa: E731
    cable = Cable("a.txt", [Paragraph(whole, [at("Saif", "LOC"), at("Ann", "PER")], PARAGRAPH)], {}, 2, [], [], [])
    gold = make(whole, ("Saif al-Islam", "PER"), ("Ann Lee", "PER"))
    silver = next(make_docs(cable, NLP)).doc
    silver_suspects = [
        {"cable": "a.txt", "index": 0, "start": ent.start_char, "end": ent.end_char, "old": []} for ent in silver.ents
    ]
    rows = [
        {"kind": PLACE, "form": "", "label": "", "becomes": "", "text": None, "mentions": [number]} for number in range(2)
    ]
    found = Oracle([silver], [gold]).answer_all({"forms": rows, "suspects": silver_suspects}, 10)
    corrected = next(make_docs(correct(cable, RuleBook(), Corrections(found.decisions))[0], NLP)).doc
    assert spans(corrected) == [("Saif al-Islam", "PER"), ("Ann Lee", "PER")]
