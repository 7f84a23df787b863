"""New cables alone: nothing changes side, nothing is half there."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cable_ner.corpus.conversion import convert
from cable_ner.corpus.increments import convert_new, docbins, labels_of, on_disk
from cable_ner.corpus.settings import ConversionSettings, GoldFolders
from cable_ner.labels import OF_THESE
from cable_ner.work.engines import Where
from tests.helpers.conversion import cables_in, contents, sides

pytestmark = pytest.mark.usefixtures("one_tokenizer")


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
    assert set(sides(increment.path)) == {f"c{number}.txt" for number in range(24, 34)}
    assert sorted(path.name for path in increment.path.iterdir()) == [
        "cables.jsonl", "convert.json", "dev.spacy", "test-silver.spacy", "test.spacy", "train.spacy",
    ]  # fmt: skip
    assert {name: data for name, data in contents(corpus).items() if not name.startswith("increments")} == before


def test_increments_are_none_when_nothing_is_new(raw, corpus, write_cables):
    before = contents(corpus)
    assert convert_new([str(raw)], corpus) is None
    assert contents(corpus) == before
    assert not (corpus / "increments").exists()
    write_cables(raw, [30])
    assert convert_new([str(raw)], corpus)
    assert convert_new([str(raw)], corpus) is None
    assert len(on_disk(corpus)) == 2


def test_increments_say_that_nothing_but_a_damaged_file_is_new(raw, corpus):
    (raw / "new.txt").write_bytes(b"\0\1\2" * 100)
    lines = []
    assert convert_new([str(raw)], corpus, announce=lines.append) is None
    assert [line.split(":")[0] for line in lines] == ["new.txt"]


def test_increments_of_cables_from_another_folder_are_copies(raw, corpus, write_cables, tmp_path):
    write_cables(tmp_path / "else" / "where", [1, 2])
    lines = []
    report = convert_new([str(tmp_path / "else")], corpus, announce=lines.append)
    assert report.data["cables"] == 0
    assert sum(report.data["left_out"].values()) == 2
    assert all(why.startswith("copy of an earlier cable in ") for why in sides(corpus / "increments" / "001").values())
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


def test_increments_need_inputs_that_exist(corpus):
    with pytest.raises(ValueError, match="nowhere: does not exist; check the path"):
        convert_new(["nowhere"], corpus)


@settings(max_examples=8)
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
    assert sides(*(item.path for item in on_disk(folder / "corpus"))) == sides(folder / "at-once")


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
        "copy of an earlier cable in train": 1,
    }
    increment = on_disk(corpus)[1]
    assert sides(increment.path) == {
        "c30.txt": "hand-checked twin is used instead",
        "gold/test/c30.txt": "test",
        "gold/test/c5.txt": "copy of an earlier cable in train",
        **{f"c{number}.txt": "train" for number in range(31, 36)},
    }
    assert [labels_of(increment, name) for name in ("train", "dev", "test", "test-silver")] == [
        "silver",
        "",
        "gold",
        "silver",
    ]
    assert cables_in(docbins(increment, "test-silver")) == {"c30.txt"}
    assert convert_new([str(raw)], corpus, checked=checked) is None


def test_increments_of_gold_alone_are_taken(tmp_path, write_cables):
    raw, gold = write_cables(tmp_path / "raw", range(24)), write_cables(tmp_path / "gold", range(4))
    checked = GoldFolders(str(gold), only_if_twins=True)
    convert([str(raw)], tmp_path / "corpus", checked=checked)
    write_cables(gold / "test", [50])
    assert convert_new([str(raw)], tmp_path / "corpus", checked=checked).data["cables"] == 1
    assert sides(tmp_path / "corpus" / "increments" / "001") == {"gold/test/c50.txt": "test"}


def test_increments_use_corrections_of_old_cables(raw, corpus, write_cables, tmp_path):
    decisions = tmp_path / "corrections.jsonl"
    decisions.write_text('{"form": "Milltown", "label": "LOC", "becomes": "ORG", "seen": "c1.txt"}\n')
    options = ConversionSettings(corrections=str(decisions), corrections_use=OF_THESE)
    write_cables(raw, [30])
    report = convert_new([str(raw)], corpus, settings=options)
    assert report.data["settings"]["corrections"] is True
    assert report.data["brackets"]["fixed"] == {"correction": 1}
    assert report.data["split"]["warnings"] == []
