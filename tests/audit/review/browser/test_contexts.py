"""Paragraphs as a whole, with what stands beside them, and the pieces that a page marks."""

import pytest
import spacy

from cable_ner.audit.review.browser import ParagraphContext, read_contexts
from cable_ner.audit.review.browser.contexts import pieces
from cable_ner.files import new_docbin
from tests.helpers.review import TEXTS, the

NLP = spacy.blank("en")


def corpus(path, *rows):
    """Writes Docs of (cable, text)."""
    docs = []
    for cable, text in rows:
        doc = NLP.make_doc(text)
        doc.ents = []
        doc.user_data.update(cable=cable)
        docs.append(doc)
    new_docbin(docs).to_disk(path)
    return path


def test_contexts_have_the_neighbours_in_the_same_cable(tmp_path):
    rows = [
        ("x.txt", "Alone."),
        ("0.txt", "Rain fell."),
        ("0.txt", TEXTS[0]),
        ("0.txt", "bread " * 200),
        ("1.txt", TEXTS[1]),
    ]
    found = read_contexts(corpus(tmp_path / "a.spacy", *rows), [the(0), the(1), the(5)])
    assert {cable for cable, _ in found} == {"0.txt", "1.txt"}  # that of 2.txt is not in the corpus
    first = found["0.txt", the(0).paragraph]
    assert first[:2] == (TEXTS[0], "Rain fell.")
    assert first.after.endswith("bread …")
    assert len(first.after) < 510
    assert found["1.txt", the(1).paragraph] == ParagraphContext(TEXTS[1], "", "")


def test_contexts_are_read_from_a_folder_of_shards(tmp_path):
    (tmp_path / "train.spacy").mkdir()
    corpus(tmp_path / "train.spacy" / "00000.spacy", ("0.txt", "Rain fell."))
    corpus(tmp_path / "train.spacy" / "00001.spacy", ("0.txt", TEXTS[0]), ("0.txt", TEXTS[0]))
    found = read_contexts(tmp_path / "train.spacy", [the(0)])
    assert found == {("0.txt", the(0).paragraph): ParagraphContext(TEXTS[0], "Rain fell.", TEXTS[0])}
    with pytest.raises(FileNotFoundError, match="contains no DocBin files"):
        read_contexts(tmp_path / "none.spacy", [the(0)])


def test_contexts_pieces_make_up_the_paragraph_and_mark_the_places():
    context = ParagraphContext(TEXTS[1])
    found = pieces(the(1), context, [the(0), the(2), the(1)])
    assert "".join(piece.text for piece in found) == TEXTS[1]
    assert [piece.text for piece in found if piece.is_asked] == ["Khamis"]
    assert [piece.text for piece in found if piece.is_place] == ["WHA"]
    overlapping = the(1)._replace(start=8, end=14, text="mis le")
    assert [piece.text for piece in pieces(the(1), context, [overlapping]) if piece.is_place] == []


@pytest.mark.parametrize("context", [None, ParagraphContext("It was edited by hand.")])
def test_contexts_pieces_without_the_paragraph_are_what_the_audit_noted(context):
    assert [piece.text for piece in pieces(the(2), context, [])] == ["…Then Khamis left ", "WHA", " with Saif’s aide.…"]


def test_contexts_pieces_of_a_very_long_paragraph_are_around_the_place():
    text = "bread " * 5000 + TEXTS[0] + " rain" * 5000
    place = the(0)._replace(start=30000, end=30006)
    found = "".join(piece.text for piece in pieces(place, ParagraphContext(text), []))
    assert found.startswith("…bread")
    assert found.endswith("…")
    assert len(found) == 6008
