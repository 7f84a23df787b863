import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy
import pytest
import spacy
from spacy.ml.models.tok2vec import MaxoutWindowEncoder
from spacy.tokens import Doc
from spacy.util import fix_random_seed

from cable_ner.model import embedding, prediction, word_features
from cable_ner.model.embedding import build_lexical_embed, build_repeats_tok2vec

NLP = spacy.blank("en")
FEATURES = ["orth", "lower", "prefix1", "suffix3", "shape", "cluster", "kinds"]


def built(features: list[str] = FEATURES, width: int = 8):
    return build_lexical_embed(width, features, [50] * len(features), [4] * len(features))


def docs(*texts: str) -> list[Doc]:
    return [NLP.make_doc(text) for text in texts]


@pytest.mark.parametrize("feature", ["prefix", "suffix0", "suffix12", "clusters", ""])
def test_embedding_refuses_features_there_are_none_of(feature):
    with pytest.raises(ValueError, match=re.escape(f"no feature '{feature}'")):
        built([feature])


def test_embedding_refuses_lists_of_different_lengths():
    with pytest.raises(ValueError, match="2 features, 1 rows and 2 widths"):
        build_lexical_embed(8, ["orth", "lower"], [50], [4, 4])


def test_embedding_gives_one_vector_a_token_that_depends_on_the_word_alone():
    model = built()
    model.initialize(X=docs("Ann left Bern ."))
    first, second, empty = model.predict(docs("Ann left Bern .", "Bern left Zug", ""))
    assert first.shape == (4, 8)
    assert second.shape == (3, 8)
    assert empty.shape == (0, 8)
    numpy.testing.assert_array_equal(first[2], second[0])
    numpy.testing.assert_array_equal(first[1], second[1])
    assert not numpy.allclose(first[0], first[2])


def test_embedding_adds_up_what_a_word_learns_at_all_its_places():
    def gradients(text: str, scale: float) -> list[numpy.ndarray]:
        fix_random_seed(0)
        model = built()
        model.initialize(X=docs("Ann"))
        vectors, backprop = model.begin_update(docs(text))
        weights = numpy.arange(8, dtype="float32") * scale
        backprop([numpy.tile(weights, (len(vectors[0]), 1))])
        return [node.get_grad("W") for node in model.walk() if node.has_grad("W")]

    (twice,), (once,) = gradients("Bern Bern", 1.0), gradients("Bern", 2.0)
    assert abs(twice).max() > 0
    numpy.testing.assert_allclose(twice, once, rtol=1e-4)


def test_embedding_reads_the_lexicon_only_if_a_feature_asks_for_it():
    for features, size in ((["orth", "lower"], False), (["orth", "kinds"], True)):
        model = built(features)
        model.initialize(X=docs("Ann"))
        assert bool(len(model.layers[0].attrs["keys"])) == size


def test_embedding_keeps_the_lexicon_with_its_weights():
    model, other = built(), built()
    model.initialize(X=docs("Ann"))
    before = other.layers[0].predict(docs("Libya"))[0]
    other.from_bytes(model.to_bytes())
    assert not numpy.array_equal(before, other.layers[0].predict(docs("Libya"))[0])
    numpy.testing.assert_array_equal(model.predict(docs("Libya and Bern"))[0], other.predict(docs("Libya and Bern"))[0])


def test_embedding_forgets_words_when_it_has_seen_too_many(monkeypatch):
    monkeypatch.setattr(embedding, "_MOST_CACHED", 2)
    model = built()
    model.initialize(X=docs("Ann"))
    first = model.predict(docs("Ann left Bern"))[0]
    model.predict(docs("Zug is far"))
    numpy.testing.assert_array_equal(first, model.predict(docs("Ann left Bern"))[0])


def test_embedding_needs_nothing_of_the_project_to_run(tmp_path: Path):
    model = built()
    model.initialize(X=docs("Ann"))
    (tmp_path / "model").write_bytes(model.to_bytes())
    (tmp_path / "alone").mkdir()
    for module in (embedding, prediction, word_features):
        shutil.copy(module.__file__, tmp_path / "alone")
    code = """
import sys
sys.modules["cable_ner"] = None
import importlib.metadata
def _others(**wanted):
    found = importlib.metadata.distributions()
    points = (point for one in found if one.metadata["Name"] != "cable-ner" for point in one.entry_points)
    return importlib.metadata.EntryPoints(points).select(**wanted)
importlib.metadata.entry_points = _others
import spacy, numpy
from alone import embedding
model = embedding.build_lexical_embed(8, FEATURES, [50] * 7, [4] * 7).from_bytes(open("model", "rb").read())
print(float(model.predict([spacy.blank("en").make_doc("Libya")])[0].sum()))
"""
    code = f"FEATURES = {FEATURES}\n{code}"
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert float(run.stdout) == pytest.approx(float(model.predict(docs("Libya"))[0].sum()), abs=1e-5)


# -- repeats -------------------------------------------------------------------------------------


def with_repeats():
    fix_random_seed(0)
    model = build_repeats_tok2vec(built(["orth", "shape"]), MaxoutWindowEncoder(8, 1, 2, 1), 8)
    model.initialize(X=docs("Ann"))
    return model


def groups_of(*texts: str) -> list[tuple[set[str], int]]:
    """Returns the groups as (word and place of each token, how many others each has), in the order of their first token."""
    numbers, others = embedding._groups(docs(*texts))
    places = [f"{text} {index}" for number, text in enumerate(texts) for index in range(len(NLP.make_doc(text)))]
    return [
        ({place for place, own in zip(places, numbers) if own == number}, int(others[list(numbers).index(number)]))
        for number in dict.fromkeys(numbers.tolist())
    ]


def test_embedding_groups_the_capitalised_places_of_a_word_in_a_doc():
    first, second = "Ann left , ANN left", "Ann"
    assert groups_of(first, second) == [
        ({f"{first} 0", f"{first} 3"}, 1),
        ({f"{first} 1"}, 0),
        ({f"{first} 2"}, 0),
        ({f"{first} 4"}, 0),
        ({"Ann 0"}, 0),
    ]
    assert groups_of() == groups_of("") == []


def test_embedding_of_a_name_depends_on_its_other_places():
    model = with_repeats()
    far = "x " * 6
    [alone], [twice], [other] = (model.predict(docs(text)) for text in ("Ann" + f" {far}", f"Ann {far}Ann", f"Ann {far}Bob"))
    assert not numpy.allclose(alone[0], twice[0])
    numpy.testing.assert_allclose(alone[0], other[0], atol=1e-6)
    numpy.testing.assert_allclose(alone[3], twice[3], atol=1e-6)


def test_embedding_of_a_doc_does_not_depend_on_its_batch():
    model, texts = with_repeats(), ["Ann met Bob . Ann left", "", "Ann saw ANN"]
    together = model.predict(docs(*texts))
    for text, vectors in zip(texts, together):
        numpy.testing.assert_allclose(vectors, model.predict(docs(text))[0], atol=1e-6)


def test_embedding_of_repeats_has_the_gradients_that_differences_give():
    model, texts = with_repeats(), docs("Ann met Bob . Ann left and Ann ran", "Ann LEFT Ann")
    rng = numpy.random.default_rng(1)
    for node in model.walk():
        for name in node.param_names:
            node.set_param(name, rng.standard_normal(node.get_param(name).shape).astype("float32") / 2)
    vectors, backprop = model.begin_update(texts)
    weights = [rng.standard_normal(own.shape).astype("float32") for own in vectors]
    backprop(weights)

    def loss() -> float:
        return sum(float((own.astype("float64") * weight).sum()) for own, weight in zip(model.predict(texts), weights))

    checked = 0
    for node in model.walk():
        for name in node.param_names:
            values, gradient = node.get_param(name), node.get_grad(name)
            at = numpy.unravel_index(abs(gradient).argmax(), gradient.shape)
            before, change = float(values[at]), 5e-4
            values[at] = before + change
            up = loss()
            values[at] = before - change
            assert (up - loss()) / (2 * change) == pytest.approx(float(gradient[at]), rel=5e-2)
            values[at] = before
            checked += 1
    assert checked == 14
