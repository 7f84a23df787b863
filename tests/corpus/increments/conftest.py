"""A base that increments come to."""

import pytest

from cable_ner.corpus.conversion import convert


@pytest.fixture
def corpus(raw, tmp_path, one_tokenizer):
    """Returns the base of the 24 cables of `raw`."""
    convert([str(raw)], tmp_path / "corpus")
    return tmp_path / "corpus"
