"""DocBin files of invented cables."""

from collections.abc import Callable
from pathlib import Path

import pytest
import spacy

from cable_ner.corpus import make_docs, read_cable
from cable_ner.files import ENDING, Source, new_docbin

NLP = spacy.blank("en")


@pytest.fixture
def docbin(tmp_path: Path, cable: Callable[..., str]) -> Callable[..., Path]:
    """Returns a function that writes the Docs of cables of these numbers (four a cable) to a DocBin file."""

    def write(name: str, *numbers: int, per_shard: int = 0, extra: str = "") -> Path:
        groups = [read_cable(Source(f"c{number}.txt", data=cable(number, extra).encode())) for number in numbers]
        docs = [outcome.doc for group in groups for outcome in make_docs(group, NLP)]
        path = tmp_path / f"{name}{ENDING}"
        if not per_shard:
            new_docbin(docs).to_disk(path)
            return path
        path.mkdir()
        for at in range(0, len(docs), per_shard):
            new_docbin(docs[at : at + per_shard]).to_disk(path / f"{at:05d}{ENDING}")
        return path

    return write
