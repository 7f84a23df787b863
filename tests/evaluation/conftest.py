"""The small cables as read by two systems, and DocBin files of tests."""

import pytest

from cable_ner.evaluation.reading import Reading
from cable_ner.evaluation.reference import as_reference
from cable_ner.evaluation.runs import SystemRun
from cable_ner.evaluation.scoring import labelled
from cable_ner.files import new_docbin
from tests.helpers.systems import FOUND, SURE, small_docs


@pytest.fixture
def run():
    """Returns a system's reading of the small cables."""
    known = [{m: s for m, s in zip(mentions, sure) if s} for mentions, sure in zip(FOUND, SURE)]
    return SystemRun(as_reference(small_docs()), Reading(FOUND, ignored=1, confidence=known))


@pytest.fixture
def other():
    """Returns the reading of another: all right, but for the same `Rain` and that it misses the second Rome."""
    found = [labelled(doc) for doc in small_docs()]
    return SystemRun(as_reference(small_docs()), Reading([found[0], found[1], FOUND[2], found[3][:1]]))


@pytest.fixture
def write(tmp_path):
    """Returns a function that writes Docs into a DocBin file."""

    def to_disk(docs, name="test"):
        new_docbin(docs).to_disk(tmp_path / f"{name}.spacy")
        return tmp_path / f"{name}.spacy"

    return to_disk
