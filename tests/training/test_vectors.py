"""Word vectors of an archive's own text: what is learnt from, and that the same text and seed give the same bytes."""

import sys
from pathlib import Path

import numpy
import pytest
import spacy
import srsly

from cable_ner.training.texts import Texts
from cable_ner.training.vectors import REPORT, VectorSettings, line_of, make_vectors

NLP = spacy.blank("en")


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
        (VectorSettings(attr="SHAPE"), "SHAPE is not one of ORTH, LOWER, NORM"),
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
