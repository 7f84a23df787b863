"""The labels that a Doc had before a person's decisions."""

from weakref import ref

from hypothesis import given
from hypothesis import strategies as st

from cable_ner.audit.audited_docs import audited_doc, audited_docs
from cable_ner.audit.crf import spans_of
from cable_ner.corpus.docs import make_docs
from cable_ner.files.digests import digest
from cable_ner.labels import Corrections, FormDecision, PlaceDecision, correct
from cable_ner.rules import RuleBook
from cable_ner.text import PARAGRAPH, Cable, Mention, Paragraph
from tests.helpers.audit import LABELS, NLP, make


def test_audited_doc_undoes_decisions():
    doc = make(
        "Khamis met Saif in Rome.", ("Khamis", "PER"), ("Rome", "LOC"), decided=[[0, 6, [[0, 6, "LOC"]]], [11, 15, []]]
    )
    found = audited_doc(doc)
    assert spans_of(found.text.tags) == ((0, 1, "LOC"), (4, 5, "LOC"))
    assert found.now == ((0, 1, "PER"), (4, 5, "LOC"))
    assert [(stretch.start, stretch.end, stretch.before, stretch.after) for stretch in found.decided] == [
        (0, 1, ((0, 1, "LOC"),), ((0, 1, "PER"),)),
        (2, 3, (), ()),
    ]


def test_audited_doc_a_decision_that_makes_one_of_two():
    doc = make(
        "U.S. Embassy Tripoli is open.", ("U.S. Embassy Tripoli", "ORG"), decided=[[0, 20, [[0, 4, "LOC"], [5, 20, "ORG"]]]]
    )
    assert spans_of(audited_doc(doc).text.tags) == ((0, 1, "LOC"), (1, 3, "ORG"))


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


@given(decided_cables())
def test_audited_doc_gives_the_labels_before_corrections(case):
    """Second opinions therefore hold whatever is decided."""
    cable, decisions = case
    book = RuleBook()
    plain = next(make_docs(correct(cable, book, Corrections())[0], NLP)).doc
    corrected = next(make_docs(correct(cable, book, Corrections(decisions))[0], NLP)).doc
    assert audited_doc(corrected).text == audited_doc(plain).text


def test_audited_docs_are_in_memory_one_at_a_time():
    alive = []

    def docs():
        for number in range(5):
            doc = make(f"Ann left {number}.", ("Ann", "PER"), cable=f"{number}.txt")
            alive.append(ref(doc))
            yield doc
            del doc
            assert sum(one() is not None for one in alive) <= 1

    found, lang = audited_docs(docs())
    assert [doc.text.group for doc in found] == [f"{number}.txt" for number in range(5)]
    assert lang == "en"
