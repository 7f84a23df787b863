"""DocBins hold what spaCy's own would."""

import zlib

import pytest
import spacy
from spacy.tokens import Doc, DocBin

from cable_ner.files.docbin import ATTRS, new_docbin
from tests.helpers.docs import make_docs, view


@pytest.fixture(scope="module")
def nlp():
    return spacy.blank("en")


@pytest.mark.parametrize("texts", [[], [""], ["Rome fell  today.\n"], ["Rome fell.", "Zoë 🙂 left", "Rome woke"]])
def test_docbin_holds_what_spacys_own_would(nlp, texts):
    docs = [doc for text in texts for doc in (make_docs(nlp, text) if text else [nlp.make_doc("")])]
    for doc in docs[:1]:
        doc.cats["odd"] = 0.5
        doc.spans["all"] = [doc[:]] if len(doc) else []
    ours, theirs = new_docbin(docs), DocBin(attrs=ATTRS, store_user_data=True, docs=docs)
    vocab = spacy.blank("en").vocab
    for own, spacys, doc in zip(ours.get_docs(vocab), theirs.get_docs(nlp.vocab), docs, strict=True):
        assert view(own) == view(spacys) == view(doc)
        assert own.to_json() == spacys.to_json()
        assert own.cats == doc.cats
        assert [(span.start, span.end) for span in own.spans.get("all", [])] == [
            (s.start, s.end) for s in doc.spans.get("all", [])
        ]


@pytest.mark.parametrize("texts", [[], ["Rome fell  today.", "Zoë 🙂 left"]])
def test_docbin_bytes_are_spacys_own_when_decompressed(nlp, texts):
    docbin = new_docbin(make_docs(nlp, *texts))
    assert zlib.decompress(docbin.to_bytes()) == zlib.decompress(DocBin.to_bytes(docbin))


def test_docbin_knows_unknown_spaces(nlp):
    docs = [Doc(nlp.vocab, words=["Rome", "fell"]), nlp.make_doc("Rome fell")]
    stored = DocBin().from_bytes(new_docbin(docs).to_bytes())
    assert [doc.has_unknown_spaces for doc in stored.get_docs(nlp.vocab)] == [True, False]


def test_docbin_takes_docs_of_several_vocabularies(nlp):
    # A process takes a new vocabulary when its old one has grown too large, also in the middle of a task.
    docs = [*make_docs(spacy.blank("en"), "Zwolle fell."), *make_docs(spacy.blank("en"), "Lima slept.")]
    stored = DocBin().from_bytes(new_docbin(docs).to_bytes())
    assert [doc.text for doc in stored.get_docs(nlp.vocab)] == ["Zwolle fell.", "Lima slept."]


def test_docbin_same_docs_same_bytes(nlp):
    texts = ["Rome fell today.", "Paris stood."]
    assert new_docbin(make_docs(nlp, *texts)).to_bytes() == new_docbin(make_docs(spacy.blank("en"), *texts)).to_bytes()
