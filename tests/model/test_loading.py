"""Models loaded by folder, and the labels that they give."""

import re
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from cable_ner.model import labels_of_model, labels_on_disk, load_model
from cable_ner.text import LABELS
from tests.helpers.environments import environment_of, run
from tests.helpers.tagging import NLP

SCRIPTS = Path(__file__).parents[2] / "scripts"


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
    with pytest.raises(OSError, match="nowhere: is neither the folder of a model nor an installed package; check the name"):
        load_model(str(tmp_path / "nowhere"))
    (tmp_path / "model" / "config.cfg").write_text('[nlp]\nlang = "en"\npipeline = ["x"]\n')
    with pytest.raises(ValueError, match="is not a model that can be loaded .*; train it again"):
        load_model(str(tmp_path / "model"))


NOTICE = "en_x (first run: import sys; f('F'))"


@pytest.mark.parametrize(
    ("spacys", "other", "missing"),
    [
        ("[nlp.tokenizer]", f'[nlp.before_creation]\n@callbacks = "{NOTICE}"\n\n[nlp.tokenizer]', NOTICE),
        ("spacy.Tokenizer.v1", "en_x.Tokenizer.v1", "en_x.Tokenizer.v1"),
        ('factory = "sentencizer"', 'factory = "en_x_part"', "en_x_part"),
    ],
)
def test_load_model_whose_code_is_not_installed(tmp_path, spacys, other, missing):
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(tmp_path)
    config = (tmp_path / "config.cfg").read_text()
    if "before_creation" in other:
        config = config.replace("before_creation = null\n", "")
    (tmp_path / "config.cfg").write_text(config.replace(spacys, other))
    message = f"needs code that is not installed: {missing}; install the model's wheel"
    with pytest.raises(ValueError, match=re.escape(message)):
        load_model(str(tmp_path))


def test_model_code_needs_nothing_but_spacy(tmp_path):
    # `pip install --no-deps` of the project is what an error says to do where a model's code is missing.
    python = environment_of(tmp_path / "environment", "spacy")
    run(python, "-c", f"import sys; sys.path.insert(0, {str(SCRIPTS)!r}); import cable_ner.model")
