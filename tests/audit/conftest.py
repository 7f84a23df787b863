"""A tiny encoder for the audit's archive."""

from pathlib import Path

import pytest

from tests.helpers.audit import archive
from tests.helpers.encoders import write_encoder


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns the folder of an encoder that knows the words of the archive."""
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    return write_encoder(tmp_path_factory.mktemp("encoder"), (doc.text for doc in archive()))
