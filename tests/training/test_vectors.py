"""The text of an archive without its labels: what is read and what stays out, and the vectors learnt from it."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy
import pytest
import spacy
import srsly
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from cable_ner.corpus import read_cable
from cable_ner.corpus.docs import make_docs
from cable_ner.files import ENDING, new_docbin
from cable_ner.files.inputs import Source
from cable_ner.training.vectors import (
    COPY,
    HELD_OUT,
    KNOWN,
    REPORT,
    UNREADABLE,
    Counts,
    Texts,
    VectorSettings,
    line_of,
    make_vectors,
    pieces,
    shown,
    write_jsonl,
)

NLP = spacy.blank("en")


@pytest.fixture
def docbin(tmp_path: Path, cable: Callable[..., str]) -> Callable[..., Path]:
    """Returns a function that writes the Docs of cables of these numbers (four a cable) to a DocBin file."""

    def write(name: str, *numbers: int, per_shard: int = 0, extra: str = "") -> Path:
        groups = [read_cable(Source(f"c{number}.txt", data=cable(number, extra).encode())) for number in numbers]
        docs = [outcome.doc for group in groups for outcome in make_docs(group, NLP)]
        path = tmp_path / f"{name}{ENDING}"
        if not per_shard:
            new_docbin(docs).to_disk(path)
            return path
        path.mkdir()
        for at in range(0, len(docs), per_shard):
            new_docbin(docs[at : at + per_shard]).to_disk(path / f"{at:05d}{ENDING}")
        return path

    return write


def read(texts: Texts) -> tuple[list[str], Counts]:
    counts = Counts()
    return [doc.text for doc in texts.read(counts)], counts


def numbers_in(found: list[str]) -> list[int]:
    """Returns which numbers of `harvest number 5` there are."""
    return [number for text in found for number in range(30) if f"harvest number {number}," in text]


# -- what is read --------------------------------------------------------------------------------


def test_vectors_text_is_that_of_docbins_in_order(docbin):
    found, counts = read(Texts([docbin("train", 1, 2), docbin("more", 3, 4, per_shard=2)]))
    assert numbers_in(found) == [1, 2, 3, 4]
    assert (counts.cables, counts.paragraphs) == (0, len(found)) == (0, 16)
    assert counts.tokens == sum(len(NLP.make_doc(text)) for text in found)
    assert counts.left_out == {}


def test_vectors_docbin_to_score_with_is_refused(docbin):
    test = docbin("test", 1)
    with pytest.raises(ValueError, match="test.spacy is there to score with.*--transductive"):
        read(Texts([docbin("train", 2), test], held_out=[test.parent / "." / test.name]))
    assert numbers_in(read(Texts([test]))[0]) == [1]


def test_vectors_raw_cables_are_read_once_and_not_if_they_are_scored_with(docbin, write_cables, tmp_path):
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
        "left out: 2 cables to score with",
    ]


def test_vectors_held_out_text_stays_out_under_another_number(docbin, cable, tmp_path):
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


def test_vectors_missing_docbin_is_told_of(docbin, write_cables, tmp_path):
    raw = write_cables(tmp_path / "raw", range(2))
    with pytest.raises(FileNotFoundError, match="test.spacy: no DocBin files there; convert the cables first"):
        read(Texts([docbin("train", 0)], [str(raw)], [tmp_path / "test.spacy"]))


def test_vectors_text_does_not_fill_one_vocabulary(docbin, write_cables, tmp_path, monkeypatch):
    train, raw = docbin("train", 1, 2, per_shard=4), write_cables(tmp_path / "raw", range(3, 5))
    texts = Texts([train], [str(raw)], [docbin("test", 9)])
    expected = [doc.text for doc in texts.read(Counts())]
    assert len({id(doc.vocab) for doc in list(texts.read(Counts()))}) == 2
    monkeypatch.setattr("cable_ner.training.vectors._MOST_STRINGS", 1)
    docs = list(texts.read(Counts()))
    assert [doc.text for doc in docs] == expected
    assert len({id(doc.vocab) for doc in docs}) == 4


# -- as lines and pieces -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "attr", "line"),
    [
        ("Mayor  Lee\nleft, BERN's too.", "ORTH", "Mayor Lee left , BERN 's too .\n"),
        ("Mayor  Lee\nleft, BERN's too.", "LOWER", "mayor lee left , bern 's too .\n"),
        ("She'll go", "NORM", "she will go\n"),
        (" \n ", "ORTH", ""),
        ("", "ORTH", ""),
    ],
)
def test_vectors_line_has_words_and_single_spaces(text, attr, line):
    assert line_of(NLP.make_doc(text), attr) == line


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
def test_vectors_long_texts_are_cut_after_a_stop_if_half_has_one(most, expected):
    assert list(pieces(NLP.make_doc("Ann left. Bob ate bread. Cy slept"), most)) == expected


@given(st.lists(st.sampled_from(["a", ".", "\n", "Ann", "!"]), max_size=40), st.integers(1, 12))
def test_vectors_pieces_lose_nothing_and_are_not_too_long(words, most):
    doc = Doc(NLP.vocab, words=words)
    found = list(pieces(doc, most))
    assert "".join("".join(found).split()) == "".join(doc.text.split())
    assert all(len(piece.split()) <= most for piece in found)
    assert all(found)


def test_vectors_jsonl_is_what_spacy_pretrains_on(docbin, tmp_path):
    counts = write_jsonl(Texts([docbin("train", 1)]), tmp_path / "text.jsonl", most=12)
    found = [row["text"] for row in srsly.read_jsonl(tmp_path / "text.jsonl")]
    assert counts.paragraphs == 4 < len(found)
    docs = [doc.text for doc in Texts([docbin("train", 1)]).read(Counts())]
    assert "".join("".join(found).split()) == "".join("".join(docs).split())


def test_vectors_no_text_is_told_of(docbin, write_cables, tmp_path):
    with pytest.raises(ValueError, match="^there is no text to learn from$"):
        write_jsonl(Texts([docbin("train")]), tmp_path / "text.jsonl")
    raw = write_cables(tmp_path / "raw", [7])
    with pytest.raises(ValueError, match="no text to learn from; left out: 1 cables to score with"):
        write_jsonl(Texts([], [str(raw)], [docbin("test", 7)]), tmp_path / "text.jsonl")


# -- vectors -------------------------------------------------------------------------------------

TINY = VectorSettings(dim=8, buckets=100, epochs=1, min_count=1)


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_vectors_without_floret_are_told_how_to_get_it(docbin, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "floret_pybind", None)
    with pytest.raises(ImportError, match=r"floret is not installed; run: pip install -e '\.\[vectors\]'"):
        make_vectors(Texts([docbin("train", 1)]), tmp_path / "vectors")
    assert not (tmp_path / "vectors").exists()


def test_vectors_of_the_same_text_and_seed_are_the_same_bytes(docbin, tmp_path):
    pytest.importorskip("floret_pybind")
    texts = Texts([docbin("train", *range(8))])
    for name, seed in (("one", 0), ("two", 0), ("other", 1)):
        make_vectors(texts, tmp_path / name, settings=VectorSettings(dim=8, buckets=100, epochs=1, min_count=1, seed=seed))
    one, two, other = (files_in(tmp_path / name) for name in ("one", "two", "other"))
    assert one == two
    assert {name for name in one if one[name] != other[name]} == {"vocab/vectors", REPORT}


def test_vectors_are_a_pipeline_that_spacy_reads(docbin, tmp_path):
    pytest.importorskip("floret_pybind")
    counts = make_vectors(Texts([docbin("train", *range(8))]), tmp_path / "vectors", settings=TINY)
    table = spacy.load(tmp_path / "vectors").vocab.vectors
    assert (table.mode, table.shape, table.minn, table.maxn, table.hash_count) == ("floret", (100, 8), 3, 5, 2)
    assert numpy.abs(table.data).sum() > 0
    [known, unseen, capital] = table.get_batch([table.strings.add(word) for word in ("Milltown", "Milltowns", "MILLTOWN")])
    # Words that training did not have are the sum of their parts.
    assert numpy.abs(unseen).sum() > 0
    assert not numpy.allclose(known, unseen)
    assert not numpy.allclose(known, capital)
    assert srsly.read_json(tmp_path / "vectors" / REPORT) == {
        "spacy": spacy.__version__,
        "text": {"cables": 0, "paragraphs": 32, "tokens": counts.tokens, "left_out": {}},
        "settings": {
            "dim": 8, "buckets": 100, "minn": 3, "maxn": 5, "hashes": 2, "window": 5, "epochs": 1, "min_count": 1,
            "threads": 1, "seed": 0, "attr": "ORTH",
        },
    }  # fmt: skip


def test_vectors_of_lower_cased_words_are_the_same_in_capitals(docbin, tmp_path):
    pytest.importorskip("floret_pybind")
    settings = VectorSettings(dim=8, buckets=100, epochs=1, min_count=1, attr="LOWER")
    make_vectors(Texts([docbin("train", *range(4))]), tmp_path / "vectors", settings=settings)
    nlp = spacy.load(tmp_path / "vectors")
    doc = nlp("Milltown MILLTOWN Millers")
    assert numpy.array_equal(doc[0].vector, doc[1].vector)
    assert not numpy.allclose(doc[0].vector, doc[2].vector)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (VectorSettings(min_count=10_000), "floret cannot learn from this text .*smaller --min-count"),
        (VectorSettings(attr="SHAPE"), "SHAPE is none of ORTH, LOWER, NORM"),
    ],
)
def test_vectors_that_cannot_be_made_leave_the_old_ones(docbin, tmp_path, settings, message):
    pytest.importorskip("floret_pybind")
    (tmp_path / "vectors").mkdir()
    (tmp_path / "vectors" / "old").write_text("old")
    with pytest.raises(ValueError, match=message):
        make_vectors(Texts([docbin("train", 1)]), tmp_path / "vectors", settings=settings)
    assert files_in(tmp_path / "vectors") == {"old": b"old"}
    assert not list(tmp_path.glob(".scratch*"))
