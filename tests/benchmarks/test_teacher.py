"""A teacher as one of the systems that are compared. On a tiny encoder; needs PyTorch."""

import spacy

from benchmarks.teacher import teacher_tagger
from cable_ner.evaluation import as_reference
from cable_ner.files import read_docs
from cable_ner.training import TeacherEffort, TeacherLesson, Texts, teach
from tests.training.teacher.conftest import SENTENCES, tiny_encoder, write_docs  # noqa: F401


def test_teacher_finds_what_it_has_learnt(tiny_encoder, write_docs, tmp_path):  # noqa: F811
    (tmp_path / "one.txt").write_text("\n\n".join(SENTENCES[3:]), encoding="utf8")
    train, dev = write_docs("train", list(SENTENCES) * 12), write_docs("dev", list(SENTENCES[:3]))
    effort = TeacherEffort(str(tiny_encoder), layers=2, frozen=0, epochs=10, learn_rate=3e-3, window=30, batch=120)
    texts = Texts([train], [str(tmp_path / "one.txt")], [dev])
    teach(TeacherLesson(train, dev, texts, tmp_path / "taught", effort))
    tag, megabytes = teacher_tagger(tmp_path / "taught")
    reference = as_reference(read_docs(dev, spacy.blank("en").vocab))
    right = [list(one.mentions) for one in reference.paragraphs]
    for doc in reference.docs:
        doc.ents = []  # (it looks at the text alone)
    assert tag(reference) == right
    assert not any(doc.ents for doc in reference.docs)  # and leaves the reference as it is
    assert 0 < megabytes < 1
