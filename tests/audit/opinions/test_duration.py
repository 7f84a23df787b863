"""The expected duration of second opinions."""

from cable_ner.audit.audited_docs import audited_doc
from cable_ner.audit.opinions.duration import expected_seconds
from tests.helpers.audit import archive


def test_duration_expected_seconds_grow_with_the_corpus_and_shrink_with_processes():
    texts = [audited_doc(doc).text for doc in archive()]
    one, many = expected_seconds(texts), expected_seconds(texts * 20)
    assert 0 < one < many
    assert expected_seconds(texts * 20, processes=2) < many


def test_duration_an_encoder_takes_longer_than_all_other_readers():
    texts = [audited_doc(doc).text for doc in archive()] * 20
    assert expected_seconds(texts, with_encoder=True) > 3 * expected_seconds(texts)
