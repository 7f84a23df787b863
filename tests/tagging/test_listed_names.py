"""Listed names in a pipeline: they stand where they stand alone, and give way to longer mentions."""

import pytest
import spacy

import cable_ner.model.registration  # noqa: F401  (registers the components)
from cable_ner.tagging.listed_names import add_listed_names
from cable_ner.tagging.name_list import NameList
from cable_ner.tagging.stages import found_by_stage

NAMES = {"UAE": "LOC", "UK": "LOC", "Qatar": "LOC", "Putin": "PER", "Vladimir Putin": "PER", "US": "LOC", "us": "MISC"}


def _pipeline(found: dict[str, str], names: dict[str, str] = NAMES):
    nlp = spacy.blank("en")
    if found:
        nlp.add_pipe("entity_ruler").add_patterns([{"label": label, "pattern": text} for text, label in found.items()])
    add_listed_names(nlp, NameList(names))
    return nlp


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        ("the UAE said", {}, {"UAE": "LOC"}),
        ("the UAE said", {"UAE": "ORG"}, {"UAE": "LOC"}),
        ("Mr. Vladimir Putin left", {"Putin": "PER"}, {"Vladimir Putin": "PER"}),
        ("Mr. Vladimir Putin left", {"Vladimir": "LOC", "Putin": "ORG"}, {"Vladimir Putin": "PER"}),
        ("VLADIMIR PUTIN and QATAR", {}, {"VLADIMIR PUTIN": "PER", "QATAR": "LOC"}),
        ("Qatar Airways flies", {"Qatar Airways": "ORG"}, {"Qatar Airways": "ORG"}),
        ("Vladimir Putin Foundation fell", {"Putin Foundation fell": "ORG"}, {"Putin Foundation fell": "ORG"}),
        ("Vladimir Putin Co fell", {"Putin Co": "ORG"}, {"Vladimir Putin": "PER"}),
        ("Vladimir Putin Co fell", {"Vladimir Putin Co": "ORG"}, {"Vladimir Putin Co": "ORG"}),
        ("Russian President Putin left", {"Russian President Putin": "MISC"}, {"Putin": "PER"}),
        ("PM\n Vladimir Putin left", {"PM\n Vladimir Putin": "ORG"}, {"Vladimir Putin": "PER"}),
        ("the Amir of Qatar", {"Amir of Qatar": "ORG"}, {"Qatar": "LOC"}),
        ("the Government of Qatar", {"Government of Qatar": "ORG"}, {"Government of Qatar": "ORG"}),
        ("President Putin left", {"President Putin": "PER"}, {"President Putin": "PER"}),
        ("Putin's Kremlin", {"Putin's Kremlin": "PER"}, {"Putin": "PER"}),
        ("Putin's Kremlin", {"Putin's Kremlin": "ORG"}, {"Putin's Kremlin": "ORG"}),
        ("Putin's men", {"Putin's": "PER"}, {"Putin's": "PER"}),
        ("of Qatar", {"of Qatar": "ORG"}, {"of Qatar": "ORG"}),
        ("qatar and Uk", {}, {}),
        ("it told us, the US", {}, {"us": "MISC", "US": "LOC"}),
        ("UAE's, the UK.", {}, {"UAE": "LOC", "UK": "LOC"}),
        ("UK-based, non-UK, al-Qatar, UKs, US/UK", {}, {"US": "LOC"}),
        ("Rome and Qatar", {"Rome": "LOC", "Qatar": "LOC"}, {"Rome": "LOC", "Qatar": "LOC"}),
    ],
)
def test_listed_names_in_a_text(text, found, expected):
    doc = _pipeline(found)(text)
    assert {ent.text: ent.label_ for ent in doc.ents} == expected


def test_listed_names_are_told_from_what_the_model_found():
    nlp = _pipeline({"UAE": "ORG", "Qatar": "LOC", "Rome": "LOC"})
    [doc], [finders] = found_by_stage(nlp, [nlp.make_doc("UAE, Qatar, UK and Rome")])
    assert {ent.text: finders[ent.start, ent.end, ent.label_] for ent in doc.ents} == {
        "UAE": "list", "Qatar": "model", "UK": "list", "Rome": "model",
    }  # fmt: skip


@pytest.mark.slow
def test_listed_names_are_as_good_in_any_number():
    """A hundred thousand names, and a text that begins many of them."""
    names = {f"Port {at} of Calder": "LOC" for at in range(100_000)}
    nlp = _pipeline({}, names)
    doc = nlp("Port " * 2_000 + "Port 99999 of Calder")
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("Port 99999 of Calder", "LOC")]


def test_no_listed_names_add_no_component():
    nlp = spacy.blank("en")
    add_listed_names(nlp, NameList())
    assert nlp.pipe_names == []
