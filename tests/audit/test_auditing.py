"""The audit finds what is probably wrong, spreads decisions, and never overrules one."""

from functools import partial

import pytest

from cable_ner.audit import auditing as audit_module
from cable_ner.audit.auditing import LEAST_TOKENS, not_audited
from cable_ner.corpus.docs import GOLD
from cable_ner.files import new_docbin
from cable_ner.files.digests import digest
from cable_ner.work.engines import Where
from tests.helpers.audit import QUICK, archive, believes, decided_docs, make, spans, with_all_labels, with_open_case

audit = partial(audit_module.audit, least_tokens=0)


def test_audit_without_decisions_changes_nothing():
    docs = archive()
    before = new_docbin(docs).to_bytes()
    found = audit(docs, effort=QUICK)
    assert found.report["suspects"]
    assert found.report["spread"] == []
    assert not found.report["decisions"]["spread"]
    assert new_docbin(found.repaired(docs)).to_bytes() == before


def test_audit_with_an_encoder_hears_it_and_says_so(tiny_encoder):
    docs = archive()
    plain, found = (audit(docs, effort=QUICK, **how).report for how in ({}, {"encoder": str(tiny_encoder)}))
    assert found["settings"] == {**plain["settings"], "encoder": str(tiny_encoder)}
    assert "of 4 say" in plain["suspects"][0]["reasons"][0]
    assert "of 5 say" in found["suspects"][0]["reasons"][0]


def test_audit_report():
    docs = archive()
    report = audit(docs, effort=QUICK).report
    assert report["corpus"] == {"docs": 12, "tokens": sum(map(len, docs)), "mentions": 21, "cables": 6}
    assert set(report) == {
        "version", "spacy", "settings", "corpus", "forms", "suspects", "spread", "decisions", "cannot_tell", "next", "since",
    }  # fmt: skip
    assert report["cannot_tell"] == ""
    by_place = {(doc.user_data["cable"], doc.user_data["index"]): doc for doc in docs}
    for row in report["suspects"]:
        doc = by_place[row["cable"], row["index"]]
        assert row["paragraph"] == digest(doc.text)
        assert doc.text[row["start"] : row["end"]] == row["text"]
        ents = [[ent.start_char, ent.end_char, ent.label_] for ent in doc.ents]
        assert row["old"] == [ent for ent in ents if ent[0] < row["end"] and row["start"] < ent[1]]
        assert row["new"] != row["old"]
        assert all(row["start"] <= start < end <= row["end"] for start, end, _ in row["new"])
        assert 0 <= row["confidence"] <= 1 >= row["wrong"] >= 0
        assert doc.text.endswith(row["text"] + row["after"]) or len(row["after"]) == 60
        assert row["reasons"]
    margins = [row["confidence"] + row["wrong"] for row in report["suspects"]]
    assert margins == pytest.approx(sorted(margins, reverse=True), abs=1e-3)
    for row in report["forms"]:
        assert all(0 <= number < len(report["suspects"]) for number in row["mentions"])
        assert row["count"] >= len(row["mentions"]) >= 1


def test_audit_is_reproducible(tmp_path):
    one, two = (audit(archive(), effort=QUICK, where=Where(processes=processes)).report for processes in (1, 2))
    cached = [audit(archive(), effort=QUICK, cache=tmp_path / "a.npz").report for _ in range(2)]
    assert one == two == cached[0] == cached[1]


def test_audit_never_suspects_gold():
    docs = archive()
    for doc in docs[::2]:
        doc.user_data["labels"] = GOLD
    report = audit(docs, effort=QUICK).report
    assert {row["index"] for row in report["suspects"]} <= {1}


@pytest.mark.parametrize(
    "docs",
    [
        [],
        [make("")],
        [make("Ann went to Rome.", ("Ann", "PER"))],
        [make("Ann went to Rome.", index=number) for number in range(5)],
        [make(f"Ann{n} went home.", (f"Ann{n}", "PER"), index=n, cable=f"c{n % 2}") for n in range(6)],
        [make(f"Ann{n} went home.", *([(f"Ann{n}", "PER")] if not n else []), cable=f"c{n}") for n in range(6)],
        [make(f"Ann{n} went", missing=(f"Ann{n} went",), cable=f"c{n}") for n in range(6)],
        [make("", cable="empty"), *archive(1)],
    ],
    ids=["none", "empty", "one", "no labels", "two cables", "one mention", "all missing", "one cable"],
)
def test_audit_of_small_corpora(docs):
    found = audit(docs, effort=QUICK)
    assert found.report["corpus"]["docs"] == len(docs)
    assert [spans(doc) for doc in found.repaired(docs)] == [spans(doc) for doc in docs]


def test_audit_of_too_few_tokens_cannot_tell(monkeypatch):
    monkeypatch.setattr(audit_module, "cached_opinions", lambda *args, **how: pytest.fail("no opinion is asked for"))
    docs = archive()
    report = audit_module.audit(docs).report
    assert report["cannot_tell"] == f"{sum(map(len, docs))} tokens are too few to learn from (at least {LEAST_TOKENS:,})"
    assert (report["forms"], report["suspects"], report["spread"]) == ([], [], [])
    assert report["settings"]["least_tokens"] == LEAST_TOKENS


def test_audit_finds_nothing_in_what_was_audited_before(monkeypatch):
    docs = archive()
    found = audit(docs, effort=QUICK)
    fewer = audit(docs, effort=QUICK, known=6)
    old = {doc.user_data["cable"] for doc in docs[:6]}
    assert old & {row["cable"] for row in found.report["suspects"]}
    assert fewer.report["suspects"] == [row for row in found.report["suspects"] if row["cable"] not in old]
    assert [spans(doc) for doc in fewer.repaired(docs[6:], first=6)] == [spans(doc) for doc in docs[6:]]


def fake(monkeypatch, opinions):
    monkeypatch.setattr(audit_module, "cached_opinions", lambda *args, **how: opinions)


def test_audit_spreads_and_a_decision_wins(monkeypatch):
    docs, opinions = with_all_labels(*with_open_case(*decided_docs(25, 25)))
    refused = make("Joe left.", ("Joe", "ORG"), cable="refused", decided=[[0, 3, [[0, 3, "ORG"]]]])
    docs.append(refused)
    opinions.append(believes(refused, ("Joe", "PER"), sure=0.95))
    fake(monkeypatch, opinions)
    found = audit(docs)
    (row,) = found.report["spread"]
    assert (row["cable"], row["old"], row["new"]) == ("open", [[0, 3, "ORG"]], [[0, 3, "PER"]])
    after = {doc.user_data["cable"]: spans(doc) for doc in found.repaired(docs)}
    assert after["open"] == [("Bob", "PER")]
    assert after["refused"] == [("Joe", "ORG")]
    assert after["c0"] == [("Acme0", "ORG")]
    assert found.report["decisions"] == {"forms": 0, "places": 51, "regions": 51, "changed": 25, "spread": True}


def test_audit_says_what_changed_since_the_last_one(monkeypatch):
    """Of the same decisions once more it says the same, so that audit.json stays as it is."""
    decided, opinions = decided_docs(25, 25)
    undecided = [make(doc.text, *((ent.text, "ORG") for ent in doc.ents), cable=doc.user_data["cable"]) for doc in decided]
    fewer, opinions = with_all_labels(*with_open_case([*decided[:20], *undecided[20:]], opinions))
    more = [*decided, *fewer[50:]]
    fake(monkeypatch, opinions)
    first = audit(fewer).report
    assert first["since"] == {"audit": False, "regions": 20, "changed": 0, "spread": 0, "no_longer": 0}
    assert first["next"] is None  # (nothing tells yet how probably labels are wrong)
    second = audit(more, earlier=first).report
    assert second["since"] == {"audit": True, "regions": 30, "changed": 25, "spread": 1, "no_longer": 0}
    assert second["next"]["answers"] == len(second["forms"])
    assert second["next"]["low"] <= second["next"]["value"] <= second["next"]["high"]
    assert audit(more, earlier=second).report == second
    assert audit(fewer, earlier=second).report["since"]["no_longer"] == 1
    fake(monkeypatch, opinions[1:])
    assert not audit(more[1:], earlier=second).report["since"]["audit"]  # other cables


def test_audit_that_is_not_wanted():
    found = not_audited(archive())
    assert found.report["settings"]["audit"] is False
    assert (found.report["forms"], found.report["suspects"], found.report["spread"]) == ([], [], [])
    assert found.report["corpus"]["docs"] == 12
    assert list(found.repaired(archive()))
