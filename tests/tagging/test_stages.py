"""Who found a mention: the model, the decision for whole cables, or a label rule."""

import spacy
from spacy.tokens import DocBin

import cable_ner.model.registration  # noqa: F401  (registers the components)
from cable_ner.files import Source, new_docbin
from cable_ner.rules import RuleBook
from cable_ner.tagging.bare import read_bare
from cable_ner.tagging.pipeline import tag_cables
from cable_ner.tagging.renderings import add_mention_facts
from cable_ner.tagging.stages import found_by_stage
from tests.helpers.tagging import ruler


def _pipeline(rules_of):
    nlp = spacy.blank("en")
    patterns = [("PER", "Ann Lee"), ("ORG", "UK")]
    nlp.add_pipe("entity_ruler").add_patterns([{"label": label, "pattern": text} for label, text in patterns])
    nlp.add_pipe("entity_consistency")
    rules = nlp.add_pipe("label_rules")
    rules.book = RuleBook(rules_of({"action": "label", "label": "LOC", "pattern": "UK"}))
    return nlp


def test_stages_tell_who_found_each_mention(rules_of):
    nlp = _pipeline(rules_of)
    [doc], [finders] = found_by_stage(nlp, [nlp.make_doc("Ann Lee saw the UK . Then came rain , and Lee left .")])
    assert {(ent.text, ent.label_): finders[ent.start, ent.end, ent.label_] for ent in doc.ents} == {
        ("Ann Lee", "PER"): "model", ("Lee", "PER"): "consistency", ("UK", "LOC"): "rule",
    }  # fmt: skip
    assert nlp.pipe_names == ["entity_ruler", "entity_consistency", "label_rules"]


def test_stages_give_what_the_pipeline_gives_in_one_go(rules_of):
    nlp = _pipeline(rules_of)
    texts = ["Ann Lee saw the UK . Then came rain , and Lee left .", "Lee", "the UK"]
    docs, _ = found_by_stage(nlp, map(nlp.make_doc, texts))
    assert [doc.to_json()["ents"] for doc in docs] == [doc.to_json()["ents"] for doc in nlp.pipe(texts)]


def test_stages_of_a_pipeline_without_components_of_ours():
    nlp = ruler()
    [doc], [finders] = found_by_stage(nlp, [nlp.make_doc("Ann Lee slept")])
    assert set(finders.values()) == {"model"}
    assert [doc.text for doc in found_by_stage(spacy.blank("en"), [nlp.make_doc("x")])[0]] == ["x"]


def test_stages_docs_say_what_is_known_of_their_mentions(rules_of):
    nlp = _pipeline(rules_of)
    data = b"SUBJECT: RAIN\n\n1. (U) Thanks to Ann Lee of the UK ."
    cable = read_bare(Source("a.txt", data=data))
    assert tag_cables(nlp, [cable]) == {}
    add_mention_facts([cable])
    [_, doc] = DocBin().from_bytes(new_docbin(cable.docs).to_bytes()).get_docs(nlp.vocab)
    facts = doc.user_data["mentions"]
    assert [doc.text[start:end] for start, end, *_ in facts] == ["Ann Lee", "UK"]
    assert [(label, data[start:end], finder, score) for _, _, label, start, end, finder, score in facts] == [
        ("PER", b"Ann Lee", "model", None), ("LOC", b"UK", "rule", None),
    ]  # fmt: skip
