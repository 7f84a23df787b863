"""Labels before decisions, and what decisions say of all other candidates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.audit.opinions import spans_of
from cable_ner.audit.verdicts import LEAST_DECIDED, LEAST_OF_EACH, fit, source_of
from cable_ner.corpus.docs import make_docs
from cable_ner.files.digests import digest
from cable_ner.labels import Corrections, FormDecision, PlaceDecision, RuleBook, correct
from cable_ner.text import PARAGRAPH, Cable, Mention, Paragraph
from tests.helpers.audit import LABELS, LAW, NLP, believes, decided_docs, judged_of, make, with_open_case


def test_source_of_undoes_decisions():
    doc = make(
        "Khamis met Saif in Rome.", ("Khamis", "PER"), ("Rome", "LOC"), decided=[[0, 6, [[0, 6, "LOC"]]], [11, 15, []]]
    )
    source = source_of(doc)
    assert spans_of(source.text.tags) == ((0, 1, "LOC"), (4, 5, "LOC"))
    assert source.now == ((0, 1, "PER"), (4, 5, "LOC"))
    assert [(region.start, region.end, region.before, region.after) for region in source.decided] == [
        (0, 1, ((0, 1, "LOC"),), ((0, 1, "PER"),)),
        (2, 3, (), ()),
    ]


def test_source_of_a_decision_that_makes_one_of_two():
    doc = make(
        "U.S. Embassy Tripoli is open.", ("U.S. Embassy Tripoli", "ORG"), decided=[[0, 20, [[0, 4, "LOC"], [5, 20, "ORG"]]]]
    )
    assert spans_of(source_of(doc).text.tags) == ((0, 1, "LOC"), (1, 3, "ORG"))


WORDS = ("Ann", "Va.", "Rome’s", "of", "U.S.", "Lee", "al-Islam")


@st.composite
def decided_cables(draw):
    """Returns a cable of one paragraph, and decisions about its forms and places."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=3, max_size=12))
    whole = " ".join(words) + "."
    starts = [sum(len(word) + 1 for word in words[:number]) for number in range(len(words))]
    bounds = sorted(draw(st.sets(st.integers(0, len(words) - 1), max_size=6)))
    mentions = []
    for first, last in zip(bounds[::2], bounds[1::2]):
        end = starts[last - 1] + len(words[last - 1]) - draw(st.sampled_from((0, 0, 1)))
        mentions.append(Mention(starts[first], end, draw(st.sampled_from(LABELS)), 1))
    cable = Cable("a.txt", [Paragraph(whole, mentions, PARAGRAPH)], {}, len(mentions), [], [], [])
    decisions = []
    for word in draw(st.lists(st.sampled_from(WORDS), max_size=3)):
        decisions.append(FormDecision(word, draw(st.sampled_from(("", *LABELS))), draw(st.sampled_from(("", *LABELS)))))
    if draw(st.booleans()):
        first = draw(st.integers(0, len(words) - 2))
        start, end = starts[first], starts[first + 1] + len(words[first + 1])
        inside = ((start, end, "PER"),) if draw(st.booleans()) else ()
        decisions.append(PlaceDecision(digest(whole), start, end, whole[start:end], inside))
    return cable, decisions


@LAW
@given(decided_cables())
def test_source_of_gives_the_labels_before_corrections(case):
    """So that second opinions hold, whatever is decided."""
    cable, decisions = case
    book = RuleBook()
    plain = next(make_docs(correct(cable, book, Corrections())[0], NLP)).doc
    corrected = next(make_docs(correct(cable, book, Corrections(decisions))[0], NLP)).doc
    assert source_of(corrected).text == source_of(plain).text


def test_verdicts_spread_what_was_decided():
    sources, judged = judged_of(*with_open_case(*decided_docs(25, 25)))
    assert judged.is_fitted
    assert len(judged.verdicts) == 50
    (edit,) = judged.edits
    assert (edit.old, edit.new) == (((0, 1, "ORG"),), ((0, 1, "PER"),))
    assert edit.confidence > 0.8
    assert edit.wrong > 0.8


@pytest.mark.parametrize(
    ("kept", "changed"),
    [
        (0, 0),
        (LEAST_DECIDED // 2, LEAST_DECIDED // 2 - 1),
        (LEAST_OF_EACH - 1, 60),
        (60, LEAST_OF_EACH - 1),
        (LEAST_OF_EACH, 10 * LEAST_OF_EACH),
    ],
)
def test_verdicts_too_few_or_too_one_sided_are_not_spread(kept, changed):
    _, judged = judged_of(*with_open_case(*decided_docs(kept, changed)))
    assert not judged.is_fitted
    assert fit(judged.proposals, judged.verdicts) is None


def test_verdicts_weigh_a_form_as_much_as_a_place():
    """One form that is right in a hundred mentions does not outvote thirty places."""
    docs, opinions = decided_docs(25, 25)
    often = [
        make("Zed left.", ("Zed", "ORG"), cable=f"often{number}", decided=[[0, 3, [[0, 3, "ORG"]]]]) for number in range(100)
    ]
    docs, opinions = with_open_case(
        [*docs, *often], [*opinions, *(believes(doc, ("Zed", "PER"), sure=0.95) for doc in often)]
    )
    _, judged = judged_of(docs, opinions)
    (edit,) = judged.edits
    assert edit.confidence > 0.6
