"""A simulated review in rounds."""

from benchmarks.stages import stages
from cable_ner.audit import AuditResult
from cable_ner.labels import FormDecision
from tests.helpers.audit import make

FORMS = ("Ann", "Bob", "Eve")


def row(form):
    return {"kind": "form", "form": form, "label": "ORG", "becomes": "PER", "text": None, "mentions": [0]}


def test_stages_audit_after_each_round():
    text = " saw ".join(FORMS)
    gold = [make(text, *((form, "PER") for form in FORMS))]

    def decided(decisions):
        done = {decision.form: decision.becomes for decision in decisions}
        return [make(text, *((form, done.get(form, "ORG")) for form in FORMS))]

    def audit(docs):
        """Asks about what is left."""
        return AuditResult({"forms": [row(ent.text) for ent in docs[0].ents if ent.label_ == "ORG"], "suspects": []}, {})

    found = list(stages(decided, audit, gold, answers=4, each=2))
    assert [stage.answers for stage in found] == [0, 2, 4]
    assert [[decision.form for decision in stage.decisions] for stage in found] == [[], ["Ann", "Bob"], list(FORMS)]
    assert found[1].decisions[0] == FormDecision("Ann", "ORG", "PER")
    assert [ent.label_ for ent in found[1].docs[0].ents] == ["PER", "PER", "ORG"]
