import importlib.util
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, Span
from spacy.training import Example

SCRIPT = Path(__file__).parents[1] / "scripts" / "training.py"


@pytest.fixture(scope="module")
def training():
    specification = importlib.util.spec_from_file_location("training", SCRIPT)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def nlp():
    return spacy.blank("en")


def example(nlp) -> Example:
    words = ["Ann", "Lee", "'s", "Swiss", "aide", "left", "Bern", "."]
    doc = Doc(nlp.vocab, words=words, spaces=[True, False, True, True, True, True, False, False])
    doc.set_ents([Span(doc, 0, 2, "PER"), Span(doc, 6, 7, "LOC")], missing=[doc[3:4]], default="outside")
    return Example(nlp.make_doc(doc.text), doc)


def test_training_copy_in_capitals_keeps_the_labels(training, nlp):
    copy = training.in_capitals(nlp, example(nlp))
    assert copy.predicted.text == copy.reference.text == "ANN LEE'S SWISS AIDE LEFT BERN."
    assert [(ent.text, ent.label_) for ent in copy.reference.ents] == [("ANN LEE", "PER"), ("BERN", "LOC")]
    assert copy.get_aligned_ner() == ["B-PER", "L-PER", "O", None, "O", "O", "U-LOC", "O"]


@pytest.mark.parametrize(("level", "copies"), [(0.0, 0), (1.0, 200)])
def test_training_level_is_the_share_of_copies(training, nlp, level, copies):
    augment = training.create_capitals_augmenter(level)
    assert sum(len(list(augment(nlp, example(nlp)))) for _ in range(200)) == 200 + copies


def test_training_is_reproducible_by_seed(training, nlp):
    def lengths(seed: int) -> list[int]:
        augment = training.create_capitals_augmenter(0.3, seed)
        return [len(list(augment(nlp, example(nlp)))) for _ in range(100)]

    assert lengths(1) == lengths(1) != lengths(2)
    assert 15 <= sum(lengths(1)) - 100 <= 45
