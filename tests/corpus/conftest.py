"""Fixtures that several test files of the corpus room share."""

import pytest
import spacy

from cable_ner.corpus.conversion import convert
from tests.helpers.conversion import NLP


@pytest.fixture
def one_tokenizer(monkeypatch):
    """Makes all conversions share a tokenizer: making one takes longer than converting a few cables."""
    monkeypatch.setattr(spacy, "blank", lambda _: NLP)


@pytest.fixture(scope="module")
def converted(tmp_path_factory, cable):
    """Returns the folder and the report of a conversion of the 24 cables of `raw`, for tests that only look at it."""
    folder = tmp_path_factory.mktemp("converted")
    (folder / "raw").mkdir()
    for number in range(24):
        (folder / "raw" / f"c{number}.txt").write_text(cable(number), encoding="utf8")
    return folder / "out", convert([str(folder / "raw")], folder / "out")
