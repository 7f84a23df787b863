"""New cables alone: nothing old is read, nothing changes side, nothing is half there."""

import json
import os
import shutil
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from cable_ner.corpus import increments
from cable_ner.corpus.conversion import convert
from cable_ner.corpus.increments import (
    base,
    convert_new,
    docbins,
    gather,
    labels_of,
    on_disk,
    outdated,
    read_placed,
    settings_differ,
)
from cable_ner.corpus.settings import ConversionSettings, GoldFolders
from cable_ner.files import Source, read_docs
from cable_ner.labels import ANY, NEVER, OF_THESE
from cable_ner.text import Scheme
from cable_ner.work.engines import Where

NLP = spacy.blank("en")


@pytest.fixture(autouse=True)
def one_tokenizer(monkeypatch):
    """Makes all conversions share a tokenizer: making one takes longer than converting a few cables."""
    monkeypatch.setattr(spacy, "blank", lambda _: NLP)


@pytest.fixture
def corpus(raw, tmp_path):
    """Returns the base of the 24 cables of `raw`."""
    convert([str(raw)], tmp_path / "corpus")
    return tmp_path / "corpus"


def rows(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "cables.jsonl").read_text(encoding="utf8").splitlines()]


def fates(*folders: Path) -> dict[str, str]:
    """Returns the partition of every cable, or why it has none; gold ones under their folder."""
    return {
        ("gold/" if row["gold"] else "") + row["cable"]: row.get("partition") or row["left_out"]
        for folder in folders
        for row in rows(folder)
    }


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def names(files: list[Path]) -> set[str]:
    return {doc.user_data["cable"] for file in files for doc in read_docs(file, NLP.vocab)}


# -- new and old ---------------------------------------------------------------------------------


def test_increments_hold_the_new_cables_alone(raw, corpus, write_cables):
    before = contents(corpus)
    write_cables(raw, range(24, 34))
    report = convert_new([str(raw)], corpus)
    assert report.data["cables"] == 10
    first, increment = on_disk(corpus)
    assert (first.number, first.path, sum(first.cables.values())) == (0, corpus, 24)
    assert (increment.number, increment.path) == (1, corpus / "increments" / "001")
    assert increment.cables == {name: part["cables"] for name, part in report.data["partitions"].items()}
    assert sum(increment.cables.values()) == 10
    assert set(fates(increment.path)) == {f"c{number}.txt" for number in range(24, 34)}
    assert sorted(path.name for path in increment.path.iterdir()) == [
        "cables.jsonl", "convert.json", "dev.spacy", "test-silver.spacy", "test.spacy", "train.spacy",
    ]  # fmt: skip
    assert {name: data for name, data in contents(corpus).items() if not name.startswith("increments")} == before


def test_increments_read_nothing_old(raw, corpus, write_cables, monkeypatch):
    write_cables(raw, [30])
    opened = []
    read = Source.read
    monkeypatch.setattr(Source, "read", lambda source: opened.append(source.name) or read(source))
    convert_new([str(raw)], corpus)
    assert opened == ["c30.txt"]


def test_increments_do_without_the_old_files(raw, corpus, write_cables):
    shutil.rmtree(raw)
    write_cables(raw, [30])
    assert convert_new([str(raw)], corpus).data["cables"] == 1


def test_increments_are_none_when_nothing_is_new(raw, corpus, write_cables):
    before = contents(corpus)
    assert convert_new([str(raw)], corpus) is None
    assert contents(corpus) == before
    assert not (corpus / "increments").exists()
    write_cables(raw, [30])
    assert convert_new([str(raw)], corpus)
    assert convert_new([str(raw)], corpus) is None
    assert len(on_disk(corpus)) == 2


def test_increments_come_one_after_the_other(raw, corpus, write_cables):
    for number in (30, 31):
        write_cables(raw, [number])
        convert_new([str(raw)], corpus)
    assert [item.number for item in on_disk(corpus)] == [0, 1, 2]
    assert [set(fates(item.path)) for item in on_disk(corpus)[1:]] == [{"c30.txt"}, {"c31.txt"}]
    assert len({item.digest for item in on_disk(corpus)}) == 3


def test_increments_say_that_nothing_but_a_damaged_file_is_new(raw, corpus):
    (raw / "new.txt").write_bytes(b"\0\1\2" * 100)
    lines = []
    assert convert_new([str(raw)], corpus, announce=lines.append) is None
    assert [line.split(":")[0] for line in lines] == ["new.txt"]


def test_increments_of_a_known_cable_that_changed_are_not_made(raw, corpus, write_cables):
    lines = []
    when = (corpus / "cables.jsonl").stat().st_mtime_ns
    for number, later in ((3, 1), (4, 0), (5, 10**9)):
        os.utime(raw / f"c{number}.txt", ns=(when + later, when + later))
    assert convert_new([str(raw)], corpus, announce=lines.append) is None
    assert lines == [
        "c3.txt, c5.txt changed since they were converted, and the old text is kept;"
        " `spacy project run all` reads everything again"
    ]
    write_cables(raw, [30])
    assert convert_new([str(raw)], corpus).data["increment"]["changed"] == ["c3.txt", "c5.txt"]


def test_increments_of_cables_from_another_folder_are_copies(raw, corpus, write_cables, tmp_path):
    write_cables(tmp_path / "else" / "where", [1, 2])
    lines = []
    report = convert_new([str(tmp_path / "else")], corpus, announce=lines.append)
    assert report.data["cables"] == 0
    assert sum(report.data["left_out"].values()) == 2
    assert all(why.startswith("copy of a cable in ") for why in fates(corpus / "increments" / "001").values())
    assert all("moved, renamed, or given from another folder?" in line for line in lines)
    assert lines
    assert convert_new([str(tmp_path / "else")], corpus) is None


def test_increments_are_the_same_bytes_again(raw, corpus, write_cables, tmp_path):
    write_cables(raw, range(24, 34))
    convert_new([str(raw)], corpus, output=tmp_path / "other")
    convert_new([str(raw)], corpus, where=Where(processes=2))
    assert contents(tmp_path / "other") == contents(corpus / "increments" / "001")


def test_increments_written_elsewhere_leave_the_corpus_alone(raw, corpus, write_cables, tmp_path):
    write_cables(raw, [30])
    before = contents(corpus)
    assert convert_new([str(raw)], corpus, output=tmp_path / "other").data["cables"] == 1
    assert contents(corpus) == before
    assert len(on_disk(corpus)) == 1


def test_increments_half_made_are_none(raw, corpus, write_cables, monkeypatch):
    write_cables(raw, [30])

    def fail(*_args, **_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("cable_ner.corpus.conversion.report_of", fail)
        with pytest.raises(KeyboardInterrupt):
            convert_new([str(raw)], corpus)
    (corpus / "increments" / ".scratch-99-killed" / "001").mkdir(parents=True)
    (corpus / "increments" / "007").mkdir()
    assert len(on_disk(corpus)) == 1
    convert_new([str(raw)], corpus)
    assert [item.number for item in on_disk(corpus)] == [0, 8]
    assert not list((corpus / "increments").glob(".scratch*"))


def test_increments_to_another_base_are_not_used(raw, corpus, write_cables):
    write_cables(raw, [30])
    convert_new([str(raw)], corpus)
    convert([str(raw)], corpus)  # a base with all of it
    assert len(on_disk(corpus)) == 1
    assert outdated(corpus) == [corpus / "increments" / "001"]
    lines = []
    assert convert_new([str(raw)], corpus, announce=lines.append) is None
    assert lines == [
        f"{corpus / 'increments' / '001'}: belongs to a base that was converted anew since, and is not used; remove it"
    ]


# -- errors --------------------------------------------------------------------------------------


def test_increments_need_a_base(raw, tmp_path):
    for call in (lambda: base(tmp_path), lambda: convert_new([str(raw)], tmp_path)):
        with pytest.raises(ValueError, match="there is no cables.jsonl; run `spacy project run all` first"):
            call()


def test_increments_need_inputs_that_exist(corpus):
    with pytest.raises(ValueError, match="nowhere: does not exist; check the path"):
        convert_new(["nowhere"], corpus)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('{"cable":"a.txt","gold":false,"partition":"train","paragraphs":1}', "has no 'message'"),
        ('{"cable":"a","message":"m","text":"t","gold":false,"partition":"../x","paragraphs":1}', "no partition '../x'"),
        ('{"cable":"a","message":["m"],"text":"t","gold":false,"left_out":"so"}', "no text"),
        ("[]", ""),
        ("{", ""),
    ],
)
def test_increments_say_which_row_is_wrong(corpus, raw, line, what):
    with (corpus / "cables.jsonl").open("a") as file:
        file.write(line + "\n")
    with pytest.raises(ValueError, match=rf"cables.jsonl:25: .*{what}.*run `spacy project run all` again"):
        convert_new([str(raw)], corpus)


# -- sides ---------------------------------------------------------------------------------------


@settings(derandomize=True, database=None, deadline=None, max_examples=8)
@given(st.lists(st.integers(0, 2), min_size=16, max_size=16))
def test_increments_over_time_have_the_sides_of_one_conversion(tmp_path_factory, write_cables_anywhere, months):
    folder = tmp_path_factory.mktemp("archive")
    new = {number: 24 + at for at, number in enumerate(range(24, 40))}
    convert([str(write_cables_anywhere(folder / "whole", range(40)))], folder / "at-once")
    raw = write_cables_anywhere(folder / "raw", range(24))
    convert([str(raw)], folder / "corpus")
    for month in range(3):
        write_cables_anywhere(raw, [number for number, when in zip(new, months) if when == month])
        convert_new([str(raw)], folder / "corpus")
    assert fates(*(item.path for item in on_disk(folder / "corpus"))) == fates(folder / "at-once")


@pytest.fixture(scope="module")
def write_cables_anywhere(cable):
    def write(folder: Path, numbers) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        for number in numbers:
            (folder / f"c{number}.txt").write_text(cable(number), encoding="utf8")
        return folder

    return write


def test_increments_of_one_cable_may_be_all_train(raw, corpus, write_cables):
    write_cables(raw, [100])
    report = convert_new([str(raw)], corpus)
    assert (report.data["split"]["mode"], report.data["cables"]) == ("by message", 1)
    assert sum(part["cables"] for part in report.data["partitions"].values()) == 1


def test_increments_with_gold_have_its_sides(tmp_path, write_cables):
    raw, gold = write_cables(tmp_path / "raw", range(24)), tmp_path / "gold"
    write_cables(gold / "dev", [0, 1])
    write_cables(gold / "test", [2, 3])
    checked = GoldFolders(str(gold), only_if_twins=True)
    corpus = tmp_path / "corpus"
    convert([str(raw)], corpus, checked=checked)
    write_cables(raw, range(30, 36))
    write_cables(gold / "test", [30, 5])  # 5 is the twin of an old cable
    report = convert_new([str(raw)], corpus, checked=checked)
    assert report.data["left_out"] == {
        "hand-checked twin is used instead": 1,
        "copy of a cable in train since an earlier conversion": 1,
    }
    increment = on_disk(corpus)[1]
    assert fates(increment.path) == {
        "c30.txt": "hand-checked twin is used instead",
        "gold/test/c30.txt": "test",
        "gold/test/c5.txt": "copy of a cable in train since an earlier conversion",
        **{f"c{number}.txt": "train" for number in range(31, 36)},
    }
    assert [labels_of(increment, name) for name in ("train", "dev", "test", "test-silver")] == [
        "silver",
        "",
        "gold",
        "silver",
    ]
    assert names(docbins(increment, "test-silver")) == {"c30.txt"}
    assert convert_new([str(raw)], corpus, checked=checked) is None


def test_increments_of_gold_alone_are_taken(tmp_path, write_cables):
    raw, gold = write_cables(tmp_path / "raw", range(24)), write_cables(tmp_path / "gold", range(4))
    checked = GoldFolders(str(gold), only_if_twins=True)
    convert([str(raw)], tmp_path / "corpus", checked=checked)
    write_cables(gold / "test", [50])
    assert convert_new([str(raw)], tmp_path / "corpus", checked=checked).data["cables"] == 1
    assert fates(tmp_path / "corpus" / "increments" / "001") == {"gold/test/c50.txt": "test"}


def test_increments_of_the_base_say_what_tells_its_cables_apart(corpus):
    placed = read_placed(corpus / "cables.jsonl")
    assert len(placed) == 24
    assert len({item.identity.message for item in placed}) == len({item.identity.text for item in placed}) == 24
    assert {(item.partition != "", item.left_out) for item in placed} == {(True, None)}


def test_increments_use_corrections_of_old_cables(raw, corpus, write_cables, tmp_path):
    decisions = tmp_path / "corrections.jsonl"
    decisions.write_text('{"form": "Milltown", "label": "LOC", "becomes": "ORG", "seen": "c1.txt"}\n')
    options = ConversionSettings(corrections=str(decisions), corrections_use=OF_THESE)
    write_cables(raw, [30])
    report = convert_new([str(raw)], corpus, settings=options)
    assert report.data["settings"]["corrections"] is True
    assert report.data["brackets"]["fixed"] == {"correction": 1}
    assert report.data["split"]["warnings"] == []


# -- files ---------------------------------------------------------------------------------------


def test_increments_docbins_are_the_audited_ones_if_there_are_any(corpus):
    [first] = on_disk(corpus)
    assert docbins(first, "train") == [corpus / "train.spacy"]
    (corpus / "audited").mkdir()
    (corpus / "audited" / "train.spacy").write_bytes((corpus / "train.spacy").read_bytes())
    assert docbins(first, "train") == [corpus / "audited" / "train.spacy"]
    assert docbins(first, "train", audited=False) == [corpus / "train.spacy"]
    assert docbins(first, "test") == [corpus / "test.spacy"]
    assert docbins(first, "nothing") == []


def test_increments_digest_is_of_the_data(corpus):
    before = base(corpus).digest
    assert base(corpus).digest == before
    (corpus / "audited").mkdir()
    shutil.copy(corpus / "dev.spacy", corpus / "audited" / "train.spacy")
    assert base(corpus).digest != before


def test_increments_gather_links_every_file_as_often_as_was_said(raw, corpus, write_cables, tmp_path):
    write_cables(raw, range(24, 40))
    convert_new([str(raw)], corpus)
    items = on_disk(corpus)
    folder = gather(items, "train", tmp_path / "gathered" / "train", times={1: 2})
    assert [path.name for path in sorted(folder.iterdir())] == [
        "000-0-train.spacy", "001-0-train.spacy", "001-1-train.spacy",
    ]  # fmt: skip
    count = items[0].cables["train"] + 2 * items[1].cables["train"]
    assert len(list(read_docs(folder, NLP.vocab))) == 4 * count
    assert os.path.samefile(folder / "000-0-train.spacy", corpus / "train.spacy")
    gather(items[:1], "train", folder)
    assert [path.name for path in folder.iterdir()] == ["000-0-train.spacy"]


def test_increments_gather_shards_and_empty_partitions(corpus, tmp_path):
    (corpus / "shards").mkdir()
    shutil.move(corpus / "train.spacy", corpus / "shards" / "00000.spacy")
    shutil.move(corpus / "shards", corpus / "train.spacy")
    shutil.copy(corpus / "dev.spacy", corpus / "train.spacy" / "00001.spacy")
    items = on_disk(corpus)
    folder = gather(items, "train", tmp_path / "train")
    assert sorted(path.name for path in folder.iterdir()) == ["000-0-00000.spacy", "000-0-00001.spacy"]
    assert list(read_docs(gather(items, "test-silver", tmp_path / "silver"), NLP.vocab)) == []


def test_increments_gather_copies_where_there_are_no_links(corpus, tmp_path, monkeypatch):
    def refuse(*_args):
        raise OSError

    monkeypatch.setattr(increments.os, "link", refuse)
    folder = gather(on_disk(corpus), "dev", tmp_path / "dev")
    assert (folder / "000-0-dev.spacy").read_bytes() == (corpus / "dev.spacy").read_bytes()


# -- settings ------------------------------------------------------------------------------------


@pytest.fixture
def given_settings(tmp_path):
    for name in ("rules.yml", "corrections.jsonl"):
        (tmp_path / name).write_text("" if name != "rules.yml" else "rules: []\n")
    return ConversionSettings(rules=str(tmp_path / "rules.yml"), corrections=str(tmp_path / "corrections.jsonl"))


def test_increments_settings_are_those_of_the_base(raw, tmp_path, given_settings):
    convert([str(raw)], tmp_path / "corpus", settings=given_settings)
    assert settings_differ(tmp_path / "corpus", given_settings) == []


def test_increments_settings_that_differ_are_said(raw, tmp_path, given_settings, monkeypatch):
    corpus = tmp_path / "corpus"
    convert([str(raw)], corpus, settings=given_settings)
    (tmp_path / "rules.yml").write_text("# other\nrules: []\n")
    monkeypatch.setattr("spacy.about.__version__", "4.0.0")
    other = ConversionSettings(
        Scheme(("PER", "LOC"), {"GPE": "LOC"}), "de", (0.6, 0.2, 0.2), 7,
        str(tmp_path / "rules.yml"), str(tmp_path / "corrections.jsonl"), NEVER,
    )  # fmt: skip
    found = dict(line.split(": ", 1) for line in settings_differ(corpus, other))
    version = json.loads((corpus / "convert.json").read_text())["spacy"]
    assert found == {
        "labels": "PER,LOC, where the base has PER,ORG,LOC,MISC",
        "label map": "GPE=LOC, where the base has none",
        "label rules": "changed since the base was converted",
        "corrections": "not used since the base was converted",
        "language": "de, where the base has en",
        "seed": "7, where the base has 0",
        "shares of train, dev and test": "0.6,0.2,0.2, where the base has 0.8,0.1,0.1",
        "tokenizer of spaCy": f"4.0.0, where the base has {version}",
    }


def test_increments_settings_of_an_earlier_version_are_not_known(corpus):
    data = json.loads((corpus / "convert.json").read_text())
    del data["settings"]["rules_digest"]
    (corpus / "convert.json").write_text(json.dumps(data))
    assert settings_differ(corpus, ConversionSettings(corrections_use=ANY)) == [
        "label rules: not known of the base, which an earlier version converted;"
        " `spacy project run all` converts everything anew"
    ]
