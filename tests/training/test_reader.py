"""The reader of training examples: fresh epochs, any size of archive."""

from collections import Counter
from itertools import islice

import pytest
import spacy
from spacy.tokens import Doc

from cable_ner.files import new_docbin
from cable_ner.training import reader
from cable_ner.training.examples import example_of, sample_of
from cable_ner.training.reader import FreshCorpus
from cable_ner.training.variation import Shares
from tests.helpers.variation import mark, marked

NLP = spacy.blank("en")
ALL = Shares(*[0.5] * len(Shares._fields))
TEXTS = [
    f"{number}. (C) Mayor [PER Ann Lee{number}] of [LOC Milltown{number}] met the [ORG Guild]. "
    "They spoke (ref A).\nThen all [? left]."
    for number in range(40)
]


def write(path, texts, shards=1):
    """Writes a partition of marked texts: a file, or a folder of so many files."""
    docs = [example_of(mark(text), NLP).reference for text in texts]
    if shards == 1:
        new_docbin(docs).to_disk(path)
        return path
    path.mkdir()
    for number in range(shards):
        new_docbin(docs[number::shards]).to_disk(path / f"{number:05d}.spacy")
    return path


def texts_of(examples):
    return [marked(sample_of(example.reference)) for example in examples]


@pytest.fixture
def corpus(tmp_path):
    return write(tmp_path / "train.spacy", TEXTS)


def test_reader_without_shares_yields_the_corpus_as_it_is(corpus):
    fresh = FreshCorpus(corpus)
    first, second = texts_of(fresh(NLP)), texts_of(fresh(NLP))
    assert sorted(first) == sorted(second) == sorted(TEXTS)
    assert first != second


def test_reader_changes_nothing_of_the_tokenizer_that_is_saved(corpus):
    nlp = spacy.blank("en")
    before = nlp.tokenizer.to_bytes(exclude=["vocab"])
    assert sum(1 for _ in FreshCorpus(corpus)(nlp)) == 40
    assert nlp.tokenizer.to_bytes(exclude=["vocab"]) == before
    chinese = spacy.blank("zh")
    assert sum(1 for _ in FreshCorpus(corpus)(chinese)) == 40


@pytest.mark.parametrize("stream", [False, True])
def test_reader_epochs_differ_and_seeds_repeat(corpus, stream):
    one, two, three = (FreshCorpus(corpus, ALL, seed=seed, stream=stream) for seed in (1, 1, 2))
    first, second = texts_of(one(NLP)), texts_of(one(NLP))
    assert first != second
    assert sorted(first) != sorted(second)
    next(two(NLP))  # an epoch that was not read to its end, as when spaCy initialises a model
    assert texts_of(two(NLP)) == second
    assert texts_of(three(NLP)) != first


def test_reader_cuts_anew_at_every_epoch(corpus):
    fresh = FreshCorpus(corpus, Shares(cut=1.0))
    epochs = [texts_of(fresh(NLP)) for _ in range(3)]
    whole = Counter(word for text in TEXTS for word in text.split())
    for epoch in epochs:
        assert Counter(word for text in epoch for word in text.split()) == whole
        assert 40 < len(epoch) < 120
        assert "Then all [? left]." in epoch
    assert len({len(epoch) for epoch in epochs}) > 1


def test_reader_pieces_of_a_text_do_not_follow_each_other(corpus):
    pieces = texts_of(FreshCorpus(corpus, Shares(cut=1.0))(NLP))
    followed = sum(piece.endswith("(ref A).") and after.startswith("Then") for piece, after in zip(pieces, pieces[1:]))
    assert followed < sum(piece.endswith("(ref A).") for piece in pieces) / 2


@pytest.mark.parametrize("stream", [False, True])
def test_reader_epochs_begin_with_every_label(tmp_path, stream):
    texts = [
        *(text.replace("[ORG Guild]", "Guild") for text in TEXTS),
        "No. The [EVENT Fair] of [ORG Acme]. So.",
        "[LAW Act 9]",
    ]
    path = write(tmp_path / "train.spacy", texts)
    fresh = FreshCorpus(path, ALL._replace(cut=1.0, redactions=1.0, word_dropout=1.0), stream=stream)
    for _ in range(10):
        labels = {ent.label_ for example in islice(fresh(NLP), 5) for ent in example.reference.ents}
        assert labels == {"PER", "LOC", "ORG", "EVENT", "LAW"}


def test_reader_a_label_on_no_token_boundary_does_no_harm(tmp_path):
    doc = Doc(NLP.vocab, words=["Libya", "n", "aide"], spaces=[False, True, False])
    doc.set_ents([doc.char_span(0, 5, "LAW")], default="outside")
    new_docbin([doc, *(example_of(mark(text), NLP).reference for text in TEXTS)]).to_disk(tmp_path / "train.spacy")
    found = list(FreshCorpus(tmp_path / "train.spacy")(NLP))
    assert sorted(texts_of(found)) == sorted([*TEXTS, "[? Libyan] aide"])


def test_reader_docs_with_other_tokens_get_the_pipelines_own(tmp_path):
    words = ["Ann", "Lee's", "aide", "(C)", "left"]
    doc = Doc(NLP.vocab, words=words)  # unknown spaces
    doc.set_ents([doc.char_span(0, 3, "PER")], default="outside")
    new_docbin([doc, Doc(NLP.vocab)]).to_disk(tmp_path / "train.spacy")
    (example,) = FreshCorpus(tmp_path / "train.spacy")(NLP)
    assert [token.text for token in example.predicted] == ["Ann", "Lee", "'s", "aide", "(", "C", ")", "left"]
    assert marked(sample_of(example.reference)) == "[PER Ann] Lee's aide (C) left "


# -- streams -------------------------------------------------------------------------------------


@pytest.mark.parametrize("buffer", [1, 7, 10_000])
@pytest.mark.parametrize("shards", [1, 4])
def test_reader_streams_yield_the_corpus_as_it_is(tmp_path, buffer, shards):
    path = (
        write(tmp_path / "train", [*TEXTS, TEXTS[0]], shards)
        if shards > 1
        else write(tmp_path / "a.spacy", [*TEXTS, TEXTS[0]])
    )
    fresh = FreshCorpus(path, stream=True, buffer=buffer)
    epochs = [texts_of(fresh(NLP)) for _ in range(3)]
    for epoch in epochs:
        assert sorted(epoch) == sorted([*TEXTS, TEXTS[0]])
    assert len({tuple(epoch) for epoch in epochs}) == 3 or shards == buffer == 1


def test_reader_streams_read_while_they_are_used(tmp_path, monkeypatch):
    path = write(tmp_path / "train", TEXTS, 8)
    opened = []
    read_docs = reader.read_docs

    def noted(file, vocab):
        opened.append(file.name)
        yield from read_docs(file, vocab)

    monkeypatch.setattr(reader, "read_docs", noted)
    monkeypatch.setattr(reader, "SURVEYED", 10)
    fresh = FreshCorpus(path, stream=True, buffer=5)
    epoch = fresh(NLP)
    next(epoch)
    assert len(opened) == 2  # of five Docs each
    assert len(fresh._samples) == 3  # candidates for showing the three labels
    for _ in range(3):
        next(epoch)
    assert len(opened) <= 5
    assert sum(1 for _ in epoch) == 36
    assert sorted(opened[2:]) == [f"{number:05d}.spacy" for number in range(8)]


# -- what cannot be read -------------------------------------------------------------------------


def test_reader_settings_that_are_wrong(tmp_path):
    with pytest.raises(ValueError, match=r"shares must be from 0 to 1.*: cut = 1.5, quotes = -0.1"):
        FreshCorpus(tmp_path, Shares(cut=1.5, quotes=-0.1))
    with pytest.raises(ValueError, match="sum of capitals and capital_lead"):
        FreshCorpus(tmp_path, Shares(capitals=0.6, capital_lead=0.6))
    with pytest.raises(ValueError, match="the buffer must be 1 or more samples, not 0"):
        FreshCorpus(tmp_path, buffer=0)


@pytest.mark.parametrize("stream", [False, True])
def test_reader_a_corpus_without_text(tmp_path, stream):
    new_docbin([Doc(NLP.vocab)]).to_disk(tmp_path / "train.spacy")
    with pytest.raises(ValueError, match="holds no text to train on"):
        next(FreshCorpus(tmp_path / "train.spacy", stream=stream)(NLP))
    with pytest.raises(FileNotFoundError, match="contains no DocBin files"):
        next(FreshCorpus(tmp_path / "none.spacy", stream=stream)(NLP))


def test_reader_a_file_that_is_no_docbin(tmp_path):
    (tmp_path / "train.spacy").write_bytes(b"no DocBin")
    with pytest.raises(ValueError, match=r"train\.spacy: is not a DocBin file .*; convert the cables again"):
        next(FreshCorpus(tmp_path / "train.spacy")(NLP))
