"""Files that a learning curve is made of."""

import pytest

from cable_ner.files import new_docbin
from tests.helpers.invented import invented_docs as cables

PLAIN = """
[nlp]
lang = "en"
pipeline = ["ner"]
[components]
[components.ner]
factory = "ner"
[training]
max_steps = 70
[training.logger]
@loggers = "spacy.ConsoleLogger.v3"
output_file = "training/train.jsonl"
"""


@pytest.fixture
def files(tmp_path):
    """Returns the arguments of `prepare` for eight silver cables, of which two are held out, and a gold test."""
    for name, docs in (("train", cables(8)), ("dev", cables(2)), ("test", cables(2, labels="gold"))):
        new_docbin(docs).to_disk(tmp_path / f"{name}.spacy")
    (tmp_path / "plain.cfg").write_text(PLAIN, encoding="utf8")
    (tmp_path / "made").mkdir()
    return {
        "train": tmp_path / "train.spacy", "folder": tmp_path / "made", "dev": tmp_path / "dev.spacy",
        "test": tmp_path / "test.spacy", "config": tmp_path / "plain.cfg", "code": None,
    }  # fmt: skip
