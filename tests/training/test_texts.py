"""The text of an archive without its labels: what is read, and what stays out."""

import pytest
import spacy

from cable_ner.training.texts import COPY, HELD_OUT, KNOWN, UNREADABLE, TextCounts, Texts, shown

NLP = spacy.blank("en")


def read(texts: Texts) -> tuple[list[str], TextCounts]:
    counts = TextCounts()
    return [doc.text for doc in texts.read(counts)], counts


def numbers_in(found: list[str]) -> list[int]:
    """Returns which numbers of `harvest number 5` there are."""
    return [number for text in found for number in range(30) if f"harvest number {number}," in text]


def test_texts_text_is_that_of_docbins_in_order(docbin):
    found, counts = read(Texts([docbin("train", 1, 2), docbin("more", 3, 4, per_shard=2)]))
    assert numbers_in(found) == [1, 2, 3, 4]
    assert (counts.cables, counts.paragraphs) == (0, len(found)) == (0, 16)
    assert counts.tokens == sum(len(NLP.make_doc(text)) for text in found)
    assert counts.left_out == {}


def test_texts_docbin_to_score_with_is_refused(docbin):
    test = docbin("test", 1)
    with pytest.raises(ValueError, match="test.spacy is used for scoring.*--transductive"):
        read(Texts([docbin("train", 2), test], held_out=[test.parent / "." / test.name]))
    assert numbers_in(read(Texts([test]))[0]) == [1]


def test_texts_raw_cables_are_read_once_and_not_if_they_are_scored_with(docbin, write_cables, tmp_path):
    raw = write_cables(tmp_path / "raw", range(6))
    (raw / "empty.txt").write_bytes(b"")
    texts = Texts([docbin("train", 0, 1)], [str(raw)], [docbin("dev", 2), docbin("test", 3, per_shard=1)])
    found, counts = read(texts)
    assert sorted(numbers_in(found)) == [0, 1, 4, 5]
    assert counts.cables == 2
    assert dict(counts.left_out) == {KNOWN: 2, HELD_OUT: 2, UNREADABLE: 1, COPY: 0}
    assert counts.as_json() == {
        "cables": 2, "paragraphs": 16, "tokens": counts.tokens, "left_out": {HELD_OUT: 2, UNREADABLE: 1, KNOWN: 2}
    }  # fmt: skip
    assert list(shown(counts)) == [
        f"{counts.tokens:,} tokens in 16 paragraphs to learn from",
        "left out: 2 cables that are in the DocBin files",
        "left out: 1 cables that cannot be read",
        "left out: 2 cables used for scoring",
    ]


def test_texts_held_out_text_stays_out_under_another_number(docbin, cable, tmp_path):
    (tmp_path / "raw").mkdir()
    # A copy of cable 3 as another message; another message that has a paragraph of it; a second section of its message.
    extra = "Bread was good and rain was scarce . " * 9
    copy = cable(3, extra).replace("TESTPOST 000003", "TESTPOST 000777")
    with_part = cable(4, extra).replace("[PER Lee4  ] thanked all .", "[PER Lee3  ] thanked all .")
    section = cable(5, extra).replace("TESTPOST 000005", "TESTPOST 000003")
    for name, text in {"copy": copy, "part": with_part, "section": section}.items():
        (tmp_path / "raw" / f"{name}.txt").write_text(text, encoding="utf8")
    found, counts = read(Texts([], [str(tmp_path / "raw")], [docbin("test", 3, extra=extra)]))
    assert numbers_in(found) == [4]
    assert not any("Lee3" in text for text in found)
    assert (counts.left_out[HELD_OUT], counts.left_out[COPY], counts.cables) == (2, 1, 1)


def test_texts_missing_docbin_is_told_of(docbin, write_cables, tmp_path):
    raw = write_cables(tmp_path / "raw", range(2))
    with pytest.raises(FileNotFoundError, match="test.spacy: contains no DocBin files; convert the cables first"):
        read(Texts([docbin("train", 0)], [str(raw)], [tmp_path / "test.spacy"]))


def test_texts_text_does_not_fill_one_vocabulary(docbin, write_cables, tmp_path, monkeypatch):
    train, raw = docbin("train", 1, 2, per_shard=4), write_cables(tmp_path / "raw", range(3, 5))
    texts = Texts([train], [str(raw)], [docbin("test", 9)])
    expected = [doc.text for doc in texts.read(TextCounts())]
    assert len({id(doc.vocab) for doc in list(texts.read(TextCounts()))}) == 2
    monkeypatch.setattr("cable_ner.training.texts._MOST_STRINGS", 1)
    docs = list(texts.read(TextCounts()))
    assert [doc.text for doc in docs] == expected
    assert len({id(doc.vocab) for doc in docs}) == 4
