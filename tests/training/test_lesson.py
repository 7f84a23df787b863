"""What a teacher learns from; without PyTorch."""

from dataclasses import replace

import pytest
import srsly

from cable_ner.training import TeacherEffort, TeacherLesson, Texts, taught

REPORT = {"digests": {"train": "a", "all": "b"}, "labelled": {"cables": 3}}


def test_lesson_has_another_key_for_other_labels_or_settings(tmp_path):
    for name in ("train", "dev"):
        (tmp_path / f"{name}.spacy").write_bytes(name.encode())
    lesson = TeacherLesson(tmp_path / "train.spacy", tmp_path / "dev.spacy", Texts(), tmp_path / "out")
    keys = [lesson.key(), replace(lesson, effort=TeacherEffort(seed=1)).key()]
    (tmp_path / "train.spacy").write_bytes(b"other labels")
    keys.append(lesson.key())
    assert len(set(keys)) == 3
    assert replace(lesson, output=tmp_path / "elsewhere").key() == keys[-1]


def test_taught_is_the_report_of_the_teacher(tmp_path):
    assert taught(tmp_path) == {}
    (tmp_path / "taught").mkdir()
    srsly.write_json(tmp_path / "taught" / "teach.json", REPORT)
    assert taught(tmp_path) == REPORT


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"digests": {"train": "a"}}'])
def test_taught_refuses_what_is_no_report(tmp_path, text):
    (tmp_path / "taught").mkdir()
    (tmp_path / "taught" / "teach.json").write_text(text, encoding="utf8")
    with pytest.raises(ValueError, match="teach.json: is not the report of a teacher .*run `cable-ner teach` again"):
        taught(tmp_path)
