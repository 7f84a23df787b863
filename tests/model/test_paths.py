"""All paths of the parser: by hand, against walking every path with the parser's own states, and what they leave alone."""

import math
from collections import defaultdict

import numpy
import pytest
import spacy
from spacy.tokens import Span

from cable_ner.model import paths
from cable_ner.model.confidence import likelihoods
from cable_ner.model.paths import spans_of_all_paths, without_mentions
from tests.helpers.parsers import indifferent

TEXTS = ["Mayor Ann Lee70 of Milltown spoke.", "", "Rain fell.", "Ann Lee3\n of", "Rain \n"]


@pytest.fixture(scope="module")
def nlp(tiny_model):
    return spacy.load(tiny_model)


def walked(nlp, doc):
    """Returns the probability of each span: that of all paths with it, each walked with the parser's own states."""
    parser, copy = nlp.get_pipe("ner"), without_mentions(doc)
    moves, model = parser.moves, parser.model.predict([copy])
    names = [moves.get_class_name(number) for number in range(moves.n_moves)]
    found = defaultdict(float)

    def state_after(steps):
        [state] = moves.init_batch([copy])
        for step in steps:
            only = numpy.zeros((1, moves.n_moves), dtype="float32")
            only[0, names.index(step)] = 1e6
            parser.transition_states([state], only)
        return state

    def walk(steps, share):
        if len(steps) == len(copy):
            for span in spans_in(steps):
                found[span] += share
            return
        state = state_after(steps)
        scores = model.predict([state])[0].astype("float64")
        valid = [number for number, name in enumerate(names) if moves.is_valid(state, name)]
        weights = numpy.exp(scores[valid] - scores[valid].max())
        for number, weight in zip(valid, weights / weights.sum()):
            if share * weight > 1e-7:
                walk([*steps, names[number]], share * weight)

    walk([], 1.0)
    return dict(found)


def spans_in(steps):
    start = 0
    for index, step in enumerate(steps):
        if step[0] in "BU":
            start = index
        if step[0] in "UL":
            yield start, index + 1, step[2:]


def test_paths_are_all_that_the_parser_may_take(nlp, monkeypatch):
    monkeypatch.setattr(paths, "LEAST", 1e-6)
    docs = list(nlp.pipe(TEXTS))
    together = spans_of_all_paths(nlp.get_pipe("ner"), docs)
    for doc, found in list(zip(docs, together))[1:]:
        expected = walked(nlp, doc) if len(doc) else {}
        for span in found.keys() | {span for span, value in expected.items() if value > 1e-4}:
            assert found.get(span, 0) == pytest.approx(expected.get(span, 0), abs=1e-4), span
    assert sum(len(found) for found in together) > 10


def test_paths_by_hand():
    nlp = indifferent()
    [found] = spans_of_all_paths(nlp.get_pipe("ner"), [nlp.make_doc("Ann Lee")])
    first, last = 4 * math.e + 1, 2 * math.e + 1  # begin and unit of two labels, and out; at the end nothing can begin
    assert found[0, 2, "PER"] == pytest.approx(math.e / first)
    assert found[0, 1, "LOC"] == pytest.approx(math.e / first)
    assert found[1, 2, "LOC"] == pytest.approx((1 - 2 * math.e / first) * math.e / last)
    assert len(found) == 6


def test_paths_hold_what_the_parser_finds_and_more(nlp):
    docs = list(nlp.pipe(TEXTS))
    for found, best in zip(spans_of_all_paths(nlp.get_pipe("ner"), docs), likelihoods(nlp, docs)):
        assert best.keys() <= found.keys()
    assert sum(map(len, spans_of_all_paths(nlp.get_pipe("ner"), docs))) > sum(len(doc.ents) for doc in docs)


def test_paths_know_nothing_of_mentions_that_stand_in_a_doc(nlp):
    doc = nlp(TEXTS[2])
    before = spans_of_all_paths(nlp.get_pipe("ner"), [doc])
    doc.ents = [Span(doc, 0, 2, "MISC")]
    assert spans_of_all_paths(nlp.get_pipe("ner"), [doc]) == before
    assert [ent.label_ for ent in doc.ents] == ["MISC"]


def test_paths_of_states_with_other_features_are_not_known():
    nlp = spacy.blank("en")
    model = {
        "@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "extra_state_tokens": True,
        "hidden_width": 8, "maxout_pieces": 2, "use_upper": True, "nO": None,
        "tok2vec": {"@architectures": "spacy.HashEmbedCNN.v2", "width": 8, "depth": 1, "embed_size": 50, "window_size": 1,
                    "maxout_pieces": 2, "subword_features": False, "pretrained_vectors": None},
    }  # fmt: skip
    ner = nlp.add_pipe("ner", config={"model": model})
    ner.add_label("PER")
    nlp.initialize()
    assert spans_of_all_paths(ner, [nlp.make_doc("Ann Lee")]) is None


def test_paths_end_before_a_token_that_begins_a_sentence():
    nlp = indifferent()
    doc = nlp.make_doc("Ann Lee")
    doc[1].is_sent_start = True
    [found] = spans_of_all_paths(nlp.get_pipe("ner"), [doc])
    assert sorted({(start, end) for start, end, _ in found}) == [(0, 1), (1, 2)]
    assert found[0, 1, "PER"] == pytest.approx(math.e / (2 * math.e + 1))
