"""Lists cut at a confidence: what goes, what comes in, and what a person has listed."""

import pytest
import spacy
from spacy.tokens import Span

from cable_ner.model import PROMISE, Point, Promise, confidences, other_spans
from cable_ner.tagging.cutting import cut_lists, point_of
from cable_ner.tagging.settings import TagSettings
from cable_ner.tagging.stages import LIST, OTHER_PATH, found_by_stage

TEXT = "Mayor Ann Lee70 of Milltown spoke. Rain fell."


@pytest.fixture(scope="module")
def nlp(tiny_model):
    return spacy.load(tiny_model)


@pytest.fixture
def seen(nlp):
    docs, finders = found_by_stage(nlp, [nlp.make_doc(TEXT)])
    return docs, finders, confidences(nlp, docs)


def listed(doc):
    return [(ent.text, ent.label_) for ent in doc.ents]


def test_cutting_lets_spans_of_other_paths_in(nlp, seen):
    docs, finders, sure = seen
    [others], before = other_spans(nlp, docs), set(docs[0].ents)
    assert others
    cut_lists(nlp, docs, finders, sure, least=0.0)
    assert {(ent.start, ent.end, ent.label_) for ent in docs[0].ents if ent not in before} == others.keys()
    assert before <= set(docs[0].ents)
    assert {finders[0][key] for key in others} == {OTHER_PATH}
    assert {key: sure[0][key] for key in others} == others


def test_cutting_drops_what_is_below(nlp, seen):
    docs, finders, sure = seen
    ann, milltown = listed(docs[0])
    sure[0] = dict(zip(sure[0], (0.8, 0.7)))
    cut_lists(nlp, docs, finders, sure, least=0.7)
    assert listed(docs[0]) == [ann, milltown]
    cut_lists(nlp, docs, finders, sure, least=0.75)
    assert listed(docs[0]) == [ann]


def test_cutting_keeps_what_a_person_has_listed(nlp, seen):
    docs, finders, sure = seen
    docs[0].ents = [Span(docs[0], 0, 1, label="ORG")]
    finders[0][0, 1, "ORG"], sure[0][0, 1, "ORG"] = LIST, 0.1
    cut_lists(nlp, docs, finders, sure, least=0.99999)
    assert ("Mayor", "ORG") in listed(docs[0])


def test_cutting_of_a_model_of_which_nothing_can_be_promised(nlp):
    assert point_of(nlp, TagSettings()) is None
    with pytest.raises(ValueError, match="--wrong-at-most: nothing can be promised of .*docs/how-to/promise.md"):
        point_of(nlp, TagSettings(wrong_at_most=0.1))


def test_cutting_where_the_promise_says(nlp, monkeypatch):
    points = [Point(0.0, 0.01, 0.04, 0.7, 0.8), Point(0.4, 0.05, 0.09, 0.2, 0.3)]
    monkeypatch.setitem(nlp.meta, PROMISE, Promise(50, 50, 900, points).as_dict())
    assert point_of(nlp, TagSettings(misses_at_most=0.1)).threshold == 0.4
    assert point_of(nlp, TagSettings(misses_at_most=0.05)).threshold == 0.0


@pytest.mark.parametrize("share", [0, 1, 5, -0.1])
def test_cutting_takes_shares(share):
    with pytest.raises(ValueError, match="--misses-at-most .*: is no share"):
        TagSettings(misses_at_most=share)
