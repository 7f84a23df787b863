"""Windows over a cable's paragraphs, and the pieces of their words."""

import spacy

from cable_ner.training.teacher.tags import TagSet
from cable_ner.training.teacher.windows import as_batch, batched, windows, with_pieces

TAGS = TagSet.of(["PER"])


def docs_of(*texts):
    nlp = spacy.blank("en")
    return [nlp(text) for text in texts]


def test_windows_hold_whole_paragraphs_where_they_can():
    docs = docs_of("a b c", "d e", "f g h i j k l", "m")
    found = list(windows(docs, TAGS, 5))
    assert [window.text.split() for window in found] == [list("abcde"), list("fghij"), list("klm")]
    assert [place for window in found for place in window.places] == [
        (number, token.i) for number, doc in enumerate(docs) for token in doc
    ]


def test_windows_words_stand_where_they_say():
    docs = docs_of("“Ann Lee’s” (bread)", "Rain – 5%")
    [window] = windows(docs, TAGS, 100)
    assert [window.text[start:end] for start, end in window.words] == [token.text for doc in docs for token in doc]


def test_windows_pieces_begin_in_their_words(tiny_encoder, tmp_path):
    from cable_ner.training.teacher.encoder import load_encoder

    tokenizer = load_encoder(str(tiny_encoder), layers=0, cache=tmp_path).tokenizer
    docs = docs_of("Mayor Ann Lee-Ray (Milltown) zzyzx.")
    [(window, pieces)] = with_pieces(windows(docs, TAGS, 100), tokenizer)
    firsts = tokenizer.convert_ids_to_tokens([pieces.ids[first] for first in pieces.firsts])
    assert firsts == ["Mayor", "Ann", "Lee", "-", "Ray", "(", "Milltown", ")", "z", "."]


def test_windows_white_space_is_no_word(tiny_encoder, tmp_path):
    from cable_ner.training.teacher.encoder import load_encoder

    tokenizer = load_encoder(str(tiny_encoder), layers=0, cache=tmp_path).tokenizer
    [(window, pieces)] = with_pieces(windows(docs_of("Mayor\n Ann  Lee spoke", " \n "), TAGS, 100), tokenizer)
    assert tokenizer.convert_ids_to_tokens([pieces.ids[first] for first in pieces.firsts]) == [
        "Mayor",
        "Ann",
        "Lee",
        "spoke",
    ]
    assert window.places == [(0, 0), (0, 2), (0, 4), (0, 5)]
    assert list(windows(docs_of(" \n "), TAGS, 100)) == []


def test_windows_words_beyond_what_an_encoder_reads(tiny_encoder, tmp_path):
    from cable_ner.training.teacher.encoder import load_encoder

    tokenizer = load_encoder(str(tiny_encoder), layers=0, cache=tmp_path).tokenizer
    docs = docs_of(" ".join(["zzzzzz"] * 100))  # of six pieces each
    [one] = with_pieces(windows(docs, TAGS, 100), tokenizer)
    assert [first >= 0 for first in one[1].firsts] == [True] * 85 + [False] * 15
    batch = as_batch([one], padding=0, unknown=-100)
    assert batch.known.sum() == 85
    assert (batch.tags[0, 85:] == -100).all()


def test_windows_batches_are_no_larger_than_asked(tiny_encoder, tmp_path):
    from cable_ner.training.teacher.encoder import load_encoder

    tokenizer = load_encoder(str(tiny_encoder), layers=0, cache=tmp_path).tokenizer
    docs = docs_of(*("Mayor " * size for size in (5, 1, 9, 2, 40, 3)))
    found = list(with_pieces((window for doc in docs for window in windows([doc], TAGS, 100)), tokenizer))
    made = list(batched(found, 30))
    assert [one for some in made for one in some] == found
    assert all(len(some) == 1 or len(some) * max(len(pieces.ids) for _, pieces in some) <= 30 for some in made)
