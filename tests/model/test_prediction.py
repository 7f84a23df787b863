"""Predictions: what the same layers give in training, without dropout."""

import numpy
import pytest
import spacy
from spacy.ml.models.tok2vec import MaxoutWindowEncoder, MultiHashEmbed
from thinc.api import set_dropout_rate

from cable_ner.model import prediction
from cable_ner.model.embedding import build_lexical_embed, build_repeats_tok2vec
from cable_ner.model.prediction import is_predictable

NLP = spacy.blank("en")
TEXTS = [
    "Ann Lee left Bern for Zug , and Lee stayed in Zug .",
    "",
    "Zug",
    "THE MINISTER OF TRADE TOLD ANN LEE THAT Bern AND Zug ARE FAR",
    "   ",
    "Trade is trade . Lee said so to Bo Ray in Bern , and again in Zug : Lee , Ray and Lee .",
]


def tok2vec(embed=None, *, width: int = 8, depth: int = 3, pieces: int = 3, window: int = 1):
    """Returns a tok2vec layer with random weights, and the Docs of TEXTS."""
    embed = embed or build_lexical_embed(width, ["lower", "shape"], [50, 20], [6, 4])
    model = build_repeats_tok2vec(embed, MaxoutWindowEncoder(width, window, pieces, depth), width)
    docs = list(map(NLP.make_doc, TEXTS))
    model.initialize(X=docs)
    random = numpy.random.default_rng(1)
    for node in model.walk():
        for name in node.param_names:
            node.set_param(name, random.normal(size=node.get_param(name).shape).astype("float32"))
    set_dropout_rate(model, 0.0)
    return model, docs


def assert_predicts_what_it_learns_from(model, docs):
    learnt, predicted = model.begin_update(docs)[0], model.predict(docs)
    assert [len(own) for own in predicted] == list(map(len, docs))
    for own, other in zip(predicted, learnt, strict=True):
        numpy.testing.assert_allclose(own, other, atol=2e-4)


@pytest.mark.parametrize("stretch", [1, 2, 5, 256])
@pytest.mark.parametrize("depth", [1, 2, 4])
def test_prediction_is_what_the_layers_give_in_training(monkeypatch, stretch, depth):
    monkeypatch.setattr(prediction, "_STRETCH", stretch)
    model, docs = tok2vec(depth=depth)
    assert is_predictable(model.layers[0].layers[1], model.layers[1])
    assert_predicts_what_it_learns_from(model, docs)


@pytest.mark.parametrize("pieces", [1, 2, 3])
def test_prediction_takes_any_number_of_pieces(pieces):
    assert_predicts_what_it_learns_from(*tok2vec(pieces=pieces))


def test_prediction_takes_vectors_that_do_not_depend_on_the_word_alone():
    embed = MultiHashEmbed(8, ["NORM", "SHAPE"], [50, 20], include_static_vectors=False)
    assert_predicts_what_it_learns_from(*tok2vec(embed))


def test_prediction_leaves_another_encoder_to_thinc():
    model, docs = tok2vec(window=2)
    assert not is_predictable(model.layers[0].layers[1], model.layers[1])
    assert_predicts_what_it_learns_from(model, docs)


def test_prediction_of_a_text_does_not_depend_on_the_others():
    model, docs = tok2vec()
    for doc, own in zip(docs, model.predict(docs)):
        numpy.testing.assert_allclose(model.predict([doc])[0], own, atol=2e-4)


def test_prediction_of_empty_texts():
    model, docs = tok2vec()
    assert [own.shape for own in model.predict([docs[1], docs[1]])] == [(0, 8), (0, 8)]


def test_prediction_follows_weights_that_change():
    model, docs = tok2vec()
    before = model.predict(docs)[0].copy()
    for node in model.walk():
        if node.name == "maxout":
            node.set_param("W", node.get_param("W") * -1)
    assert abs(model.predict(docs)[0] - before).max() > 0.1
    assert_predicts_what_it_learns_from(model, docs)
