"""A tiny encoder in the usual format, with random weights, and what a teacher learns from."""

from collections.abc import Callable
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, DocBin, Span

from tests.helpers.encoders import write_encoder

pytest.importorskip("torch")
pytest.importorskip("transformers")

SENTENCES = (
    "Mayor Ann Lee spoke about bread .",
    "Bakers of Milltown agreed with Ann Lee .",
    "The mayor went to Milltown on Monday .",
    "Rain fell in Milltown , said Bob Ray .",
    "Bob Ray of the Guild thanked all .",
)
NAMES = {"Ann Lee": "PER", "Bob Ray": "PER", "Milltown": "LOC"}


def named(doc: Doc) -> Doc:
    """Sets the ents of a Doc: the names that are in it."""
    spans = []
    for name, label in NAMES.items():
        start = doc.text.find(name)
        if start >= 0:
            spans.append(doc.char_span(start, start + len(name), label))
    doc.set_ents([span for span in spans if isinstance(span, Span)], default="outside")
    return doc


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns the folder of an encoder that knows the words of SENTENCES."""
    return write_encoder(tmp_path_factory.mktemp("encoder"), SENTENCES)


@pytest.fixture
def write_docs(tmp_path: Path) -> Callable[..., Path]:
    """Returns a function that writes cables of one paragraph each as a DocBin, with the names in them as ents."""

    def write(name: str, sentences: list[str], labels: str = "silver") -> Path:
        nlp = spacy.blank("en")
        docbin = DocBin(store_user_data=True)
        for number, sentence in enumerate(sentences):
            doc = named(nlp(sentence))
            doc.user_data.update(cable=f"{name}{number}.txt", index=0, paragraphs=1, labels=labels, zone="paragraph")
            docbin.add(doc)
        docbin.to_disk(tmp_path / f"{name}.spacy")
        return tmp_path / f"{name}.spacy"

    return write
