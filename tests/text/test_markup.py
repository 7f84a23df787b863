"""Markup: which dialect a source is in. All cables here are invented."""

import pytest

from cable_ner.text import detect_dialect


@pytest.mark.parametrize(
    ("source", "dialect"),
    [
        ("[PER Ann Lee  ] met [ORG UN  ] staff .", "double"),
        ("[PER Ann Lee] met [ORG UN] staff.", "single"),
        ("no annotation at all", "double"),
        ("[PER A  ] and [PER B  ] and [PER C]", "double"),
        ("[PER A  ] and [PER B] and [PER C]", "single"),
        ("as he said [sic] in [1] and [2], [LOC Rome  ]", "double"),
        ("[MISC SCUD-B  ]: [LOC Libya  ]'s", "double"),
        ("[PER\nAnn] and [PER Ann]", "single"),
        ("[PER Ann] said x  ] to [PER Bea]", "single"),
    ],
)
def test_markup_detects_dialect_once_per_file(source, dialect):
    assert detect_dialect(source) == dialect
