"""Text for pretraining: pieces that lose nothing and are not too long."""

import pytest
import spacy
import srsly
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from cable_ner.training.pretraining import pieces, write_jsonl
from cable_ner.training.texts import TextCounts, Texts

NLP = spacy.blank("en")


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (9, ["Ann left. Bob ate bread. Cy slept"]),
        (8, ["Ann left. Bob ate bread.", "Cy slept"]),
        (6, ["Ann left. Bob ate bread", ". Cy slept"]),
        (5, ["Ann left.", "Bob ate bread.", "Cy slept"]),
        (1, ["Ann", "left", ".", "Bob", "ate", "bread", ".", "Cy", "slept"]),
    ],
)
def test_pretraining_long_texts_are_cut_after_a_stop_if_half_has_one(most, expected):
    assert list(pieces(NLP.make_doc("Ann left. Bob ate bread. Cy slept"), most)) == expected


@given(st.lists(st.sampled_from(["a", ".", "\n", "Ann", "!"]), max_size=40), st.integers(1, 12))
def test_pretraining_pieces_lose_nothing_and_are_not_too_long(words, most):
    doc = Doc(NLP.vocab, words=words)
    found = list(pieces(doc, most))
    assert "".join("".join(found).split()) == "".join(doc.text.split())
    assert all(len(piece.split()) <= most for piece in found)
    assert all(found)


def test_pretraining_jsonl_is_what_spacy_pretrains_on(docbin, tmp_path):
    counts = write_jsonl(Texts([docbin("train", 1)]), tmp_path / "text.jsonl", most=12)
    found = [row["text"] for row in srsly.read_jsonl(tmp_path / "text.jsonl")]
    assert counts.paragraphs == 4 < len(found)
    docs = [doc.text for doc in Texts([docbin("train", 1)]).read(TextCounts())]
    assert "".join("".join(found).split()) == "".join("".join(docs).split())


def test_pretraining_no_text_is_told_of(docbin, write_cables, tmp_path):
    with pytest.raises(ValueError, match="^there is no text to learn from$"):
        write_jsonl(Texts([docbin("train")]), tmp_path / "text.jsonl")
    raw = write_cables(tmp_path / "raw", [7])
    with pytest.raises(ValueError, match="no text to learn from; left out: 1 cables used for scoring"):
        write_jsonl(Texts([], [str(raw)], [docbin("test", 7)]), tmp_path / "text.jsonl")
