"""The DocBin files of a partition: found and read in order."""

import zlib
from pathlib import Path

import pytest
import spacy
import srsly
from spacy.training import Corpus

from cable_ner.files.docbin import new_docbin
from cable_ner.files.shards import read_docs, shard_files, shard_path
from cable_ner.files.writing import write_bytes
from tests.helpers.docs import make_docs, view
from tests.helpers.folders import fill


@pytest.fixture(scope="module")
def nlp():
    return spacy.blank("en")


def test_shards_path_is_the_partitions_own_file_if_there_is_one(tmp_path):
    assert shard_path(tmp_path, "train", 0, 1) == tmp_path / "train.spacy"
    assert shard_path(tmp_path, "train", 0, 2) == tmp_path / "train.spacy" / "00000.spacy"
    assert shard_path(tmp_path, "train", 12, 13) == tmp_path / "train.spacy" / "00012.spacy"


def test_shards_files_are_in_order(tmp_path):
    paths = [shard_path(tmp_path, "train", number, 12) for number in range(12)]
    fill(tmp_path, {path.relative_to(tmp_path).as_posix(): b"" for path in reversed(paths)})
    fill(tmp_path, {"train.spacy/notes.txt": b"mine", "train.spacy/.00000.spacy-abc": b"half"})
    assert shard_files(tmp_path / "train.spacy") == paths
    assert shard_files(paths[3]) == [paths[3]]


@pytest.mark.parametrize(
    "make", [lambda path: None, lambda path: path.mkdir(), lambda path: fill(path, {"notes.txt": b"mine"})]
)
def test_shards_files_that_are_not_there_are_told_of(tmp_path, make):
    make(tmp_path / "train.spacy")
    with pytest.raises(FileNotFoundError, match="train.spacy: contains no DocBin files; convert the cables first"):
        shard_files(tmp_path / "train.spacy")


def _write_shards(nlp, folder, *shards_of_texts):
    for number, texts in enumerate(shards_of_texts):
        path = shard_path(folder, "train", number, len(shards_of_texts))
        path.parent.mkdir(exist_ok=True)
        write_bytes(path, new_docbin(make_docs(nlp, *texts)).to_bytes())
    return folder / "train.spacy"


@pytest.mark.parametrize(
    "texts",
    [
        [["Rome fell today.", "Paris  stood."]],
        [["Rome fell today.", "Paris  stood."], ["Lima slept."]],
        [["Rome fell today."], ["Lima slept."], ["Oslo woke."], ["Bonn ate."]] * 3,
    ],
    ids=["one file", "two shards", "twelve shards"],
)
def test_shards_are_read_in_order_and_by_spacy_alike(nlp, tmp_path, texts):
    path = _write_shards(nlp, tmp_path, *texts)
    expected = [view(doc) for shard in texts for doc in make_docs(nlp, *shard)]
    assert [view(doc) for doc in read_docs(path, spacy.blank("en").vocab)] == expected
    examples = list(Corpus(path)(nlp))
    assert [view(example.reference) for example in examples] == expected
    # What a model is trained on is the natural text, tokenised anew.
    assert [example.predicted.text for example in examples] == [text for text, *_ in expected]


def test_shards_keep_entities_missing_and_user_data(nlp, tmp_path):
    (doc,) = read_docs(_write_shards(nlp, tmp_path, ["Rome fell today."]), spacy.blank("en").vocab)
    assert view(doc) == ("Rome fell today.", [("Rome", "MISC")], [3, 2, 2, 0], {"cable": "Rome.txt", "index": 0})


def test_shards_empty_partition_is_a_file_without_docs(nlp, tmp_path):
    write_bytes(tmp_path / "dev.spacy", new_docbin().to_bytes())
    assert list(read_docs(tmp_path / "dev.spacy", nlp.vocab)) == []


def _good(nlp):
    return new_docbin(make_docs(nlp, "Rome fell today.")).to_bytes()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda good: b"",
        lambda good: b"no DocBin",
        lambda good: good[:-4],
        lambda good: good[: len(good) // 2],
        lambda good: good[:20] + b"xx" + good[22:],
        lambda good: zlib.compress(srsly.msgpack_dumps({"a": 1})),
        lambda good: zlib.compress(srsly.msgpack_dumps([1, 2])),
        lambda good: zlib.compress(b"\xc1"),
    ],
    ids=["empty", "text", "cut short", "half", "damaged", "other keys", "a list", "no msgpack"],
)
def test_shards_file_that_is_no_docbin_is_named(nlp, tmp_path, spoil):
    path = tmp_path / "train.spacy"
    path.write_bytes(spoil(_good(nlp)))
    with pytest.raises(ValueError, match="is not a DocBin file .*convert the cables again") as caught:
        list(read_docs(path, nlp.vocab))
    assert str(caught.value).startswith(f"{path}: ")


def test_shards_bad_file_among_good_ones_is_named_after_the_good_ones_are_read(nlp, tmp_path):
    path = _write_shards(nlp, tmp_path, ["Rome fell."], ["Lima slept."], ["Oslo woke."])
    (path / "00001.spacy").write_bytes(b"no DocBin")
    docs = read_docs(path, nlp.vocab)
    assert next(docs).text == "Rome fell."
    with pytest.raises(ValueError, match="00001.spacy: is not a DocBin file"):
        next(docs)


def test_shards_are_read_one_after_the_other(nlp, tmp_path, monkeypatch):
    path = _write_shards(nlp, tmp_path, ["Rome fell."], ["Lima slept."], ["Oslo woke."])
    opened, read = [], Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda file: (opened.append(file.name), read(file))[1])
    docs = read_docs(path, nlp.vocab)
    assert [(next(docs).text, list(opened)) for _ in range(3)] == [
        ("Rome fell.", ["00000.spacy"]),
        ("Lima slept.", ["00000.spacy", "00001.spacy"]),
        ("Oslo woke.", ["00000.spacy", "00001.spacy", "00002.spacy"]),
    ]
