"""Which cables the commands that need no labels learn from, and what they say of them."""

from collections import Counter
from pathlib import Path

import pytest

from cable_ner.cli.text_options import announce, texts_of
from cable_ner.training import TextCounts, Texts

TRAIN, DEV, TEST = (Path(f"corpus/{name}.spacy") for name in ("train", "dev", "test"))
OTHER = Path("other.spacy")


@pytest.mark.parametrize(
    ("given", "transductive", "expected"),
    [
        ((None, None, None), False, Texts([TRAIN], [], [DEV, TEST], "de")),
        (([OTHER], None, None), False, Texts([OTHER], [], [DEV, TEST], "de")),
        ((None, ["raw"], None), False, Texts([], ["raw"], [DEV, TEST], "de")),
        (([OTHER], ["raw"], [TEST]), False, Texts([OTHER], ["raw"], [TEST], "de")),
        ((None, None, [TEST]), True, Texts([TRAIN], [], [], "de")),
    ],
    ids=["by default", "DocBin files", "cables alone", "everything given", "transductive"],
)
def test_text_options_say_what_is_read_and_what_stays_out(given, transductive, expected):
    assert texts_of(*given, "de", transductive=transductive) == expected


def test_text_options_announce_what_was_read_and_what_was_left_out(capsys):
    announce(TextCounts(paragraphs=3, tokens=1_200, left_out=Counter({"to score with": 2})))
    assert capsys.readouterr().out.splitlines() == [
        "ℹ 1,200 tokens in 3 paragraphs to learn from",
        "ℹ left out: 2 cables to score with",
    ]
