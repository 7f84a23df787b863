"""Samples become examples with the pipeline's own tokens, every mention where its name is, and samples again."""

import pytest
import spacy
from hypothesis import given

from cable_ner.training.examples import example_of, sample_of
from cable_ner.training.variation import varied
from tests.helpers.variation import COMMON, mark, marked, rng, samples, seeds, shares

NLP = spacy.blank("en")


def tokens(doc):
    return [(token.text, token.whitespace_) for token in doc]


@pytest.mark.parametrize(
    "text",
    [
        "[PER Ann Lee]'s aide, [LOC Bern]",
        "[PER Ann\nLee] met [? Bob Stone] in [LOC the\n\nHague] .",
        "[? (C) Ann] [PER Lee] [? met] none. [? Bob]",
        "[LOC U.S.]",
        " nothing here ",
    ],
)
def test_examples_samples_become_examples_and_samples_again(text):
    example = example_of(mark(text), NLP)
    again = sample_of(example.reference)
    assert (again.text, again.spans) == (mark(text).text, mark(text).spans)
    assert marked(again) == text
    assert tokens(example.predicted) == tokens(example.reference) == tokens(NLP.make_doc(mark(text).text))
    assert not example.predicted.has_annotation("ENT_IOB")
    assert example.reference.has_annotation("ENT_IOB")


def test_examples_what_is_not_on_token_boundaries_is_missing():
    example = example_of(mark("[MISC Libya]n aide of [LOC Bern] and [? Mil]ltown"), NLP)
    assert example.get_aligned_ner() == [None, "O", "O", "U-LOC", "O", None]
    example = example_of(mark("[MISC Libya][PER n] [LOC Bern]"), NLP)
    assert example.get_aligned_ner() == [None, "U-LOC"]


def test_examples_side_by_side_missing_tokens_are_one_place():
    doc = NLP.make_doc("one two three four")
    doc.set_ents([], missing=[doc[0:1], doc[2:3], doc[3:4]], default="outside")
    assert sample_of(doc) == ("one two three four", (), ((0, 3), (8, 18)))
    assert sample_of(NLP.make_doc("never set")).missing == ((0, 9),)


@pytest.mark.parametrize("text", ["[PER Ann\nLee]'s aide, [? 12th] ( [LOC Bern])", "word " * 2001, ""])
def test_examples_alignment_is_the_one_that_spacy_finds(text):
    example = example_of(mark(text), NLP)
    found = spacy.training.Example(example.predicted, example.reference).alignment
    for ours, theirs in ((example.alignment.x2y, found.x2y), (example.alignment.y2x, found.y2x)):
        assert ours.data.tolist() == theirs.data.tolist()
        assert ours.lengths.tolist() == theirs.lengths.tolist()


@given(samples(), shares, seeds)
def test_examples_examples_of_any_variation_are_honest(sample, some, seed):
    other = varied(sample, some, COMMON, rng(seed))
    example = example_of(other, NLP)
    assert tokens(example.predicted) == tokens(example.reference) == tokens(NLP.make_doc(other.text))
    held = {(ent.start_char, ent.end_char, ent.label_) for ent in example.reference.ents}
    assert held <= set(other.spans)
    lost = [span[:2] for span in other.spans if span not in held]
    for token in example.reference:
        start, end = token.idx, token.idx + len(token)
        in_doubt = any(start < last and first < end for first, last in (*other.missing, *lost))
        inside = any(first <= start and end <= last for first, last, _ in held)
        assert token.ent_iob_ == (
            ("B" if any(start == span[0] for span in held) else "I") if inside else "" if in_doubt else "O"
        )
