"""Folds, and second opinions of models on labels they were not trained on."""

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.audit import opinions as opinions_module
from cable_ner.audit.opinions import (
    FOLDS,
    SCORED,
    SPANNED,
    Text,
    cached_opinions,
    expected_seconds,
    folds_of,
    opinions_key,
    second_opinions,
    tag_set,
)
from cable_ner.audit.verdicts import source_of
from cable_ner.work.engines import Where
from tests.helpers.audit import LAW, QUICK, archive, make


def test_opinions_tag_set():
    assert tag_set([Text("a", ["x"], [True], ["I-ORG"]), Text("a", ["x"], [True], ["B-LOC"])]) == [
        "O", "B-LOC", "I-LOC", "B-ORG", "I-ORG",
    ]  # fmt: skip


def text(group):
    return Text(group, ["x"], [False], ["O"])


@LAW
@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=20), st.integers(0, 3))
def test_opinions_folds_hold_whole_cables_and_are_even(groups, seed):
    texts = [text(group) for group in groups]
    folds = folds_of(texts, seed)
    keys = groups if len(set(groups)) >= FOLDS else [f"{group} {index}" for index, group in enumerate(groups)]
    by_key = dict(zip(keys, folds))
    assert [by_key[key] for key in keys] == folds
    counts = [list(by_key.values()).count(fold) for fold in range(min(FOLDS, len(by_key)))]
    assert min(counts) >= 1
    assert max(counts) - min(counts) <= 1


def test_opinions_folds_depend_on_the_seed():
    texts = [text(str(number)) for number in range(40)]
    assert folds_of(texts, 0) == folds_of(texts, 0) != folds_of(texts, 1)


@pytest.fixture(scope="module")
def opinions():
    return second_opinions([source_of(doc).text for doc in archive()], effort=QUICK)


def test_opinions_are_of_every_text_and_are_probabilities(opinions):
    docs = archive()
    assert len(opinions) == len(docs)
    for doc, opinion in zip(docs, opinions):
        assert len(opinion.spans) == len(SPANNED)
        assert opinion.scores.shape == (len(SCORED), len(doc), 7)
        assert numpy.exp(opinion.scores.astype(float)).sum(2) == pytest.approx(1.0, abs=0.01)


def test_opinions_are_the_same_with_more_processes(opinions):
    parallel = second_opinions([source_of(doc).text for doc in archive()], effort=QUICK, where=Where(processes=2))
    for one, other in zip(opinions, parallel):
        assert one.spans == other.spans
        assert numpy.array_equal(one.scores, other.scores)


def test_opinions_do_not_see_the_labels_they_judge():
    """A form that has a label in one cable alone is not given it there by heart."""
    docs = [make(f"zzz{number} saw Qqqq{number}.", cable=f"c{number}.txt") for number in range(8)]
    docs[0] = make("zzz0 saw Qqqq0.", ("zzz0", "PER"), cable="c0.txt")
    found = second_opinions([source_of(doc).text for doc in docs], effort=QUICK)
    assert found[0].spans == ((),) * len(SPANNED)


def test_opinions_cache(tmp_path, monkeypatch, opinions):
    texts = [source_of(doc).text for doc in archive()]
    told = []
    first = cached_opinions(texts, tmp_path / "a.npz", effort=QUICK, announce=lambda *args: told.append(args))
    monkeypatch.setattr(opinions_module, "second_opinions", None)
    second = cached_opinions(texts, tmp_path / "a.npz", effort=QUICK, announce=lambda *args: told.append(args))
    for one, other, plain in zip(first, second, opinions):
        assert one.spans == other.spans == plain.spans
        assert numpy.array_equal(one.scores, other.scores)
    tokens = sum(len(text.words) for text in texts)
    assert [row[0] for row in told] == [tokens, tokens]
    assert told[0][1] > 0 == told[1][1]


def test_opinions_cache_that_is_spoilt_or_of_others_is_not_used(tmp_path):
    path = tmp_path / "a.npz"
    texts = [text("a"), text("b")]
    cached_opinions(texts, path, effort=QUICK)
    whole = path.read_bytes()
    for spoilt in (b"no zip", b"", whole[: len(whole) // 2], whole.replace(b"\x93NUMPY", b"\x93OTHER")):
        path.write_bytes(spoilt)
        assert len(cached_opinions(texts, path, effort=QUICK)) == 2
        assert path.read_bytes() == whole
    assert len(cached_opinions(texts[:1], path, effort=QUICK)) == 1


def test_opinions_key_depends_on_labels_settings_and_nothing_else():
    texts = [source_of(doc).text for doc in archive()]
    how = {"seed": 0, "effort": QUICK, "lang": "en"}
    key = opinions_key(texts, **how)
    assert key == opinions_key([source_of(doc).text for doc in archive()], **how)
    assert key != opinions_key(texts, **{**how, "seed": 1})
    assert key != opinions_key([texts[0]._replace(tags=["O"] * len(texts[0].tags)), *texts[1:]], **how)


def test_opinions_expected_seconds_grow_with_the_corpus_and_shrink_with_processes():
    texts = [source_of(doc).text for doc in archive()]
    one, many = expected_seconds(texts), expected_seconds(texts * 20)
    assert 0 < one < many
    assert expected_seconds(texts * 20, processes=2) < many
