"""What tiny models find: whole cables, other tokenizers, Docs with unknown spaces, confidences."""

import spacy
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Span

from cable_ner.evaluation.calibration import calibration
from cable_ner.evaluation.errors import errors
from cable_ner.evaluation.metrics import kinds, scores
from cable_ner.evaluation.reading import read, spacys_scores
from cable_ner.evaluation.reference import as_reference
from cable_ner.evaluation.runs import SystemRun
from cable_ner.evaluation.scoring import ALL
from cable_ner.model import load_model
from tests.helpers.systems import NLP, make, spans

# The tiny model does not find `Milltown` in the second; the decision for the whole cable does, if the first is of it.
TWICE = ["Mayor Ann Lee70 of Milltown spoke about harvest number 70.", "The rain in Milltown was good"]


def test_reading_a_model_sees_the_cable_as_a_whole(tiny_lexical_model):
    nlp = load_model(str(tiny_lexical_model))
    together = read(nlp, as_reference([make(text, index=number) for number, text in enumerate(TWICE)]))
    apart = read(nlp, as_reference([make(text, cable=f"{number}.txt") for number, text in enumerate(TWICE)]))
    assert together.found[0] == apart.found[0] == spans(TWICE[0], ("Ann Lee70", "PER"), ("Milltown", "LOC"))
    assert together.found[1] == spans(TWICE[1], ("Milltown", "LOC"))
    assert apart.found[1] == []


def test_reading_mentions_that_the_whole_cable_adds_have_no_confidence(tiny_lexical_model):
    test = as_reference([make(text, index=number) for number, text in enumerate(TWICE)])
    found = read(load_model(str(tiny_lexical_model)), test, sure=True)
    assert set(found.confidence[0]) == set(found.found[0])
    assert found.confidence[1] == {}
    run = SystemRun(test, found)
    assert calibration(run)["left_out"] == 1
    assert [row["predicted"]["confidence"] is None for row in errors(run, None)] == [False, True, False]


def test_reading_of_a_model_with_another_tokenizer(tiny_model, tmp_path):
    nlp = spacy.load(tiny_model)
    nlp.tokenizer = Tokenizer(nlp.vocab)  # at white space only
    nlp.to_disk(tmp_path / "other")
    test = as_reference([make("Mayor Ann Lee70 of Milltown spoke.", ("Ann Lee70", "PER"), ("Milltown", "LOC"))])
    run = SystemRun(test, read(load_model(str(tmp_path / "other")), test))
    assert run.reading == read(load_model(str(tiny_model)), test)
    assert kinds(run)[ALL]["right"] == 2


def test_reading_of_docs_whose_spaces_are_not_known(tiny_model):
    doc = Doc(NLP.vocab, words=["Mayor", "Ann", "Lee70", "of", "Milltown", "spoke", "."], user_data={"labels": "gold"})
    doc.ents = [Span(doc, 1, 3, "PER"), Span(doc, 4, 5, "LOC")]
    nlp = load_model(str(tiny_model))
    test = as_reference([doc])
    assert scores(SystemRun(test, read(nlp, test)))[ALL]["f"] == spacys_scores(nlp, test)["ents_f"] == 1
