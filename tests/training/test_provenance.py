"""What a model was trained on is noted when its training begins, and stays with it."""

import pytest
import spacy
import srsly
from spacy.tokens import Span

from cable_ner.files import new_docbin, shard_files, texts_digest
from cable_ner.training import code, trained_on  # noqa: F401 (code registers what notes the texts)


def docs(*texts, label="PER"):
    nlp = spacy.blank("en")
    for number, text in enumerate(texts):
        doc = nlp(text)
        doc.user_data["cable"] = f"c{number}.txt"
        doc.ents = [Span(doc, 0, 1, label)]
        yield doc


@pytest.fixture
def nlp(tmp_path):
    """Returns a pipeline to be trained on train.spacy; there is no dev yet."""
    new_docbin(docs("Ann spoke", "Bea left")).to_disk(tmp_path / "train.spacy")
    config = {
        "paths": {"train": str(tmp_path / "train.spacy"), "dev": str(tmp_path / "dev.spacy"), "raw": None},
        "initialize": {"before_init": {"@callbacks": "cable_ner.note_texts.v1"}},
    }
    return spacy.blank("en", config=config)


def test_provenance_is_of_the_files_when_training_begins(nlp, tmp_path):
    path = tmp_path / "train.spacy"
    before = texts_digest([path])
    nlp.initialize()
    new_docbin(docs("Ann spoke", "Cay left")).to_disk(path)
    nlp.to_disk(tmp_path / "model")
    assert trained_on(tmp_path / "model") == {"train": before}
    assert before != texts_digest([path])
    loaded = spacy.load(tmp_path / "model")
    assert loaded.meta["trained_on"] == {"train": before}
    loaded.initialize()  # (needs no code of ours)
    assert loaded.config["initialize"]["before_init"] is None


def test_provenance_has_dev_if_there_is_one(nlp, tmp_path):
    new_docbin(docs("Dot spoke")).to_disk(tmp_path / "dev.spacy")
    nlp.initialize()
    assert nlp.meta["trained_on"] == {
        "train": texts_digest([tmp_path / "train.spacy"]), "dev": texts_digest([tmp_path / "dev.spacy"])
    }  # fmt: skip


def test_provenance_of_a_folder_of_shards_is_that_of_one_file(tmp_path):
    (tmp_path / "train.spacy").mkdir()
    for number, doc in enumerate(reversed([*docs("Ann spoke", "Bea left")])):
        new_docbin([doc]).to_disk(tmp_path / "train.spacy" / f"{number:05}.spacy")
    new_docbin(docs("Ann spoke", "Bea left", label="ORG")).to_disk(tmp_path / "one.spacy")
    files = shard_files(tmp_path / "train.spacy")
    assert texts_digest(files) == texts_digest([*files, files[0]]) == texts_digest([tmp_path / "one.spacy"])


@pytest.mark.parametrize("texts", [("Ann spoke",), ("Ann spoke", "Bea spoke"), ("Bea left", "Ann spoke"), ()])
def test_provenance_tells_texts_apart(tmp_path, texts):
    new_docbin(docs("Ann spoke", "Bea left")).to_disk(tmp_path / "one.spacy")
    new_docbin(docs(*texts)).to_disk(tmp_path / "other.spacy")
    assert texts_digest([tmp_path / "one.spacy"]) != texts_digest([tmp_path / "other.spacy"])


def test_provenance_of_docs_without_user_data(tmp_path):
    spacy.tokens.DocBin(docs=docs("Ann spoke")).to_disk(tmp_path / "one.spacy")
    assert len(texts_digest([tmp_path / "one.spacy"])) == 32


def test_provenance_that_was_not_noted(tmp_path, tiny_model):
    assert trained_on(tiny_model) == trained_on(tmp_path) == trained_on("no_such_package") == {}
    assert trained_on("en_core_web_sm") == {}
    srsly.write_json(tmp_path / "meta.json", [])
    with pytest.raises(ValueError, match="meta.json: is not that of a model"):
        trained_on(tmp_path)
