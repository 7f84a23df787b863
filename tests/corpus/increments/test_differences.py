"""Settings that are not those of the base are named."""

import json

import pytest

from cable_ner.corpus.conversion import convert
from cable_ner.corpus.increments import settings_differ
from cable_ner.corpus.settings import ConversionSettings
from cable_ner.labels import ANY, NEVER
from cable_ner.text import Scheme

pytestmark = pytest.mark.usefixtures("one_tokenizer")


RULE = "{name: stop, action: reject, pattern: 'A+'}"
DECISION = '{"form": "Milltown", "label": "LOC", "becomes": "ORG"}\n'


@pytest.fixture
def given_settings(tmp_path):
    (tmp_path / "rules.yml").write_text(f"rules: [{RULE}]\n")
    (tmp_path / "corrections.jsonl").write_text(DECISION)
    return ConversionSettings(rules=str(tmp_path / "rules.yml"), corrections=str(tmp_path / "corrections.jsonl"))


def test_increments_settings_are_those_of_the_base(raw, tmp_path, given_settings):
    convert([str(raw)], tmp_path / "corpus", settings=given_settings)
    assert settings_differ(tmp_path / "corpus", given_settings) == []


def test_increments_settings_are_the_same_with_another_comment(raw, tmp_path, given_settings):
    convert([str(raw)], tmp_path / "corpus", settings=given_settings)
    (tmp_path / "rules.yml").write_text(f"# another comment\nrules:\n  - {RULE}  # and one more\n")
    (tmp_path / "corrections.jsonl").write_text(f'\n{DECISION[:-2]}, "note": "clear"}}\n')
    assert settings_differ(tmp_path / "corpus", given_settings) == []


def test_increments_settings_that_differ_are_said(raw, tmp_path, given_settings, monkeypatch):
    corpus = tmp_path / "corpus"
    convert([str(raw)], corpus, settings=given_settings)
    (tmp_path / "rules.yml").write_text(f"rules: [{RULE.replace('A+', 'B+')}]\n")
    monkeypatch.setattr("spacy.about.__version__", "4.0.0")
    other = ConversionSettings(
        Scheme(("PER", "LOC"), {"GPE": "LOC"}), "de", (0.6, 0.2, 0.2), 7,
        str(tmp_path / "rules.yml"), str(tmp_path / "corrections.jsonl"), NEVER,
    )  # fmt: skip
    found = dict(line.split(": ", 1) for line in settings_differ(corpus, other))
    version = json.loads((corpus / "convert.json").read_text())["spacy"]
    assert found == {
        "labels": "PER,LOC (base: PER,ORG,LOC,MISC)",
        "label map": "GPE=LOC (base: none)",
        "label rules": "changed since the base was converted",
        "corrections": "used for the base, but not now",
        "language": "de (base: en)",
        "seed": "7 (base: 0)",
        "shares of train, dev and test": "0.6,0.2,0.2 (base: 0.8,0.1,0.1)",
        "spaCy version": f"4.0.0 (base: {version})",
    }


def test_increments_settings_of_an_earlier_version_are_not_known(corpus):
    data = json.loads((corpus / "convert.json").read_text())
    del data["settings"]["rules_digest"]
    (corpus / "convert.json").write_text(json.dumps(data))
    assert settings_differ(corpus, ConversionSettings(corrections_use=ANY)) == [
        "label rules: unknown for the base, which an earlier version converted;"
        " `spacy project run all` converts everything again"
    ]
