import importlib.util
import random
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc, Span
from spacy.training import Example

SCRIPT = Path(__file__).parents[1] / "scripts" / "training.py"
_specification = importlib.util.spec_from_file_location("training", SCRIPT)
training = importlib.util.module_from_spec(_specification)
_specification.loader.exec_module(training)

NLP = spacy.blank("en")
WORDS = ["Ann", "Delacroix", "'s", "Swiss", "aide", "left", "Bern", "."]


def example() -> Example:
    doc = Doc(NLP.vocab, words=WORDS, spaces=[True, False, True, True, True, True, False, False])
    doc.set_ents([Span(doc, 0, 2, "PER"), Span(doc, 6, 7, "LOC")], missing=[doc[3:4]], default="outside")
    return Example(NLP.make_doc(doc.text), doc)


def batcher(**settings):
    defaults = {"capitals": 0.0, "word_dropout": 0.0, "rare": 9, "seed": 0}
    return training.create_fresh_batcher(size=16, tolerance=0.0, discard_oversize=False, **{**defaults, **settings})


def words_of(batches) -> list[list[str]]:
    return [[token.text for token in example.reference] for batch in batches for example in batch]


def test_training_other_words_keep_the_labels():
    copy = training.with_words(example(), [word.upper() for word in WORDS])
    assert copy.predicted.text == copy.reference.text == "ANN DELACROIX'S SWISS AIDE LEFT BERN."
    assert [(ent.text, ent.label_) for ent in copy.reference.ents] == [("ANN DELACROIX", "PER"), ("BERN", "LOC")]
    assert copy.get_aligned_ner() == ["B-PER", "L-PER", "O", None, "O", "O", "U-LOC", "O"]


def test_training_the_same_words_are_the_same_example():
    same = example()
    assert training.with_words(same, list(WORDS)) is same


@given(st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=20), st.integers())
def test_training_scrambled_word_keeps_length_ends_and_case(word, seed):
    other = training.scrambled(word, random.Random(seed))  # noqa: S311
    assert len(other) == len(word)
    assert (other[0], other[-3:]) == (word[0], word[-3:])
    assert [char for char in other if not char.isalpha()] == [char for char in word if not char.isalpha()]


def test_training_batches_hold_all_examples_as_they_are_by_default():
    batches = list(batcher()([example() for _ in range(10)]))
    assert [len(batch) for batch in batches] == [2] * 5
    assert words_of(batches) == [WORDS] * 10


def test_training_capitals_come_in_their_share():
    words = words_of(batcher(capitals=0.3)([example() for _ in range(1000)]))
    assert sum(text[0] == "ANN" for text in words) == pytest.approx(300, abs=60)


def test_training_only_rare_words_are_dropped():
    batch = batcher(word_dropout=1.0, rare=1)
    rare = Example(NLP.make_doc("Bern welcomed Ann"), NLP.make_doc("Bern welcomed Ann"))
    first, _, last = words_of(batch([example(), example(), rare]))
    assert first == WORDS
    assert (last[0], last[2]) == ("Bern", "Ann")
    assert last[1] != "welcomed"
    assert (last[1][0], last[1][-3:], len(last[1])) == ("w", "med", 8)


def test_training_epochs_differ_and_seeds_repeat():
    one, two = batcher(word_dropout=0.5, seed=1), batcher(word_dropout=0.5, seed=1)
    first, second = words_of(one([example()] * 9)), words_of(one([example()] * 9))
    assert first != second
    assert [words_of(two([example()] * 9)), words_of(two([example()] * 9))] == [first, second]
