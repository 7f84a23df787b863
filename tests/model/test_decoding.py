"""Decoding: the mentions that spaCy's own loop over tokens finds, whatever the weights."""

from itertools import product

import pytest

from cable_ner.model.decoding import decode
from cable_ner.model.recogniser import FACTORY
from tests.helpers.parsers import LABELS, TEXTS, ents, pipeline

# extra_state_tokens, use_upper, maxout_pieces: ours, and one that differs in all; the others are slow.
_FAST = {(False, True, 2), (True, False, 1)}
SHAPES = [
    shape if shape in _FAST else pytest.param(*shape, marks=pytest.mark.slow)
    for shape in product((False, True), (True, False), (2, 1))
]


@pytest.mark.parametrize(("extra", "upper", "pieces"), SHAPES)
def test_decoding_finds_what_spacys_loop_finds(extra, upper, pieces):
    lengths, labels = set(), set()
    for seed in range(12):
        own, spacys = (
            pipeline(seed, factory, extra=extra, upper=upper, pieces=pieces) for factory in (FACTORY, "ner")
        )  # fmt: skip
        found = ents(own.pipe(TEXTS))
        assert found == ents(spacys.pipe(TEXTS))
        assert found == ents(map(own, TEXTS))
        lengths |= {end - start for spans in found for start, end, _ in spans}
        labels |= {label for spans in found for _, _, label in spans}
    assert {1, 2, 3} <= lengths
    assert labels == set(LABELS)


@pytest.mark.parametrize("seed", range(8))
def test_decoding_does_not_cross_the_start_of_a_sentence(seed):
    own, spacys = pipeline(seed), pipeline(seed, "ner")
    found = []
    for nlp in (own, spacys):
        docs = list(map(nlp.make_doc, TEXTS))
        for doc in docs:
            for index in range(3, len(doc), 3):
                doc[index].is_sent_start = True
        found.append(ents(nlp.get_pipe("ner").pipe(docs)))
    assert found[0] == found[1]
    assert all(start // 3 == (end - 1) // 3 for spans in found[0] for start, end, _ in spans)
    assert any(found[0])


def test_decoding_gives_a_new_label_the_lowest_score():
    own, spacys = pipeline(3), pipeline(3, "ner")
    for nlp in (own, spacys):
        nlp.get_pipe("ner").add_label("NEW")
    assert ents(own.pipe(TEXTS)) == ents(spacys.pipe(TEXTS))


def test_decoding_gives_the_scores_of_all_steps_at_each_token_of_a_mention():
    nlp = pipeline(1)
    ner = nlp.get_pipe("ner")
    docs = list(map(nlp.make_doc, TEXTS))
    found = [(doc, mention) for doc, mentions in zip(docs, decode(ner, docs)) for mention in mentions]
    assert len(found) > 5
    for doc, mention in found:
        step = ner.model.predict([doc])
        [state] = ner.moves.init_batch([doc])
        rows = []
        for _ in doc:
            rows.append(step.predict([state])[0].copy())
            ner.transition_states([state], rows[-1][None])
        assert len(mention.scores) == mention.end - mention.start
        for own, spacys in zip(mention.scores, rows[mention.start : mention.end]):
            assert own == pytest.approx(spacys, rel=1e-3, abs=1e-3)
