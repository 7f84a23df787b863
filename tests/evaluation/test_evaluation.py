"""The evaluation of tiny models, end to end: spaCy's own scores, other models beside them, same input and same bytes."""

import random

import pytest
import spacy
from spacy.cli.evaluate import evaluate as spacy_evaluate

from cable_ner.evaluation.evaluation import evaluate
from cable_ner.evaluation.scoring import ALL
from cable_ner.evaluation.tables import tables
from cable_ner.files import new_docbin, read_docs
from cable_ner.model import embedding  # noqa: F401 (registered when imported)
from tests.helpers.systems import NLP, RAIN, make, news, small_docs


def test_evaluation_agrees_with_spacy_to_the_last_digit(tiny_model, write):
    path = write(news())
    ours = evaluate(str(tiny_model), path).metrics
    spacys = spacy_evaluate(str(tiny_model), path, silent=True)
    assert {key: ours[key] for key in spacys if key != "speed"} == {key: spacys[key] for key in spacys if key != "speed"}
    assert "speed" in ours
    assert [ours["scores"][ALL][key] for key in "prf"] == [spacys[f"ents_{key}"] for key in "prf"]
    assert 0 < ours["scores"][ALL]["f"] < 1
    for label, figures in spacys["ents_per_type"].items():
        mine = ours["scores"].get(label, dict.fromkeys("prf", 0.0))
        assert {key: mine[key] for key in "prf"} == figures


def test_evaluation_says_what_the_model_is(tiny_lexical_model, write):
    model = evaluate(str(tiny_lexical_model), write(news())).metrics["model"]
    assert model["name"] == str(tiny_lexical_model)
    assert (model["lang"], model["pipeline"], model["labels"]) == ("en", ["ner", "entity_consistency"], ["LOC", "PER"])
    assert model["megabytes"] > 0.1


def test_evaluation_says_what_to_do_for_a_model_that_needs_another_package(tiny_model, write, monkeypatch):
    def fail(_model):
        raise ImportError("no module named curated")

    monkeypatch.setattr(spacy, "load", fail)
    with pytest.raises(ValueError, match="cannot be loaded .no module named curated.; install what it needs"):
        evaluate(str(tiny_model), write(news()))


def test_evaluation_counts_what_is_ignored(tiny_model, write):
    docs = [make("Mayor Ann Lee70 of Milltown spoke.", missing="Ann Lee70"), make(RAIN, index=1)]
    test = evaluate(str(tiny_model), write(docs)).metrics["test"]
    predicted = [ent for doc in docs for ent in spacy.load(tiny_model)(doc.text).ents]
    assert test["ignored_predictions"] == sum(ent.start < 3 and ent.end > 1 for ent in predicted) == 1
    assert test["missing_tokens"] == 2


def test_evaluation_train_gives_a_gazetteer_and_what_was_seen(tiny_model, write):
    train = write([make("Ann Lee70 of Milltown", ("Ann Lee70", "PER"), ("Milltown", "LOC"), labels="silver")], "train")
    metrics = evaluate(str(tiny_model), write(news()), train=train).metrics
    assert [one["name"] for one in metrics["baselines"]] == ["gazetteer of train"]
    # It finds Ann Lee70 and Milltown twice, once of which should be an ORG: 2 of 3, and of 6.
    assert metrics["baselines"][0]["scores"][ALL] == pytest.approx({"p": 2 / 3, "r": 2 / 7, "f": 2 / 5, "support": 7})
    assert metrics["facets"]["seen"]["seen"]["support"] == 3
    assert metrics["facets"]["frequency"]["1"]["support"] == 3


def test_evaluation_other_models_stand_beside_it(tiny_model, tiny_lexical_model, write):
    path = write(news())
    names = {
        "previous": str(tiny_lexical_model),
        "compare": str(tiny_lexical_model),
        "seed_models": [str(tiny_lexical_model)],
    }
    metrics = evaluate(str(tiny_model), path, **names).metrics
    alone = evaluate(str(tiny_lexical_model), path).metrics["scores"]
    assert [one["name"] for one in metrics["baselines"]] == ["previous model"]
    assert metrics["baselines"][0]["scores"][ALL]["f"] == alone[ALL]["f"]
    assert metrics["comparison"]["scores"] == alone
    assert metrics["seeds"]["models"] == [str(tiny_model), str(tiny_lexical_model)]
    assert metrics["seeds"]["f"] == [metrics["scores"][ALL]["f"], alone[ALL]["f"]]


def test_evaluation_refuses_what_is_no_model(tmp_path, write):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "meta.json").write_text('{"lang": "en", "name": "x"}', encoding="utf8")
    (tmp_path / "model" / "config.cfg").write_text("[nlp]\nlang = 3", encoding="utf8")
    with pytest.raises((ValueError, OSError), match="model"):
        evaluate(str(tmp_path / "model"), write(news()))
    with pytest.raises(OSError, match="none"):
        evaluate(str(tmp_path / "none"), write(news()))


def without_speed(found):
    return {**found.metrics, "speed": 0}, found.errors, found.disagreements


def test_evaluation_does_not_depend_on_the_order_of_cables(tiny_lexical_model, tiny_model, write):
    docs = news() + small_docs()
    for number, doc in enumerate(docs):
        doc.user_data["index"] = number
    train = write(small_docs(), "train")
    options = {"train": train, "compare": str(tiny_model)}
    expected = without_speed(evaluate(str(tiny_lexical_model), write(docs), **options))
    random.Random(1).shuffle(docs)  # noqa: S311
    assert without_speed(evaluate(str(tiny_lexical_model), write(docs), **options)) == expected


def test_evaluation_same_input_same_bytes(tiny_model, write):
    path = write(news())
    first, second = (evaluate(str(tiny_model), path, compare=str(tiny_model)) for _ in range(2))
    assert without_speed(first) == without_speed(second)
    assert list(tables(first)) == list(tables(second))


def test_evaluation_of_what_the_model_itself_says_is_perfect(tiny_model, write):
    nlp = spacy.load(tiny_model)
    docs = []
    for number, doc in enumerate(
        nlp.pipe([f"Mayor Ann Lee{number} of Milltown spoke about harvest." for number in range(6)])
    ):
        doc.user_data.update(cable=f"{number}.txt", labels="gold")
        docs.append(doc)
    found = evaluate(str(tiny_model), write(docs))
    assert sum(len(doc.ents) for doc in docs) == found.metrics["scores"][ALL]["right"] > 0
    assert found.errors == []
    for score in found.metrics["scores"].values():
        assert [score[key] for key in "prf"] == [1, 1, 1]
        assert {high for _, high in score["interval"].values()} == {1}
        assert all(0.4 < low < 1 for low, _ in score["interval"].values())


def test_evaluation_reads_shards(tiny_model, write, tmp_path):
    (tmp_path / "shards.spacy").mkdir()
    for number, doc in enumerate(news()):
        new_docbin([doc]).to_disk(tmp_path / "shards.spacy" / f"{number:05d}.spacy")
    assert len(list(read_docs(tmp_path / "shards.spacy", NLP.vocab))) == 5
    expected = without_speed(evaluate(str(tiny_model), write(news())))
    assert without_speed(evaluate(str(tiny_model), tmp_path / "shards.spacy")) == expected
