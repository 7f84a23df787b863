"""The encoder among the readers: its opinion comes last, and nothing else changes."""

import shutil

import numpy
import pytest

from cable_ner.audit.audited_docs import audited_doc
from cable_ner.audit.opinions import SCORED, SPANNED, cached_opinions
from cable_ner.audit.opinions.cache import opinions_key
from cable_ner.audit.opinions.cross_fitting import second_opinions
from tests.helpers.audit import QUICK, archive, make

TEXTS = [audited_doc(doc).text for doc in archive()]


def test_encoder_gives_one_opinion_more_and_leaves_the_others(tiny_encoder):
    plain = second_opinions(TEXTS, effort=QUICK)
    found = second_opinions(TEXTS, effort=QUICK, encoder=str(tiny_encoder))
    for text, with_it, without in zip(TEXTS, found, plain):
        assert with_it.spans[:-1] == without.spans
        assert numpy.array_equal(with_it.scores[:-1], without.scores)
        assert with_it.scores.shape == (len(SCORED) + 1, len(text.words), 7)
        assert numpy.exp(with_it.scores[-1].astype(float)).sum(1) == pytest.approx(1.0, abs=0.01)


def test_encoder_does_not_see_the_labels_it_judges(tiny_encoder):
    texts = [audited_doc(make(f"zzz{number} left.", cable=f"c{number}.txt")).text for number in range(8)]
    texts[0] = audited_doc(make("zzz0 left.", ("zzz0", "PER"), cable="c0.txt")).text
    found = second_opinions(texts, effort=QUICK, encoder=str(tiny_encoder))
    assert found[0].spans == ((),) * (len(SPANNED) + 1)


def test_encoder_opinions_are_kept_until_the_encoder_changes(tiny_encoder, tmp_path, monkeypatch):
    how = {"seed": 0, "effort": QUICK, "lang": "en"}
    first = cached_opinions(TEXTS, tmp_path / "a.npz", **how, encoder=str(tiny_encoder))
    monkeypatch.setattr("cable_ner.audit.opinions.cache.second_opinions", None)
    again = cached_opinions(TEXTS, tmp_path / "a.npz", **how, encoder=str(tiny_encoder))
    assert all(numpy.array_equal(one.scores, other.scores) for one, other in zip(first, again))
    key = opinions_key(TEXTS, **how, encoder=str(tiny_encoder))
    assert key != opinions_key(TEXTS, **how)
    changed = shutil.copytree(tiny_encoder, tmp_path / "changed")
    before = opinions_key(TEXTS, **how, encoder=str(changed))
    (changed / "config.json").write_text("{}")
    assert before != opinions_key(TEXTS, **how, encoder=str(changed))


def test_encoder_that_is_none_is_an_error(tmp_path):
    pytest.importorskip("torch")
    with pytest.raises(ValueError, match="is not an encoder that can be loaded"):
        second_opinions(TEXTS, effort=QUICK, encoder=str(tmp_path))
