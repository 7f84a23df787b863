"""The tokenizer: spaCy's own, with more memory, in training and in a saved pipeline."""

import pickle

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokenizer import Tokenizer

from cable_ner.model.tokenizer import create_tokenizer, tokenised, tokenised_together
from cable_ner.text import parse

CONFIG = {"nlp": {"tokenizer": {"@tokenizers": "cable_ner.Tokenizer.v1"}}}
TEXT = "Saif's staff (S/NF), \"Tiger\" -- U.S.-Swiss talks at 10:30, e.g. in St. Gallen; they didn't agree."
OWN, SPACYS = spacy.blank("en", config=CONFIG), spacy.blank("en")


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


def tokens(doc):
    return [(token.text, token.whitespace_, token.norm_, token.idx) for token in doc]


PIECES = [
    "Jan.",
    "don't",
    "he",
    "'s",
    "it",
    ":",
    ")",
    ":)",
    "-",
    "(",
    "8am",
    "U.S.",
    "a.m.",
    "S/NF",
    "word",
    ",",
    "12",
    "km",
]
SPACES = ["", " ", "  ", "\n", " \n", "\n ", "\t", "\u00a0"]


@given(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(SPACES)), max_size=12), st.text(max_size=10))
def test_tokenizer_makes_spacys_tokens_of_any_text(pieces, end):
    string = "".join(piece + space for piece, space in pieces) + end
    for _ in range(2):
        assert tokens(OWN.make_doc(string)) == tokens(SPACYS.make_doc(string))


WORDS = st.sampled_from(PIECES) | st.text(st.characters(codec="utf8"), max_size=6)


@given(st.lists(st.lists(WORDS, max_size=8).map(" ".join), max_size=4), st.integers(1, 3))
def test_tokenizer_cuts_words_together_as_it_cuts_each_alone(texts, batch_size):
    nlp = spacy.blank("en", config=CONFIG)
    texts.append(" ".join([*texts, "\ue000", "x\ue000"]))
    found = list(map(tokens, nlp.tokenizer.pipe(texts, batch_size=batch_size)))
    assert found == [tokens(SPACYS.make_doc(text)) for text in texts]


def test_tokenizer_texts_together_are_cut_as_each_alone():
    texts = [TEXT, "(" * 400 + " Jan.", "", "don't " * 100, "x" * 301]
    for nlp in (spacy.blank("en", config=CONFIG), SPACYS):
        assert list(map(tokens, tokenised_together(texts, nlp))) == [tokens(tokenised(text, SPACYS)) for text in texts]


@pytest.mark.parametrize(
    "string", ["-:) )3", "D don't:) :)^", "( :)>: a.m.", "Jan.) :)8am", ":) - ( :)a.m.", "he 's here :-) : ) o.O"]
)
def test_tokenizer_leaves_texts_to_spacy_in_which_special_cases_may_span_words(string):
    assert tokens(OWN.make_doc(string)) == tokens(SPACYS.make_doc(string))


def test_tokenizer_remembers_across_memory_zones():
    nlp = spacy.blank("en", config=CONFIG)
    for number in range(3):
        with nlp.memory_zone():
            assert tokens(nlp.make_doc(f"Zone{number}, didn't Zork?")) == tokens(
                SPACYS.make_doc(f"Zone{number}, didn't Zork?")
            )
        assert tokens(nlp.make_doc("didn't Zork")) == tokens(SPACYS.make_doc("didn't Zork"))


def test_tokenizer_forgets_when_rules_change():
    nlp = spacy.blank("en", config=CONFIG)
    assert len(nlp.make_doc("S/NF S/NF.")) == 7
    nlp.tokenizer.add_special_case("S/NF", [{"ORTH": "S/", "NORM": "secret"}, {"ORTH": "NF"}])
    assert [token.norm_ for token in nlp.make_doc("S/NF S/NF.")][:2] == ["secret", "nf"]
    nlp.tokenizer.infix_finditer = None
    assert [token.text for token in nlp.make_doc("U.S.-Swiss")] == ["U.S.-Swiss"]


def test_tokenizer_that_remembers_enough_goes_on():
    tokenizer = create_tokenizer()(SPACYS)
    tokenizer.max_cache_size = 1
    assert tokens(tokenizer("One two, don't \n three")) == tokens(SPACYS.make_doc("One two, don't \n three"))


def test_tokenizer_survives_pickling():
    copy = pickle.loads(pickle.dumps(OWN.tokenizer))  # noqa: S301 (our own)
    assert tokens(copy(TEXT)) == tokens(SPACYS.make_doc(TEXT))
