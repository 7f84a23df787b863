"""The paragraphs of cables that are too few to part."""

import pytest

from cable_ner.corpus.identity import paragraph_key
from cable_ner.corpus.paragraph_split import by_paragraph
from cable_ner.text import HEADER, PARAGRAPH, Cable
from tests.helpers.splits import SHARES, paragraphs_of


def test_paragraph_split_shares_out_paragraphs_with_mentions():
    body = paragraphs_of(*[(f"Rome paragraph {number}.", PARAGRAPH, True) for number in range(20)])
    rest = paragraphs_of(("Rome header", HEADER, True), ("No name here.", PARAGRAPH, False))
    sides = by_paragraph([Cable("a", rest[:1] + body[:10]), Cable("b", body[10:] + rest[1:])], SHARES)
    assert set(sides) == {paragraph_key(paragraph) for paragraph in body + rest}
    assert sorted(sides[paragraph_key(paragraph)] for paragraph in body) == ["dev"] * 2 + ["test"] * 2 + ["train"] * 16
    assert [sides[paragraph_key(paragraph)] for paragraph in rest] == ["train", "train"]


@pytest.mark.parametrize(("shares", "first"), [((0.0, 0.5, 0.5), "dev"), ((0.0, 0.0, 1.0), "test"), (SHARES, "train")])
def test_paragraph_split_puts_what_is_not_shared_out_where_there_is_a_share(shares, first):
    body = paragraphs_of(*[(f"Rome paragraph {number}.", PARAGRAPH, True) for number in range(6)])
    [rest] = paragraphs_of(("No name here.", PARAGRAPH, False))
    sides = by_paragraph([Cable("a", [*body, rest])], shares)
    assert sides[paragraph_key(rest)] == first
    assert set(sides.values()) == {name for name, share in zip(("train", "dev", "test"), shares) if share}


def test_paragraph_split_takes_other_zones_where_numbered_paragraphs_are_too_few():
    specs = [
        ("Rome one", PARAGRAPH, True),
        ("Rome two", PARAGRAPH, True),
        ("Rome header", HEADER, True),
        ("no", PARAGRAPH, False),
    ]
    paragraphs = paragraphs_of(*specs)
    sides = by_paragraph([Cable("a", paragraphs)], SHARES)
    assert set(sides) == {paragraph_key(paragraph) for paragraph in paragraphs}
    assert sorted(sides[paragraph_key(paragraph)] for paragraph in paragraphs[:3]) == ["dev", "test", "train"]
    assert sides[paragraph_key(paragraphs[3])] == "train"


def test_paragraph_split_keeps_copies_of_a_paragraph_together():
    # The second cable repeats the first's paragraphs, spaced and cased otherwise.
    first = Cable("a", paragraphs_of(*[(f"Rome paragraph {number}.", PARAGRAPH, True) for number in range(8)]))
    second = Cable("b", paragraphs_of(*[(f"ROME paragraph {number} .", PARAGRAPH, True) for number in range(8)]))
    assert by_paragraph([first, second], SHARES) == by_paragraph([first], SHARES) == by_paragraph([second, first], SHARES)


def test_paragraph_split_depends_on_the_seed():
    archive = [Cable("a", paragraphs_of(*[(f"Rome paragraph {number}.", PARAGRAPH, True) for number in range(30)]))]
    assert (
        by_paragraph(archive, SHARES, seed=1)
        == by_paragraph(archive, SHARES, seed=1)
        != by_paragraph(archive, SHARES, seed=2)
    )


@pytest.mark.parametrize(
    ("count", "expected"), [(0, []), (1, ["train"]), (2, ["dev", "train"]), (3, ["dev", "test", "train"])]
)
def test_paragraph_split_with_hardly_any_has_something_to_train_on(count, expected):
    paragraphs = paragraphs_of(*[(f"Rome paragraph {number}.", PARAGRAPH, True) for number in range(count)])
    assert sorted(by_paragraph([Cable("a", paragraphs)], SHARES).values()) == expected
