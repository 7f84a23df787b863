"""What a teacher says of a Doc: nothing where it has not read, or is unsure."""

import numpy
import spacy

from cable_ner.rules import LabelRules
from cable_ner.training import TeacherEffort


def test_labelling_words_that_were_not_read_have_no_label(tiny_encoder, tmp_path):
    from cable_ner.training.teacher.fitting import untrained
    from cable_ner.training.teacher.labelling import set_labels, tag_cables

    network = untrained(["PER"], TeacherEffort(str(tiny_encoder)), tmp_path)
    doc = spacy.blank("en")(" ".join(["zzzzzz"] * 100))  # of six pieces each; an encoder reads 512
    [[tagged]] = tag_cables(network, [[doc]], 100)
    assert numpy.flatnonzero(tagged.sure == 0).tolist() == list(range(85, 100))
    set_labels(network, [[doc]], size=100, sure=0.01, rules=LabelRules())
    assert [token.ent_iob for token in doc[85:]] == [0] * 15


def test_labelling_white_space_is_no_name_except_inside_one(tiny_encoder, tmp_path, monkeypatch):
    from cable_ner.training.teacher.fitting import untrained
    from cable_ner.training.teacher.labelling import tag_cables
    from cable_ner.training.teacher.tags import TagSet

    network = untrained(["PER"], TeacherEffort(str(tiny_encoder)), tmp_path)
    doc = spacy.blank("en")("Mayor\n Ann  Lee spoke\n ")
    monkeypatch.setattr(TagSet, "best", lambda _tags, scores: numpy.array([[0, 1, 2, 0]]))  # O, B-PER, I-PER, O
    [[tagged]] = tag_cables(network, [[doc]], 100)
    assert [token.text for token in doc] == ["Mayor", "\n ", "Ann", " ", "Lee", "spoke", "\n "]
    assert tagged.numbers.tolist() == [0, 0, 1, 2, 2, 0, 0]
    assert tagged.sure[[1, 6]].tolist() == [1, 1]
    assert tagged.sure[3] == tagged.sure[4] < 1
    assert network.tags.spans(tagged.numbers.tolist()) == [(2, 5, "PER")]


def test_labelling_temperature_is_higher_for_a_network_that_is_too_sure(tiny_encoder, tmp_path, write_docs):
    import torch

    from cable_ner.files import read_docs
    from cable_ner.training.teacher.fitting import untrained
    from cable_ner.training.teacher.labelling import calibrate

    network = untrained(["PER", "LOC"], TeacherEffort(str(tiny_encoder)), tmp_path)
    docs = [list(read_docs(write_docs("dev", ["Ann Lee saw Milltown ."]), spacy.blank("en").vocab))]
    with torch.no_grad():
        network.output.weight *= 50  # untrained, so it is wrong
    assert calibrate(network, docs, 100) > 2
    assert calibrate(network, [], 100) == 1
