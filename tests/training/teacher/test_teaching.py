"""A teacher learns from annotated cables and labels others. On a tiny encoder, read as any other is."""

from dataclasses import replace
from pathlib import Path

import pytest
import spacy
import srsly

from cable_ner.files import read_docs, shard_files
from cable_ner.training import TeacherEffort, TeacherLesson, Texts, teach

from .conftest import NAMES, SENTENCES

ONE, TWO = "\n\n".join(SENTENCES[3:]), "\n\n".join(SENTENCES[:2:-1])


@pytest.fixture
def lesson(tiny_encoder, write_docs, tmp_path):
    """Returns a lesson: annotated sentences, and two cables without annotations."""
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "one.txt").write_text(ONE, encoding="utf8")
    (raw / "two.txt").write_text(TWO, encoding="utf8")
    train, dev = write_docs("train", list(SENTENCES) * 12), write_docs("dev", list(SENTENCES[:3]))
    effort = TeacherEffort(str(tiny_encoder), layers=2, frozen=0, epochs=10, learn_rate=3e-3, window=30, batch=120)
    return TeacherLesson(train, dev, Texts([train], [str(raw)], [dev]), tmp_path / "taught", effort)


def labelled(folder: Path) -> dict[str, set[tuple[str, str]]]:
    """Returns the names of each cable that a teacher labelled."""
    found: dict[str, set[tuple[str, str]]] = {}
    for doc in read_docs(folder / "train.spacy", spacy.blank("en").vocab):
        if doc.user_data["labels"] == "taught":
            found.setdefault(doc.user_data["cable"], set()).update((ent.text, ent.label_) for ent in doc.ents)
    return found


def test_teach_labels_cables_and_keeps_those_to_train_on(lesson):
    report = teach(lesson)
    found = labelled(lesson.output)
    assert found["one.txt"] >= {("Bob Ray", "PER"), ("Milltown", "LOC")}
    assert ("Bob Ray", "PER") in found["two.txt"]
    docs = list(read_docs(lesson.output / "train.spacy", spacy.blank("en").vocab))
    assert sum(doc.user_data["labels"] == "silver" for doc in docs) == 12 * len(SENTENCES)
    assert report["labelled"]["cables"] == 2
    assert report["labels"] == sorted(set(NAMES.values()))
    assert report["f1_on_dev"] > 0.9
    assert srsly.read_json(lesson.output / "teach.json") == report


def test_teach_goes_on_where_it_was_stopped_and_gives_the_same(lesson, monkeypatch, tmp_path):
    from cable_ner.training.teacher import teaching

    teach(lesson)
    whole = [file.read_bytes() for file in shard_files(lesson.output / "train.spacy")]
    other = lesson.__class__(lesson.train, lesson.dev, lesson.texts, tmp_path / "other", lesson.effort)
    seen: list[str] = []

    def stopped(items, label, total):
        for item in items:
            if "epoch 8" in label:
                raise KeyboardInterrupt
            yield item

    def watched(items, label, total):
        seen.append(label)
        return items

    with pytest.raises(KeyboardInterrupt):
        teach(other, stopped)
    teach(other, watched)
    assert [label for label in seen if "epoch" in label] == [f"Teacher, epoch {number} of 10" for number in (8, 9, 10)]
    assert [file.read_bytes() for file in shard_files(other.output / "train.spacy")] == whole
    # What is there is not made again.
    monkeypatch.setattr(teaching, "set_labels", None)
    seen.clear()
    teach(other, watched)
    assert not [label for label in seen if "epoch" in label]


def test_teach_leaves_out_what_it_is_unsure_of(lesson):
    # No tag of such a network has this probability.
    report = teach(replace(lesson, sure=1.0))
    assert labelled(lesson.output) == {"one.txt": set(), "two.txt": set()}
    assert report["labelled"]["missing"] > 0.9 * report["labelled"]["tokens"]


def test_teach_without_cables_to_label(lesson):
    alone = replace(lesson, texts=replace(lesson.texts, raw=()))
    with pytest.raises(ValueError, match="there is no cable without annotations to label; give files, folders or archives"):
        teach(alone)


def test_teach_again_with_other_weights_of_the_same_name(lesson):
    """What is there was made by another encoder: it is not taken up."""
    from safetensors.torch import load_file, save_file

    teach(lesson)
    path = Path(lesson.effort.encoder) / "model.safetensors"
    whole = path.read_bytes()
    seen: list[str] = []
    try:
        weights = load_file(path)
        save_file({name: weight * 0.5 for name, weight in weights.items()}, path, metadata={"format": "pt"})
        teach(lesson, lambda items, label, total: seen.append(label) or items)
    finally:
        path.write_bytes(whole)
    assert [label for label in seen if "epoch" in label]


def test_teach_with_a_state_that_is_broken(lesson):
    teach(lesson)
    [state] = lesson.output.glob("*-teacher.pt")
    state.write_bytes(state.read_bytes()[:1000])
    with pytest.raises(ValueError, match="teacher.pt: cannot be read .*remove it, and run the command again"):
        teach(lesson)


def test_teach_renamed_cables_keep_their_new_names(lesson):
    teach(lesson)
    raw = Path(lesson.texts.raw[0])
    (raw / "one.txt").rename(raw / "other.txt")
    teach(lesson)
    assert set(labelled(lesson.output)) == {"other.txt", "two.txt"}
