"""DocBin files in shards, and the labels that are put right on the way into them."""

from pathlib import Path

import pytest
from spacy.training import Corpus

from cable_ner.corpus import writing
from cable_ner.corpus.conversion import convert
from cable_ner.corpus.partitions import BASELINE
from cable_ner.corpus.settings import ConversionSettings, GoldFolders
from cable_ner.files import new_docbin, read_docs
from cable_ner.rules import read_rules
from cable_ner.text import Scheme
from cable_ner.work import Where
from tests.helpers.conversion import NLP, SHIPPED, accounted, contents, decided, docs_of, form, mentions, with_gold


@pytest.mark.usefixtures("one_tokenizer")
@pytest.mark.parametrize("pattern", ["(?i)s/nf", r"(S)/(N)F|(x)\3"])
def test_writing_rules_are_regular_expressions_of_their_own(tmp_path, write_cables, pattern):
    rules = tmp_path / "rules.yml"
    rules.write_text(
        "rules:\n- {name: town, action: reject, pattern: '(Old) town'}\n"
        f"- {{name: marking, action: reject, pattern: '{pattern}'}}\n",
        encoding="utf8",
    )
    raw = write_cables(tmp_path / "raw", range(8), "[ORG S/NF  ] [MISC xx  ] .")
    report = convert([str(raw)], tmp_path / "out", settings=ConversionSettings(rules=str(rules)))
    assert report.data["brackets"]["rejected"] == {"rule: marking": 16 if "x" in pattern else 8}


@pytest.mark.usefixtures("one_tokenizer")
def test_writing_label_map_and_labels(tmp_path, write_cables):
    raw = write_cables(tmp_path / "raw", range(8), "In [GPE Rome  ] .")
    scheme = Scheme(("PER", "PLACE"), {"GPE": "PLACE", "LOC": "PLACE"})
    report = convert([str(raw)], tmp_path / "out", settings=ConversionSettings(scheme))
    assert mentions(docs_of(tmp_path / "out"))["PLACE", "Rome"] == 8
    assert mentions(docs_of(tmp_path / "out"))["PLACE", "Milltown"] == 8
    assert report.data["brackets"]["rejected"] == {"unknown label ORG": 8}
    assert report.data["brackets"]["entity"] == 32


@pytest.mark.usefixtures("one_tokenizer")
def test_writing_gold_and_baseline_are_not_corrected(raw, tmp_path, cable):
    gold = with_gold(tmp_path / "gold", [0, 1], cable, "dev")
    with_gold(gold, [2, 3], cable, "test")
    settings = decided(tmp_path, form("Milltown", "LOC", "ORG"))
    convert([str(raw)], tmp_path / "out", settings=settings, checked=GoldFolders(str(gold)))
    for name, label in (("train", "ORG"), ("dev", "LOC"), ("test", "LOC"), (BASELINE, "LOC")):
        found = {found for found, text in mentions(docs_of(tmp_path / "out", name)) if text == "Milltown"}
        assert (name, found) == (name, {label})


@pytest.mark.usefixtures("one_tokenizer")
def test_writing_labels_that_are_not_kept_come_from_no_rule(tmp_path, write_cables):
    raw = write_cables(tmp_path / "raw", range(8), "[ORG Libya’s  ] and [PER Bell  ] .\n\nCRETZ")
    settings = ConversionSettings(Scheme(("PER", "ORG")), rules=SHIPPED)
    report = convert([str(raw)], tmp_path / "out", settings=settings)
    assert {label for label, _ in mentions(docs_of(tmp_path / "out"))} == {"PER", "ORG"}
    assert mentions(docs_of(tmp_path / "out"))["ORG", "Libya"] == 8  # and no place, which is not wanted
    left_out = sum(rule.label not in ("", "PER", "ORG") for rule in read_rules(Path(SHIPPED)))
    assert left_out > 3
    warning = f"{left_out} label rules are left out, because their labels are not among those to keep"
    assert report.data["split"]["warnings"] == [warning]
    assert accounted(report) == report.data["brackets"]["total"]


def test_writing_partition_that_outgrows_a_file_becomes_a_folder(converted, raw, tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "SHARD_CHARACTERS", 1500)
    report = convert([str(raw)], tmp_path / "many")
    shards = sorted((tmp_path / "many" / "train.spacy").iterdir())
    assert [path.name for path in shards] == [f"{number:05d}.spacy" for number in range(len(shards))]
    assert len(shards) > 2
    # The same Docs in the same order, and spaCy reads them as it reads a file.
    many, one = (new_docbin(docs_of(folder, "train")).to_bytes() for folder in (tmp_path / "many", converted[0]))
    assert many == one
    examples = list(Corpus(tmp_path / "many" / "train.spacy")(NLP))
    assert len(examples) == report.data["partitions"]["train"]["paragraphs"]
    # No cable lies in two shards.
    cables = [{doc.user_data["cable"] for doc in read_docs(shard, NLP.vocab)} for shard in shards]
    assert sum(map(len, cables)) == len(set.union(*cables)) == report.data["partitions"]["train"]["cables"]
    assert (tmp_path / "many" / "convert.json").read_bytes() == (converted[0] / "convert.json").read_bytes()


def test_writing_shards_and_file_replace_each_other(raw, tmp_path, monkeypatch):
    convert([str(raw)], tmp_path / "out")
    as_file = contents(tmp_path / "out")
    with monkeypatch.context() as patch:
        patch.setattr(writing, "SHARD_CHARACTERS", 1500)
        convert([str(raw)], tmp_path / "out")
        as_shards = contents(tmp_path / "out")
        patch.setattr(writing, "SHARD_CHARACTERS", 4000)
        convert([str(raw)], tmp_path / "out")
        # Fewer shards than before: none of the old ones is left.
        assert len(contents(tmp_path / "out")) < len(as_shards)
    convert([str(raw)], tmp_path / "out")
    assert contents(tmp_path / "out") == as_file


def test_writing_shards_do_not_depend_on_processes(raw, tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "SHARD_CHARACTERS", 1500)
    convert([str(raw)], tmp_path / "a")
    convert([str(raw)], tmp_path / "b", where=Where(processes=2))
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


@pytest.mark.usefixtures("one_tokenizer")
def test_writing_gold_is_not_put_through_the_label_rules(raw, tmp_path, cable):
    rules = tmp_path / "rules.yml"
    rules.write_text("rules:\n- {name: town, action: reject, pattern: 'Milltown'}\n", encoding="utf8")
    gold = with_gold(tmp_path / "gold", [0, 1], cable, "dev")
    with_gold(gold, [2, 3], cable, "test")
    report = convert(
        [str(raw)], tmp_path / "out", settings=ConversionSettings(rules=str(rules)), checked=GoldFolders(str(gold))
    )
    assert report.data["partitions"]["test"]["mentions"]["LOC"] == 2
    assert "LOC" not in report.data["partitions"]["train"]["mentions"]
