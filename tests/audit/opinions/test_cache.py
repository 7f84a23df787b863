"""Second opinions on disk: used as long as they hold, formed again if not."""

import numpy
import pytest

from cable_ner.audit.audited_docs import audited_doc
from cable_ner.audit.crf import Text
from cable_ner.audit.opinions import cache as cache_module
from cable_ner.audit.opinions.cache import cached_opinions, opinions_key
from cable_ner.audit.opinions.cross_fitting import second_opinions
from tests.helpers.audit import QUICK, archive


@pytest.fixture(scope="module")
def opinions():
    return second_opinions([audited_doc(doc).text for doc in archive()], effort=QUICK)


def text(group):
    return Text(group, ["x"], [False], ["O"])


def test_cache(tmp_path, monkeypatch, opinions):
    texts = [audited_doc(doc).text for doc in archive()]
    told = []
    first = cached_opinions(texts, tmp_path / "a.npz", effort=QUICK, announce=lambda *args: told.append(args))
    monkeypatch.setattr(cache_module, "second_opinions", None)
    second = cached_opinions(texts, tmp_path / "a.npz", effort=QUICK, announce=lambda *args: told.append(args))
    for one, other, plain in zip(first, second, opinions):
        assert one.spans == other.spans == plain.spans
        assert numpy.array_equal(one.scores, other.scores)
    tokens = sum(len(text.words) for text in texts)
    assert [row[0] for row in told] == [tokens, tokens]
    assert told[0][1] > 0 == told[1][1]


def test_cache_that_is_damaged_or_of_other_texts_is_not_used(tmp_path):
    path = tmp_path / "a.npz"
    texts = [text("a"), text("b")]
    cached_opinions(texts, path, effort=QUICK)
    whole = path.read_bytes()
    for damaged in (b"no zip", b"", whole[: len(whole) // 2], whole.replace(b"\x93NUMPY", b"\x93OTHER")):
        path.write_bytes(damaged)
        assert len(cached_opinions(texts, path, effort=QUICK)) == 2
        assert path.read_bytes() == whole
    assert len(cached_opinions(texts[:1], path, effort=QUICK)) == 1


def test_cache_key_depends_on_labels_settings_and_nothing_else():
    texts = [audited_doc(doc).text for doc in archive()]
    how = {"seed": 0, "effort": QUICK, "lang": "en"}
    key = opinions_key(texts, **how)
    assert key == opinions_key([audited_doc(doc).text for doc in archive()], **how)
    assert key != opinions_key(texts, **{**how, "seed": 1})
    assert key != opinions_key([texts[0]._replace(tags=["O"] * len(texts[0].tags)), *texts[1:]], **how)
