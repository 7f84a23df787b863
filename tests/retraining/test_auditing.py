"""The audit of new increments, beside the old cables."""

from cable_ner.audit.auditing import AuditResult
from cable_ner.audit.verdicts import Edit
from cable_ner.corpus import docbins
from cable_ner.files import read_docs
from cable_ner.retraining import auditing
from cable_ner.retraining.auditing import AUDIT, audit_new
from cable_ner.retraining.options import Intake, Listener
from tests.helpers.audit import NLP
from tests.helpers.retraining import SETTINGS, Said

FOUND = {"cannot_tell": "", "spread": [0], "suspects": [0, 1]}


def spans(files):
    return [[(ent.text, ent.label_) for ent in doc.ents] for file in files for doc in read_docs(file, NLP.vocab)]


def test_auditing_repairs_the_new_cables_and_leaves_the_old_ones(there, monkeypatch):
    stock, _ = there
    [new], said, seen = stock.new, Said(), []

    def audit(docs, *, known, **_options):
        docs = list(docs)
        seen.append((known, len(docs)))
        number = next(number for number in range(known, len(docs)) if docs[number].ents)
        first = docs[number].ents[0]
        span = (first.start, first.end)
        edit = Edit(0, number, *span, ((*span, first.label_),), ((*span, "ODD"),), 0.9, 0.9)
        return AuditResult(FOUND, {number: [edit]})

    monkeypatch.setattr(auditing, "audit", audit)
    before, old = spans(docbins(new, "train")), spans(docbins(stock.seen[0], "train"))
    how = {"intake": Intake(SETTINGS), "seed": 0, "listener": Listener(said)}
    assert audit_new(stock.new, stock.seen, **how)
    assert seen == [(len(old), len(old) + len(before))]
    at = next(number for number, found in enumerate(before) if found)
    repaired = [(before[at][0][0], "ODD"), *before[at][1:]]
    assert spans(docbins(new, "train")) == [*before[:at], repaired, *before[at + 1 :]]
    assert spans(docbins(new, "train", audited=False)) == before
    assert spans(docbins(stock.seen[0], "train")) == old
    assert "Increment 001: the audit changed 1 labels because of decisions; for the 2 places to check:" in str(said)
    assert (new.path / AUDIT).exists()
    assert not audit_new(stock.new, stock.seen, **how)  # once is enough
