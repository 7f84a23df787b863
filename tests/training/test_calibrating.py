"""Calibration on dev: by hand, what dev is too small for, and that a saved model carries it."""

import math

import pytest
import spacy
from spacy.training.loop import create_before_to_disk_callback
from spacy.util import registry

from cable_ner.evaluation import likelihood_pairs
from cable_ner.files import new_docbin
from cable_ner.model import META, Calibration, Likelihood, calibration_of, confidences, likelihoods
from cable_ner.training import calibrating
from cable_ner.training.calibrating import calibration_on, create_calibration
from tests.helpers.systems import make, news


@pytest.fixture
def nlp(tiny_model):
    return spacy.load(tiny_model)


@pytest.fixture
def write(tmp_path):
    """Returns a function that writes Docs into a file, and returns its path."""

    def to_disk(docs, name):
        new_docbin(docs).to_disk(tmp_path / f"{name}.spacy")
        return tmp_path / f"{name}.spacy"

    return to_disk


def scripted(monkeypatch, pairs):
    """Makes the confidences and outcomes of a dev be these, whatever is in it."""
    made = [(value if isinstance(value, Likelihood) else Likelihood(value), is_right) for value, is_right in pairs]
    monkeypatch.setattr(calibrating, "likelihood_pairs", lambda run: made)


def test_calibrating_finds_the_share_that_is_right(monkeypatch, nlp, write):
    # Sure of 0.95 and right in 8 of 10; sure of 0.6 and right in 4 of 10.
    pairs = [(0.95, number % 10 < 8) for number in range(2000)] + [(0.6, number % 10 < 4) for number in range(2000)]
    scripted(monkeypatch, pairs)
    found = calibration_on(nlp, write(news(), "dev"))
    assert (found.mentions, found.labels) == (4000, "gold")
    assert (found(Likelihood(0.95)), found(Likelihood(0.6))) == pytest.approx((0.8, 0.4), abs=0.005)


@pytest.mark.parametrize(
    "pairs",
    [
        [],
        [(0.9, True), (0.8, False)] * 24,  # fewer than fifty
        [(0.9, True)] * 60,
        [(0.9, False)] * 60,
        [(0.9, False), (0.6, True)] * 60,  # the surer, the more often wrong
    ],
)
def test_calibrating_needs_enough_to_go_by(monkeypatch, nlp, write, pairs):
    scripted(monkeypatch, pairs)
    assert calibration_on(nlp, write(news(), "dev")) is None


def test_calibrating_reads_the_probabilities_as_they_are(monkeypatch, nlp, write):
    nlp.meta[META] = Calibration(0.1, -3.0)._asdict()
    seen = []
    monkeypatch.setattr(calibrating, "likelihood_pairs", lambda run: seen.append(likelihood_pairs(run)) or [])
    calibration_on(nlp, write(news(), "dev"))
    assert len(seen[0]) > 0
    assert max(likelihood.probability for likelihood, _ in seen[0]) > 0.5  # (calibrated, all would be below 0.1)


def test_calibrating_is_saved_with_a_model_and_used_when_it_is_loaded(monkeypatch, nlp, write, tmp_path):
    scripted(
        monkeypatch, [(0.95, number % 10 < 8) for number in range(100)] + [(0.6, number % 10 < 4) for number in range(100)]
    )
    path = str(write(news(), "dev"))
    callback = registry.callbacks.get("cable_ner.calibrate.v1")(path)
    create_before_to_disk_callback(callback)(nlp).to_disk(tmp_path / "model")
    loaded = spacy.load(tmp_path / "model")
    made = calibration_of(loaded)
    assert made.mentions == 200
    text = "Mayor Ann Lee70 of Milltown spoke about harvest number 70."
    docs = [loaded(text)]
    [raw], [calibrated] = likelihoods(loaded, docs), confidences(loaded, docs)
    assert raw.keys() == calibrated.keys() != set()
    assert all(calibrated[key] == pytest.approx(made(raw[key])) != raw[key].probability for key in raw)
    # Without dev, or with one that tells nothing, an earlier calibration is gone.
    assert META not in create_calibration(None)(loaded).meta
    assert calibration_of(loaded) is None


def test_calibrating_reads_no_more_of_dev_than_it_needs(monkeypatch, nlp, write):
    monkeypatch.setattr(calibrating, "_MOST_TOKENS", 10)
    docs = [make("Rain fell on the town.", cable=f"{number}.txt", index=index) for number in range(9) for index in range(2)]
    read = list(calibrating._first(docs))
    assert [doc.user_data["cable"] for doc in read] == ["0.txt", "0.txt"]  # (whole cables)
    assert list(calibrating._first([])) == []


def test_calibrating_dev_without_docs_is_no_calibration(nlp, write):
    assert calibration_on(nlp, write([], "dev")) is None


def test_calibration_by_hand():
    made = Calibration(0.5, -1.0)
    assert made(Likelihood(0.9)) == pytest.approx(1 / (1 + math.exp(1 - 0.5 * math.log(9))))
    assert 0 < made(Likelihood(0)) < made(Likelihood(0.5)) < made(Likelihood(1)) < 1
    known = Calibration(0.5, -1.0, origins={"place": 2.0})
    assert known(Likelihood(0.9)) == made(Likelihood(0.9)) < known(Likelihood(0.9, "place"))


def test_calibrating_knows_how_often_rules_are_right(monkeypatch, nlp, write):
    """What the parser found is right in half of the cases, what it found under another label in nine of ten."""
    pairs = [(Likelihood(0.7), number % 2 == 0) for number in range(1000)]
    pairs += [(Likelihood(0.7, "place"), number % 10 < 9) for number in range(1000)]
    pairs += [(Likelihood(0.5, "added"), False)]
    scripted(monkeypatch, pairs)
    found = calibration_on(nlp, write(news(), "dev"))
    assert found is not None
    assert [round(found(Likelihood(0.7, origin)), 2) for origin in ("found", "place")] == pytest.approx([0.5, 0.9], abs=0.02)
    # One mention tells little: a penalty keeps it near the others.
    assert 0.2 < found(Likelihood(0.5, "added")) < 0.8
