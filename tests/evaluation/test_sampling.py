"""The draw of a sample: shares of the strata by hand, and that it is random and reproducible."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.evaluation.candidates import CAPITALISED, FIRST_WORD, MENTION, PARAGRAPH, UNLABELLED
from cable_ner.evaluation.sampling import COLUMNS, allocate, as_csv, draw
from tests.helpers.samples import corpus, make


def test_sampling_allocate_by_hand():
    # Square roots 30, 10, 10: 3/5, 1/5, 1/5.
    assert allocate({"a": 900, "b": 100, "c": 100}, 50) == {"a": 30, "b": 10, "c": 10}
    assert allocate({"a": 900, "b": 3, "c": 1, "none": 0}, 50) == {"a": 46, "b": 3, "c": 1}
    assert allocate({"a": 2, "b": 3}, 50) == {"a": 2, "b": 3}
    assert allocate({}, 50) == {}


def test_sampling_allocate_too_few():
    with pytest.raises(ValueError, match=r"-n 3 is too small for 2 strata \(a, b\); give 4 or more"):
        allocate({"a": 10, "b": 10}, 3)


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 300)), st.integers(12, 200))
def test_sampling_allocate_laws(sizes, number):
    shares = allocate(sizes, number)
    assert sum(shares.values()) == min(number, sum(sizes.values()))
    assert all(min(2, sizes[name]) <= share <= sizes[name] for name, share in shares.items())


def test_sampling_draw_is_stratified_and_reproducible():
    docs = corpus()
    drawn = draw(lambda: docs, 20, seed=1)
    assert Counter((place.what, place.stratum) for place, _ in drawn) == {
        (MENTION, "PER"): 10,
        (MENTION, "LOC"): 10,
        (UNLABELLED, FIRST_WORD): 10,
        (UNLABELLED, CAPITALISED): 10,
    }
    assert {(place.stratum, size) for place, size in drawn if place.what == MENTION} == {("PER", 60), ("LOC", 60)}
    assert drawn == draw(lambda: iter(docs), 20, seed=1) == draw(lambda: docs[::-1], 20, seed=1)
    assert drawn != draw(lambda: docs, 20, seed=2)
    assert len(set(drawn)) == len(drawn)


def test_sampling_draw_takes_each_place_as_often():
    docs = corpus(20)
    taken = Counter(
        place.doc_index for seed in range(300) for place, _ in draw(lambda: docs, 8, seed=seed) if place.what == MENTION
    )
    # 8 of 40 mentions, 300 times: 60 per mention, 120 a Doc.
    assert all(85 <= taken[index] <= 160 for index in range(20))


def test_sampling_draw_leaves_out_what_was_checked_by_hand():
    docs = [*corpus(5), *(make("Gold Rush in Ohio.", ("Ohio", "LOC"), index=n, labels="gold") for n in range(50, 60))]
    assert all(place.doc_index < 50 for place, _ in draw(lambda: docs, 100))


@pytest.mark.parametrize("docs", [[], [make("Rain fell.")], [make("In Ohio.", ("Ohio", "LOC"), labels="gold")]])
def test_sampling_draw_from_nothing(docs):
    with pytest.raises(ValueError, match="holds no mentions, or only gold ones"):
        draw(lambda: docs, 10)


def test_sampling_sheet_is_printable(tmp_path):
    docs = [make("See =HYPERLINK\n\x1b[31m Ann\u202e in Kano.", ("Kano", "LOC"), cable="=1.txt", index=n) for n in range(3)]
    text = as_csv(draw(lambda: docs, 50))
    assert text.startswith(",".join(COLUMNS))
    assert all(line.isprintable() for line in text.splitlines())
    assert ",'=1.txt," in text


def test_sampling_draws_whole_paragraphs():
    docs = [*corpus(), *(make("NAIROBI 00012\nKano", ("Kano", "LOC"), index=n) for n in range(60, 70)), make(" ", index=70)]
    for doc in docs[60:]:
        doc.user_data["zone"] = "header"
    drawn = draw(lambda: docs, 20, paragraphs=12, seed=1)
    assert Counter(place.what for place, _ in drawn) == {MENTION: 20, PARAGRAPH: 12}
    assert {(place.stratum, size) for place, size in drawn if place.what == PARAGRAPH} == {("paragraph", 60), ("header", 10)}
    shown = {place.stratum: place.text for place, _ in drawn if place.what == PARAGRAPH}
    assert shown["header"] == "NAIROBI 00012\n[LOC Kano]"
    assert "of the Mills in [LOC Kano]. Rome is near Bern." in shown["paragraph"]


def test_sampling_of_too_few_paragraphs():
    with pytest.raises(ValueError, match="--paragraphs 1 is too small for 1 strata .paragraph.; give 2 or more"):
        draw(lambda: corpus(), 20, paragraphs=1)
