"""The mentions of a paragraph under revision: sorted and disjoint at all times, and every revision is logged."""

import pytest

from cable_ner.rules.mention_layer import MentionLayer, Revision
from cable_ner.text import PARAGRAPH, Mention, Paragraph, Rejected

ANA, ROE, BERN = Mention(0, 3, "PER", 1), Mention(4, 7, "ORG", 2), Mention(11, 15, "LOC", 0)
WHOLE = Mention(0, 7, "PER", 1)


@pytest.fixture
def layer():
    return MentionLayer(Paragraph("Ana Roe in Bern", [ANA, ROE, BERN], PARAGRAPH), [])


@pytest.mark.parametrize(
    ("start", "end", "over"),
    [
        (0, 3, [ANA]),
        (2, 5, [ANA, ROE]),
        (3, 4, []),
        (6, 12, [ROE, BERN]),
        (0, 15, [ANA, ROE, BERN]),
        (15, 20, []),
    ],
)
def test_mention_layer_over(layer, start, end, over):
    assert layer.over(start, end) == over


@pytest.mark.parametrize(
    ("act", "mentions", "revisions"),
    [
        (lambda layer: layer.remove(ROE, "r"), [ANA, BERN], [(ROE, None)]),
        (lambda layer: layer.replace(ROE, ROE._replace(label="PER"), "r"), None, [(ROE, ROE._replace(label="PER"))]),
        (lambda layer: layer.replace(ANA, WHOLE, "r"), [WHOLE, BERN], [(ROE, None), (ANA, WHOLE)]),
        (lambda layer: layer.replace(ROE, WHOLE, "r"), [WHOLE, BERN], [(ANA, None), (ROE, WHOLE)]),
    ],
)
def test_mention_layer_logs_each_revision(layer, act, mentions, revisions):
    original = list(layer.paragraph.mentions)
    act(layer)
    assert layer.mentions == (mentions or [ANA, ROE._replace(label="PER"), BERN])
    assert layer.revisions == [Revision(layer.paragraph, before, after, "r") for before, after in revisions]
    assert layer.paragraph.mentions == original
    assert layer.is_changed()
    assert layer.revised() == layer.paragraph._replace(mentions=layer.mentions)


def test_mention_layer_without_a_change_is_the_paragraph(layer):
    assert not layer.is_changed()
    assert layer.revised() is layer.paragraph


def test_mention_layer_adds_in_order(layer):
    new = Mention(8, 10, "MISC", 0)
    layer.add(new, "r")
    assert layer.mentions == [ANA, ROE, new, BERN]
    assert layer.revisions == [Revision(layer.paragraph, None, new, "r")]


def test_mention_layer_tells_the_text_between_mentions(layer):
    assert layer.unlabelled() == "| | in |"


@pytest.mark.parametrize(
    ("before", "after", "rejected"),
    [(ROE, None, Rejected(2, "rule: r", "ORG", "Roe")), (BERN, None, None), (ROE, WHOLE, None), (None, ROE, None)],
)
def test_mention_layer_removed_bracket_is_rejected(layer, before, after, rejected):
    assert Revision(layer.paragraph, before, after, "r").rejected() == rejected
