"""`benchmarks passes`: what passes over whole documents put right and spoil."""

import spacy
from spacy.tokens import Doc, Span

from benchmarks.passes import CONSISTENCY, RULES, changes, pass_rows
from cable_ner.rules import RuleBook
from tests.helpers.labels import RULES as PROJECT_RULES

VOCAB = spacy.blank("en").vocab


def doc(*mentions):
    made = Doc(VOCAB, words="Ann Lee met Bob Roe in Oslo .".split())
    made.ents = [Span(made, *mention) for mention in mentions]
    return made


def test_passes_count_what_is_put_right_and_what_is_spoiled():
    ann, bob, oslo = (0, 2, "PER"), (3, 5, "PER"), (6, 7, "LOC")
    gold = doc(ann, bob, oslo)
    assert changes([doc(ann, oslo)], [doc(ann, bob, (6, 7, "ORG"))], [gold]) == (1, 1)
    assert changes([doc(ann)], [doc(ann)], [gold]) == (0, 0)
    # Wrong before and after is neither; a mention where there is none is worse, one less is better.
    assert changes([doc((0, 1, "LOC"))], [doc((0, 1, "ORG"))], [gold]) == (0, 0)
    assert changes([doc(ann)], [doc(ann, (5, 6, "LOC"))], [gold]) == (0, 1)
    assert changes([doc(ann, (5, 6, "LOC"))], [doc(ann)], [gold]) == (1, 0)


def test_passes_each_rule_by_itself():
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler", name="ner").add_patterns([{"label": "ORG", "pattern": "Norway"}])
    nlp.add_pipe(CONSISTENCY)
    rules = nlp.add_pipe(RULES)
    rules.book = RuleBook(rule for rule in PROJECT_RULES if rule.name in ("country", "city"))
    reference = nlp.make_doc("He likes Norway .")
    reference.ents = [Span(reference, 2, 3, "LOC")]
    rows = {name: figures for name, *figures in pass_rows(nlp, [reference], each_rule=True)}
    assert rows["rules"] == rows["rule: country"] == ["1 : 0 (-)", "0.0000", "1.0000"]
    assert "rule: city" not in rows  # (it changes nothing)
    assert len(rules.book.rules) > 1
