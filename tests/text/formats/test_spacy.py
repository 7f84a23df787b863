"""What spaCy itself writes and reads."""

import json

import spacy
from spacy.tokens import Span
from spacy.training.converters import conll_ner_to_docs, iob_to_docs

from cable_ner.corpus.formats import conll
from tests.helpers.documents import read_file

NLP = spacy.blank("en")


def doc_of(text="Denz 😀 left Port Bank."):
    doc = NLP.make_doc(text)
    doc.set_ents([Span(doc, 0, 1, "PER"), Span(doc, 3, 5, "ORG")])
    doc.user_data.update(cable="a.txt", index=0)
    return doc


def test_spacy_json_of_a_doc_is_read(tmp_path):
    found, failures = read_file(tmp_path, {"a.jsonl": json.dumps(doc_of().to_json()) + "\n"})
    assert (found, failures) == ({"a.jsonl": [("PER", "Denz"), ("ORG", "Port Bank")]}, {})


def test_spacy_reads_our_columns():
    [output] = conll([doc_of()])
    [doc] = conll_ner_to_docs(output.text, n_sents=0, no_print=True)
    assert [(ent.label_, ent.text) for ent in doc.ents] == [("PER", "Denz"), ("ORG", "Port Bank")]


def test_spacy_and_we_read_the_same_columns(tmp_path):
    lines = "Omar|B-PER A.|I-PER Denz|L-PER left|O Bern|U-LOC Lee|B-PER Lee|B-PER .|O"
    [doc] = iob_to_docs(lines.replace("L-", "I-").replace("U-", "B-"), no_print=True)
    found, _ = read_file(tmp_path, {"a.conll": lines.replace(" ", "\n").replace("|", "\t")})
    assert found["a.conll"] == [(ent.label_, ent.text) for ent in doc.ents]
