"""A whole paragraph that a person went through."""

from hypothesis import given
from hypothesis import strategies as st

from cable_ner.audit.review import decide_paragraph
from cable_ner.evaluation import Labelled
from cable_ner.files import digest
from cable_ner.labels import Corrections, correct, from_json
from cable_ner.rules import RuleBook
from cable_ner.text import Cable, Mention, Paragraph

TEXT = "Ann Lee met Bo Ray in Rome with aides of Cy Dee there."


@st.composite
def _spans(draw):
    cuts = sorted(draw(st.sets(st.integers(0, len(TEXT)), max_size=10)))
    kept = draw(st.lists(st.sampled_from(["", "PER", "LOC"]), min_size=len(cuts), max_size=len(cuts)))
    return [Labelled(start, end, label) for start, end, label in zip(cuts, cuts[1:], kept) if label]


_STRETCHES = st.lists(st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 9)), max_size=4).map(
    lambda pairs: [(start, min(start + length, len(TEXT))) for start, length in pairs]
)


@given(_spans(), _spans(), _STRETCHES)
def test_paragraph_decisions_give_what_the_person_left(old, new, suspects):
    old, left = ([span for span in spans if TEXT[span.start : span.end].strip()] for spans in (old, new))
    decisions = decide_paragraph(digest(TEXT), TEXT, old=old, new=new, suspects=suspects)
    cable = Cable("a", [Paragraph(TEXT, [Mention(*span, 1) for span in old], "paragraph")])
    # Each is whole and apart from the others, and all suspects are decided on.
    assert all(TEXT[item.start : item.end] == item.text for item in decisions)
    assert all(one.end <= other.start for one, other in zip(decisions, decisions[1:]))
    for start, end in suspects:
        assert any(item.start <= start and end <= item.end for item in decisions)
    corrected, _ = correct(cable, RuleBook(), _corrections(decisions))
    # (white space alone is no mention: a cable has none such, and one that a person marks is none)
    assert [mention[:3] for mention in corrected.paragraphs[0].mentions] == left


def _corrections(decisions):
    return Corrections(from_json(decision.as_json()) for decision in decisions)


def test_paragraph_decisions_by_hand():
    old = [Labelled(0, 3, "LOC"), Labelled(12, 18, "PER"), Labelled(22, 26, "LOC")]
    new = [Labelled(0, 7, "PER"), Labelled(12, 18, "PER"), Labelled(22, 26, "LOC")]
    decisions = decide_paragraph("d", TEXT, old=old, new=new, suspects=[(12, 14), (41, 44)], cable="a")
    assert [(item.start, item.end, item.spans) for item in decisions] == [
        (0, 7, ((0, 7, "PER"),)),  # changed
        (12, 18, ((12, 18, "PER"),)),  # a suspect that is right: the stretch reaches over its mention
        (41, 44, ()),  # a suspect that is no mention
    ]
    assert decide_paragraph("d", TEXT, old=old, new=old, suspects=[]) == []


def test_paragraph_spans_of_white_space_alone_are_no_mentions():
    [decision] = decide_paragraph("d", TEXT, old=[], new=[Labelled(7, 8, "PER")], suspects=[])
    assert (decision.start, decision.end, decision.text, decision.spans) == (7, 8, " ", ())
    assert from_json(decision.as_json()) == decision


def test_paragraph_stretches_that_touch_are_decided_on_apart():
    old, new = [Labelled(0, 3, "LOC"), Labelled(3, 7, "LOC")], [Labelled(0, 3, "PER"), Labelled(3, 7, "LOC")]
    decisions = decide_paragraph("d", TEXT, old=old, new=new, suspects=[(7, 11)])
    assert [(item.start, item.end, item.spans) for item in decisions] == [(0, 3, ((0, 3, "PER"),)), (7, 11, ())]
