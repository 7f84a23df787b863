"""A folder for `datasets` of Hugging Face: parquet files with tags of ClassLabel."""

import builtins

import pytest
import spacy
from spacy.tokens import Span

from cable_ner.corpus import write_datasets

NLP = spacy.blank("en")


def docs(partition: str, *, missing: bool = False):
    for index in range(3):
        doc = NLP.make_doc(f"Denz{index} 😀\nleft Port Bank {partition}.")
        unknown = [doc[0:1]] if missing and not index else []
        doc.set_ents([Span(doc, 4, 6, "ORG")], missing=unknown, default="outside")
        doc.user_data.update(cable="a.txt", index=index, zone="paragraph")
        yield doc


def partitions(**options):
    return {name: lambda name=name: docs(name, **options) for name in ("train", "dev", "test")}


@pytest.fixture
def datasets(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    return pytest.importorskip("datasets")


def test_datasets_folder_is_loaded_by_the_real_package(datasets, tmp_path):
    assert write_datasets(partitions(), tmp_path / "out", missing="mark") == 9
    loaded = datasets.load_dataset(str(tmp_path / "out"), cache_dir=str(tmp_path / "cache"))
    assert {name: split.num_rows for name, split in loaded.items()} == {"train": 3, "validation": 3, "test": 3}
    tags = loaded["train"].features["ner_tags"].feature
    assert tags.names == ["O", "B-ORG", "I-ORG"]
    row = loaded["validation"][1]
    assert row["tokens"] == ["Denz1", "😀", "left", "Port", "Bank", "dev", "."]
    assert tags.int2str(row["ner_tags"]) == ["O", "O", "O", "B-ORG", "I-ORG", "O", "O"]
    assert (row["id"], row["cable"], row["zone"]) == ("a.txt#1", "a.txt", "paragraph")


@pytest.mark.parametrize(("missing", "rows", "first"), [("mark", 9, -100), ("outside", 9, 0), ("leave-out", 6, 0)])
def test_datasets_folder_of_unknown_labels(datasets, tmp_path, missing, rows, first):
    assert write_datasets(partitions(missing=True), tmp_path / "out", missing=missing) == rows
    loaded = datasets.load_dataset(str(tmp_path / "out"), split="train", cache_dir=str(tmp_path / "cache"))
    assert loaded[0]["ner_tags"] == [first, 0, 0, 1, 2, 0, 0]


def test_datasets_folder_without_the_package_says_what_to_install(tmp_path, monkeypatch):
    real = builtins.__import__

    def without(name, *args, **options):
        if name == "datasets":
            raise ImportError(name)
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ValueError, match=r"needs the package datasets .* pip install '.\[datasets\]'"):
        write_datasets(partitions(), tmp_path / "out", missing="mark")
