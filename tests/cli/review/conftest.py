"""Fixtures of the review's commands."""

import json

import pytest
from typer.testing import CliRunner

from cable_ner.files import new_docbin
from tests.helpers.audit_json import AUDIT, NLP, TEXTS


@pytest.fixture
def run(tmp_path, script):
    """Returns a function that runs a command of review on an audit in this process, with lines as its input."""
    (tmp_path / "audit.json").write_text(json.dumps(AUDIT), encoding="utf8")
    app = script("review").app

    def call(*arguments, lines=()):
        paths = ["--audit", tmp_path / "audit.json", "--corrections", tmp_path / "corrections.jsonl"]
        typed = "".join(line + "\n" for line in lines)
        return CliRunner().invoke(app, [str(part) for part in (*arguments, *paths)], input=typed)

    return call


@pytest.fixture
def decisions(tmp_path):
    """Returns a function that gives the lines of corrections.jsonl."""

    def read():
        path = tmp_path / "corrections.jsonl"
        return [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()] if path.exists() else []

    return read


@pytest.fixture
def corpus(tmp_path):
    """Returns a DocBin file of the audited texts, as labelled."""
    docs = []
    for number, text in enumerate(TEXTS):
        doc = NLP.make_doc(text)
        olds = sorted({tuple(span) for row in AUDIT["suspects"] if row["cable"] == f"{number}.txt" for span in row["old"]})
        doc.ents = [doc.char_span(*span, alignment_mode="expand") for span in olds]
        doc.user_data.update(cable=f"{number}.txt", index=0, zone="paragraph", labels="silver")
        docs.append(doc)
    new_docbin(docs).to_disk(tmp_path / "train.spacy")
    return tmp_path / "train.spacy"
