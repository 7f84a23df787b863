"""A request of INCEpTION that cannot be read; what can is in test_server."""

from types import SimpleNamespace

import pytest

pytest.importorskip("cassis", reason="needs dkpro-cassis (extra [uima])")

from cable_ner.tagging.suggesting.inception_recommender import recommend  # noqa: E402

NOBODY = SimpleNamespace(suggest=lambda passages: [[] for _ in passages])
METADATA = {"layer": "custom.Name", "feature": "value"}


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "the request has no 'metadata'"),
        ({"metadata": METADATA, "document": {}, "typeSystem": ""}, "the request has no 'xmi'"),
        ({"metadata": METADATA, "document": {"xmi": "<!DOCTYPE x>"}, "typeSystem": "<x/>"}, "declares entities of its own"),
        ({"metadata": METADATA, "document": {"xmi": "<x/>"}, "typeSystem": "<x/>"}, "is no CAS that dkpro-cassis reads"),
    ],
)
def test_recommender_refuses(sent, message):
    with pytest.raises(ValueError, match=message):
        recommend(NOBODY, sent)
