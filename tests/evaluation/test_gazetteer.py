"""The gazetteer of train: by hand, and laws."""

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc, Span

from cable_ner.evaluation.gazetteer import memorise

NLP = spacy.blank("en")


def make(text, *mentions, missing="", cable="a.txt", index=0):
    """Returns a Doc with these (text, label) mentions, each where it is first, and a stretch without a label."""
    doc = NLP.make_doc(text)
    spans = [doc.char_span(text.index(part), text.index(part) + len(part), label) for part, label in mentions]
    holes = [doc.char_span(text.index(missing), text.index(missing) + len(missing))] if missing else []
    doc.set_ents(spans, missing=holes, default="outside")
    doc.user_data.update(cable=cable, index=index)
    return doc


def find(train, text):
    """Returns what a gazetteer of train finds, as (text, label)."""
    return [(text[start:end], label) for start, end, label in memorise(lambda: train).find(NLP.make_doc(text))]


def test_gazetteer_does_not_look_for_very_long_forms():
    twenty, more = " ".join(["Ab"] * 20), " ".join(["Cd"] * 21)
    train = [make(f"then {twenty} left", (twenty, "ORG")), make(f"then {more} left", (more, "ORG"))]
    assert find(train, f"{twenty} and {more}") == [(twenty, "ORG")]


def test_gazetteer_gives_the_label_that_a_form_mostly_has():
    train = [
        make("Georgia won", ("Georgia", "LOC")),
        make("Georgia won", ("Georgia", "LOC")),
        make("Georgia", ("Georgia", "PER")),
    ]
    assert find(train, "In Georgia, they said") == [("Georgia", "LOC")]


def test_gazetteer_takes_the_longest_form_from_left_to_right():
    train = [
        make("Bank of Rome", ("Bank of Rome", "ORG")),
        make("Rome", ("Rome", "LOC")),
        make("of Rome", ("of Rome", "MISC")),
    ]
    assert find(train, "Bank of Rome of Rome Rome Bank of") == [
        ("Bank of Rome", "ORG"),
        ("of Rome", "MISC"),
        ("Rome", "LOC"),
    ]


def test_gazetteer_knows_no_other_case():
    assert find([make("Rome fell", ("Rome", "LOC"))], "ROME rome Rome") == [("Rome", "LOC")]


@pytest.mark.parametrize(("outside", "expected"), [(0, ["May"]), (1, ["May"]), (2, [])])
def test_gazetteer_leaves_out_what_is_mostly_no_mention(outside, expected):
    train = [make("May spoke", ("May", "PER")), *[make("In May it rained")] * outside]
    assert [text for text, _ in find(train, "May")] == expected


def test_gazetteer_counts_unlabelled_text_only_where_it_is_known_to_be():
    # Inside of a longer mention, and without a trusted label, `May` is not said to be no mention.
    train = [
        make("May spoke", ("May", "PER")),
        make("May Day", ("May Day", "MISC")),
        make("the May Day", ("May Day", "MISC")),
        make("May came", missing="May"),
    ]
    assert find(train, "May") == [("May", "PER")]


def test_gazetteer_of_several_labels_takes_the_first_by_name():
    train = [make("Jordan", ("Jordan", "PER")), make("Jordan", ("Jordan", "LOC"))]
    assert find(train, "Jordan") == [("Jordan", "LOC")]
    assert find(train[::-1], "Jordan") == [("Jordan", "LOC")]


def test_gazetteer_surface_forms_keep_their_case_and_are_on_one_line():
    docs = [make("Ann\nLee met ANN LEE", ("Ann\nLee", "PER"), ("ANN LEE", "PER")), make("Ann  Lee", ("Ann  Lee", "PER"))]
    assert memorise(lambda: docs).mentions == {"Ann Lee": 2, "ANN LEE": 1}


@pytest.mark.parametrize("text", ["", "nothing of the kind", "Bank of"])
def test_gazetteer_finds_nothing(text):
    assert find([make("Bank of Rome", ("Bank of Rome", "ORG"))], text) == []
    assert find([], text) == []


def test_gazetteer_gives_character_offsets():
    gazetteer = memorise(lambda: [make("Ann Lee", ("Ann Lee", "PER"))])
    assert gazetteer.find(NLP.make_doc("Mayor Ann Lee's.")) == [(6, 13, "PER")]


@st.composite
def _docs(draw):
    docs = []
    for _ in range(draw(st.integers(1, 5))):
        words = draw(st.lists(st.sampled_from(["Bank", "of", "Rome", "May"]), min_size=1, max_size=8))
        doc = Doc(NLP.vocab, words=words)
        cuts = sorted(draw(st.sets(st.integers(0, len(words)), max_size=4)))
        doc.ents = [Span(doc, a, b, draw(st.sampled_from(["LOC", "ORG"]))) for a, b in zip(cuts[::2], cuts[1::2])]
        docs.append(doc)
    return docs


@given(_docs())
def test_gazetteer_does_not_depend_on_the_order_of_train(docs):
    assert memorise(lambda: docs) == memorise(lambda: docs[::-1])


@given(_docs())
def test_gazetteer_finds_only_forms_of_train_that_do_not_overlap(docs):
    forms = {tuple(token.text for token in ent) for doc in docs for ent in doc.ents}
    gazetteer = memorise(lambda: docs)
    assert {tuple(NLP.vocab.strings[word] for word in form) for form in gazetteer.labels} <= forms
    for doc in docs:
        found = gazetteer.find(doc)
        assert all(first.end <= second.start for first, second in zip(found, found[1:]))
        assert all(tuple(doc.text[start:end].split()) in forms for start, end, _ in found)
