"""The label rules as a component of a pipeline: they put right what a model finds."""

import pytest
import spacy
import srsly
from spacy.tokens import Doc, Span

import cable_ner.model.registration  # noqa: F401  (registers the component)
from cable_ner.rules import RuleBook, read_rules
from cable_ner.rules.component import LabelRules
from tests.helpers.labels import CONFIG


def doc_of(nlp, text: str, *ents: tuple[str, str], **user_data: str) -> Doc:
    """Returns a Doc in which the first place of each name is an entity."""
    doc = nlp.make_doc(text)
    spans = [doc.char_span(text.index(name), text.index(name) + len(name), label) for name, label in ents]
    doc.set_ents([span for span in spans if isinstance(span, Span)], default="outside")
    doc.user_data.update(user_data)
    return doc


def component() -> tuple[spacy.Language, LabelRules]:
    nlp = spacy.blank("en")
    rules = nlp.add_pipe("label_rules")
    assert isinstance(rules, LabelRules)
    nlp.initialize()
    return nlp, rules


def found(doc: Doc) -> set[tuple[str, str]]:
    return {(ent.text, ent.label_) for ent in doc.ents}


def test_label_rules_put_a_models_labels_right():
    nlp, rules = component()
    doc = doc_of(nlp, "The UK asked Norwegians about Mr. Lee .", ("UK", "ORG"), ("Norwegians", "ORG"), ("Lee", "LOC"))
    assert found(rules(doc)) == {("UK", "LOC"), ("Norwegians", "MISC"), ("Lee", "PER")}


def test_label_rules_look_at_a_cable_as_a_whole():
    nlp, rules = component()
    docs = [
        doc_of(nlp, "BREAD IN MILLTOWN", cable="one", zone="subject"),
        doc_of(nlp, "Bakers of Milltown agreed .", ("Milltown", "LOC"), cable="one"),
        doc_of(nlp, "RAIN IN MILLTOWN", cable="two", zone="subject"),
    ]
    assert [found(doc) for doc in rules.pipe(docs)] == [{("MILLTOWN", "LOC")}, {("Milltown", "LOC")}, set()]


def test_label_rules_keep_what_is_not_on_token_boundaries(rules_of):
    nlp, rules = component()
    entries = {"action": "trim", "pattern": "(?P<keep>Mill)town"}, {"action": "reject", "pattern": "WMD"}
    rules.book = RuleBook(rules_of(*entries))
    doc = doc_of(nlp, "Ann saw WMD in Milltown .", ("Ann", "PER"), ("WMD", "ORG"), ("Milltown", "LOC"))
    assert found(rules(doc)) == {("Ann", "PER"), ("Milltown", "LOC")}  # what is rejected does not come back


def test_label_rules_give_no_label_that_the_model_does_not_have():
    nlp = spacy.blank("en")
    for label in ("PER", "LOC"):
        nlp.add_pipe("ner").add_label(label) if "ner" not in nlp.pipe_names else nlp.get_pipe("ner").add_label(label)
    rules = nlp.add_pipe("label_rules")
    assert isinstance(rules, LabelRules)
    rules.initialize(nlp=nlp)
    doc = doc_of(nlp, "The UK asked NATO .", ("UK", "PER"))
    assert found(rules(doc)) == {("UK", "LOC")}


@pytest.mark.parametrize(("rules_used", "expected"), [(True, "LOC"), (False, "ORG")])
def test_label_rules_are_for_models_of_cables_that_were_converted_with_rules(tmp_path, rules_used, expected):
    (tmp_path / "convert.json").write_text(srsly.json_dumps({"settings": {"rules": rules_used}}), encoding="utf8")
    nlp = spacy.blank("en", config={"paths": {"train": str(tmp_path / "audited" / "train.spacy")}})
    rules = nlp.add_pipe("label_rules")
    assert isinstance(rules, LabelRules)
    nlp.initialize()
    assert found(rules(doc_of(nlp, "The UK agreed .", ("UK", "ORG")))) == {("UK", expected)}


def test_label_rules_leave_blocked_tokens_blocked():
    nlp, rules = component()
    doc = nlp.make_doc("UK and NATO agreed .")
    doc.set_ents([Span(doc, 0, 1, "ORG")], blocked=[doc[2:3]], default="outside")
    rules(doc)
    assert found(doc) == {("UK", "LOC")}
    assert (doc[2].ent_iob_, doc[2].ent_type_) == ("B", "")


def test_label_rules_leave_missing_labels_missing():
    nlp, rules = component()
    doc = nlp.make_doc("UK and NATO and NATO agreed .")
    doc.set_ents([Span(doc, 0, 1, "ORG")], missing=[doc[2:3]], default="outside")
    rules(doc)
    assert [token.ent_iob_ for token in doc] == ["B", "O", "", "O", "B", "O", "O"]
    assert doc[0].ent_type_ == "LOC"


def test_label_rules_that_are_off_do_nothing():
    nlp = spacy.blank("en")
    rules = nlp.add_pipe("label_rules", config={"enabled": False})
    nlp.initialize()
    assert found(rules(doc_of(nlp, "The UK agreed .", ("UK", "ORG")))) == {("UK", "ORG")}


def test_label_rules_are_carried_by_the_pipeline(tmp_path):
    nlp, rules = component()
    nlp.to_disk(tmp_path / "model")
    blank = spacy.blank("en")
    blank.add_pipe("label_rules")
    for other in (spacy.load(tmp_path / "model"), blank.from_bytes(nlp.to_bytes())):
        assert other.get_pipe("label_rules").book.rules == rules.book.rules
    assert rules.book.rules == read_rules(CONFIG)
