"""Which increments count, and their files: numbers, digests, DocBins, folders of links."""

import os
import shutil

import pytest

from cable_ner.corpus.conversion import convert
from cable_ner.corpus.increments import base, convert_new, docbins, gather, on_disk, outdated
from cable_ner.files import read_docs
from tests.helpers.conversion import NLP, sides


def test_increments_need_a_base(raw, tmp_path):
    for call in (lambda: base(tmp_path), lambda: convert_new([str(raw)], tmp_path)):
        with pytest.raises(ValueError, match="there is no cables.jsonl; run `spacy project run all` first"):
            call()


def test_increments_come_one_after_the_other(raw, corpus, write_cables):
    for number in (30, 31):
        write_cables(raw, [number])
        convert_new([str(raw)], corpus)
    assert [item.number for item in on_disk(corpus)] == [0, 1, 2]
    assert [set(sides(item.path)) for item in on_disk(corpus)[1:]] == [{"c30.txt"}, {"c31.txt"}]
    assert len({item.digest for item in on_disk(corpus)}) == 3


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
        f"{corpus / 'increments' / '001'}: belongs to an earlier conversion of the base and is ignored; remove it"
    ]


def test_increments_digest_is_of_the_data(corpus):
    before = base(corpus).digest
    assert base(corpus).digest == before
    (corpus / "audited").mkdir()
    shutil.copy(corpus / "dev.spacy", corpus / "audited" / "train.spacy")
    assert base(corpus).digest != before


def test_increments_docbins_are_the_audited_ones_if_there_are_any(corpus):
    [first] = on_disk(corpus)
    assert docbins(first, "train") == [corpus / "train.spacy"]
    (corpus / "audited").mkdir()
    (corpus / "audited" / "train.spacy").write_bytes((corpus / "train.spacy").read_bytes())
    assert docbins(first, "train") == [corpus / "audited" / "train.spacy"]
    assert docbins(first, "train", audited=False) == [corpus / "train.spacy"]
    assert docbins(first, "test") == [corpus / "test.spacy"]
    assert docbins(first, "nothing") == []


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

    monkeypatch.setattr(os, "link", refuse)
    folder = gather(on_disk(corpus), "dev", tmp_path / "dev")
    assert (folder / "000-0-dev.spacy").read_bytes() == (corpus / "dev.spacy").read_bytes()
