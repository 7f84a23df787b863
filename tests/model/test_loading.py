"""Models loaded by folder, and the labels that they give."""

import pytest
import spacy
from spacy.language import Language

from cable_ner.model import labels_of_model, labels_on_disk, load_model
from cable_ner.text import LABELS
from tests.helpers.tagging import NLP


def test_labels_of_a_pipeline():
    assert labels_of_model(NLP) == sorted(LABELS)
    assert labels_of_model(spacy.blank("en")) == []


def test_labels_on_disk_are_those_of_the_pipeline(tmp_path):
    NLP.to_disk(tmp_path / "model")
    assert labels_on_disk(tmp_path / "model") == sorted(LABELS)


def test_labels_on_disk_of_a_folder_that_is_no_model(tmp_path):
    (tmp_path / "meta.json").write_text("{}")
    with pytest.raises(ValueError, match="is not the folder of a model"):
        labels_on_disk(tmp_path)


def test_load_model(tmp_path):
    NLP.to_disk(tmp_path / "model")
    assert isinstance(load_model(str(tmp_path / "model")), Language)
    with pytest.raises(OSError, match="nowhere"):
        load_model(str(tmp_path / "nowhere"))
    (tmp_path / "model" / "config.cfg").write_text(
        '[nlp]\nlang = "en"\npipeline = ["x"]\n[components]\n[components.x]\nfactory = "x"\n'
    )
    with pytest.raises(ValueError, match="is not a model that can be loaded .*; train it again"):
        load_model(str(tmp_path / "model"))
