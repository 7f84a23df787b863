"""The tags of labels."""

from cable_ner.audit.crf import Text
from cable_ner.audit.opinions.opinion import tag_set


def test_opinion_tag_set():
    assert tag_set([Text("a", ["x"], [True], ["I-ORG"]), Text("a", ["x"], [True], ["B-LOC"])]) == [
        "O", "B-LOC", "I-LOC", "B-ORG", "I-ORG",
    ]  # fmt: skip
