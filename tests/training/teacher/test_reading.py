"""What a teacher says of cables that it has not learned from."""

import numpy
import spacy

from cable_ner.training import TeacherEffort, read_unseen
from tests.training.teacher.conftest import SENTENCES, named

LABELS = ["LOC", "PER"]


def cables(count: int) -> list:
    nlp = spacy.blank("en")
    return [[named(nlp(SENTENCES[(number + more) % len(SENTENCES)])) for more in range(2)] for number in range(count)]


def read(encoder, **how):
    effort = TeacherEffort(str(encoder), frozen=0, window=30, batch=120, **how)
    return list(read_unseen(iter(cables(10)), iter(cables(3)), LABELS, effort))


def test_reading_finds_names_in_each_doc_of_cables_it_has_not_learned_from(tiny_encoder):
    found = read(tiny_encoder, epochs=30, learn_rate=3e-3)
    docs = [doc for own in cables(3) for doc in own]
    assert [said.spans for said in found] == [tuple((e.start, e.end, e.label_) for e in doc.ents) for doc in docs]
    for doc, said in zip(docs, found):
        assert said.scores.shape == (len(doc), 5)
        assert numpy.allclose(numpy.exp(said.scores).sum(1), 1, atol=1e-3)


def test_reading_depends_on_the_seed_alone(tiny_encoder):
    import torch

    torch.set_num_threads(2)
    one, same, other = (read(tiny_encoder, epochs=1, seed=seed) for seed in (0, 0, 1))
    assert torch.get_num_threads() == 2
    torch.set_num_threads(1)
    assert all(numpy.array_equal(a.scores, b.scores) for a, b in zip(one, same))
    assert not any(numpy.array_equal(a.scores, b.scores) for a, b in zip(one, other))
