"""The tokenizer: spaCy's own, with more memory, in training and in a saved pipeline."""

import spacy
from spacy.tokenizer import Tokenizer

import cable_ner.model.tokenizer  # noqa: F401 (registers it)
from cable_ner.text import parse

CONFIG = {"nlp": {"tokenizer": {"@tokenizers": "cable_ner.Tokenizer.v1"}}}
TEXT = "Saif's staff (S/NF), \"Tiger\" -- U.S.-Swiss talks at 10:30, e.g. in St. Gallen; they didn't agree."


def test_tokenizer_makes_spacys_tokens(cable):
    own, spacys = spacy.blank("en", config=CONFIG), spacy.blank("en")
    for text in (TEXT, *(paragraph.text for paragraph in parse(cable(7).encode(), "a.txt").paragraphs)):
        for _ in range(2):  # (the second time from memory)
            assert [token.text for token in own(text)] == [token.text for token in spacys(text)]


def test_tokenizer_remembers_more_than_spacys():
    assert spacy.blank("en").tokenizer.max_cache_size == 10_000
    assert spacy.blank("en", config=CONFIG).tokenizer.max_cache_size == 100_000
    few = {"nlp": {"tokenizer": {**CONFIG["nlp"]["tokenizer"], "remembered": 50_000}}}
    assert spacy.blank("de", config=few).tokenizer.max_cache_size == 50_000


def test_tokenizer_of_a_saved_pipeline_remembers_as_much(tmp_path):
    nlp = spacy.blank("en", config=CONFIG)
    nlp.tokenizer.add_special_case("S/NF", [{"ORTH": "S"}, {"ORTH": "/"}, {"ORTH": "NF"}])
    nlp.to_disk(tmp_path)
    loaded = spacy.load(tmp_path)
    assert isinstance(loaded.tokenizer, Tokenizer)
    assert loaded.tokenizer.max_cache_size == 100_000
    assert [token.text for token in loaded("S/NF")] == ["S", "/", "NF"]


def test_tokenizer_never_remembers_less_than_spacys():
    few = {"nlp": {"tokenizer": {**CONFIG["nlp"]["tokenizer"], "remembered": 1}}}
    assert spacy.blank("en", config=few).tokenizer.max_cache_size == 10_000
