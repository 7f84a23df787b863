"""Names are found where words begin, all of them in one pass."""

import pytest

from cable_ner.rules.word_starts import WordStarts, first_word


@pytest.mark.parametrize(
    ("text", "names", "places"),
    [
        ("Ann Lee, Anna", ["Ann", "Ann Lee", "Lee"], [(0, "Ann Lee"), (0, "Ann"), (4, "Lee")]),
        ("A A A", ["A A", "A"], [(0, "A A"), (0, "A"), (2, "A A"), (2, "A"), (4, "A")]),
        ("x(WHA)x", ["(WHA)", "WHA"], [(1, "(WHA)"), (2, "WHA")]),
        ("BANNA", ["ANNA"], []),
        ("Ann", [], []),
    ],
)
def test_word_starts_places(text, names, places):
    assert list(WordStarts(names).places(text)) == places


def test_word_starts_first_word():
    assert [first_word(name) for name in ("al-Ann", "Ann", "-Ann", "_", "")] == ["al", "Ann", "", "", ""]
