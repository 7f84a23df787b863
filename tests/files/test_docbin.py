"""DocBins hold what spaCy's own would."""

import zlib

import catalogue
import numpy
import pytest
import spacy
from spacy.tokens import Doc, DocBin, Span

from cable_ner.files.docbin import ATTRS, new_docbin, plain_docs, read_docbin
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


def test_docbin_is_read_as_spacys_own_without_a_search_for_decoders_at_each_doc(nlp, monkeypatch):
    docs = make_docs(nlp, *["Rome fell today."] * 20)
    docs[0].user_data = {"cable": "a", "at": (1, 2), "of": {"deep": [(3, "x")]}, ("._.", "own", None, None): "kept"}
    docs[1].user_data = {"array": numpy.arange(3)}
    docs[2].spans["all"] = [docs[2][:]]
    plain = DocBin(store_user_data=True, docs=docs)
    data = plain.to_bytes()
    theirs = list(plain.get_docs(nlp.vocab))
    read_docbin(data)
    searches = []
    search = catalogue.Registry.get_all
    monkeypatch.setattr(catalogue.Registry, "get_all", lambda registry: searches.append(registry) or search(registry))
    docbin = read_docbin(data)
    searches.clear()
    ours = list(docbin.get_docs(nlp.vocab))
    assert len(searches) <= 2  # one for all user data, one for the spans of the one Doc that has some
    assert [doc.to_bytes(exclude=["user_data"]) for doc in ours] == [doc.to_bytes(exclude=["user_data"]) for doc in theirs]
    assert ours[0].user_data == theirs[0].user_data == docs[0].user_data | {"of": {"deep": ((3, "x"),)}}
    assert ours[1].user_data["array"].tolist() == [0, 1, 2]
    assert [doc.user_data for doc in docbin.get_docs(nlp.vocab)][0] == ours[0].user_data  # (a second time, too)


@pytest.mark.parametrize("of", [new_docbin, lambda docs: DocBin(store_user_data=True, docs=docs)])
def test_docbin_plain_docs_say_what_docs_say(nlp, of):
    docs = make_docs(nlp, "Rome fell  today.\n", "Zoë 🙂 left Rome 's ORG in PERSON") + [nlp.make_doc("")]
    docs.append(Doc(nlp.vocab, words=["Rome", "fell"]))
    docs[1].set_ents([Span(docs[1], 0, 2, "PER"), Span(docs[1], 2, 3, "ORG"), Span(docs[1], 3, 4, "LOC")], default="outside")
    docs[0].set_ents([Span(docs[0], 0, 1, "LOC")], blocked=[docs[0][1:2]], missing=[docs[0][2:3]], default="outside")
    docs[1].user_data.update(cable="a", odd=[1, None, 0.5, "é"])
    docbin = DocBin().from_bytes(of(docs).to_bytes())
    assert [tuple(plain) for plain in plain_docs(docbin)] == [
        (doc.text, [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents], dict(doc.user_data)) for doc in docs
    ]
