"""Decoding: the mentions that spaCy's own loop over tokens finds, whatever the weights."""

from itertools import product

import numpy
import pytest
import spacy
from spacy.tokens import Span

from cable_ner.model.decoding import decode
from cable_ner.model.recogniser import FACTORY

TEXTS = [
    "Mayor Ann Lee of Milltown spoke about the harvest.",
    "",
    "Rain",
    "Ann\n\nLee of  Milltown \n",
    "The Ministry of Trade told Ann Lee and Bo Ray. They left for Port Said, and Bo stayed in Milltown with the Mayor.",
    "\n",
]
LABELS = ("PER", "LOC", "PARTY-OF")
# extra_state_tokens, use_upper, maxout_pieces: ours, and one that differs in all; the others are slow.
_FAST = {(False, True, 2), (True, False, 1)}
SHAPES = [
    shape if shape in _FAST else pytest.param(*shape, marks=pytest.mark.slow)
    for shape in product((False, True), (True, False), (2, 1))
]


def pipeline(seed: int, factory: str = FACTORY, *, extra: bool = False, upper: bool = True, pieces: int = 2):
    """Returns a pipeline with random weights, so that mentions of many lengths and labels are found."""
    tok2vec = {
        "@architectures": "spacy.HashEmbedCNN.v2", "width": 16, "depth": 1, "embed_size": 50, "window_size": 1,
        "maxout_pieces": 2, "subword_features": True, "pretrained_vectors": None,
    }  # fmt: skip
    model = {
        "@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "extra_state_tokens": extra,
        "hidden_width": 12, "maxout_pieces": pieces, "use_upper": upper, "nO": None, "tok2vec": tok2vec,
    }  # fmt: skip
    nlp = spacy.blank("en")
    ner = nlp.add_pipe(factory, name="ner", config={"model": model})
    for label in LABELS:
        ner.add_label(label)
    nlp.initialize()
    random = numpy.random.default_rng(seed)
    for layer in ner.model.walk():
        for name in layer.param_names:
            layer.set_param(name, random.normal(size=layer.get_param(name).shape).astype("float32"))
    return nlp


def ents(docs) -> list:
    return [[(ent.start, ent.end, ent.label_) for ent in doc.ents] for doc in docs]


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


def test_recogniser_leaves_entities_that_are_there():
    own, spacys = pipeline(5), pipeline(5, "ner")
    found = []
    for nlp in (own, spacys):
        doc = nlp.make_doc(TEXTS[0])
        doc.set_ents([Span(doc, 4, 5, "LOC")], blocked=[doc[1:3]], default="missing")
        found.append(ents(nlp.get_pipe("ner").pipe([doc])))
        assert (4, 5, "LOC") in found[-1][0]
    assert found[0] == found[1]


def test_recogniser_takes_an_o_for_no_decision_as_spacy_does():
    own, spacys = pipeline(2), pipeline(2, "ner")
    found = []
    for nlp in (own, spacys):
        doc = nlp.make_doc(TEXTS[4])
        doc.set_ents([], default="outside")
        found.append(ents(nlp.get_pipe("ner").pipe([doc])))
    assert found[0] == found[1] != [[]]


def test_recogniser_is_saved_and_loaded(tmp_path):
    nlp = pipeline(4)
    nlp.to_disk(tmp_path)
    loaded = spacy.load(tmp_path)
    assert loaded.get_pipe_meta("ner").factory == FACTORY
    assert ents(loaded.pipe(TEXTS)) == ents(nlp.pipe(TEXTS))
