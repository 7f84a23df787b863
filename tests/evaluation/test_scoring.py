"""Scores: counts by hand, and the same numbers as spaCy's own scorer."""

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.scorer import get_ner_prf
from spacy.tokens import Doc, Span
from spacy.training import Example

from cable_ner.evaluation.scoring import ALL, Labelled, Score, labelled, missing, score_pairs, trusted
from tests.helpers.annotations import annotation, make


@pytest.fixture(scope="module")
def vocab():
    return spacy.blank("en").vocab


def counts(scores):
    return {label: (score.right, score.spurious, score.missed) for label, score in scores.items()}


@pytest.mark.parametrize(
    ("score", "precision", "recall", "f1", "support"),
    [
        (Score(3, 1, 2), 0.75, 0.6, 6 / 9, 5),
        (Score(1, 0, 0), 1.0, 1.0, 1.0, 1),
        (Score(0, 4, 0), 0.0, 0.0, 0.0, 0),
        (Score(0, 0, 4), 0.0, 0.0, 0.0, 4),
        (Score(0, 4, 4), 0.0, 0.0, 0.0, 4),
        (Score(), 0.0, 0.0, 0.0, 0),
        (Score(1, 99, 0), 0.01, 1.0, 2 / 101, 1),
    ],
)
def test_scoring_score_of_counts(score, precision, recall, f1, support):
    assert (score.precision, score.recall, score.f1) == pytest.approx((precision, recall, f1))
    assert score.support == support
    assert score.as_dict() == pytest.approx({"p": precision, "r": recall, "f": f1, "support": support})


def test_scoring_counts_per_label_and_in_all(vocab):
    reference = make(vocab, 12, (0, 2, "PER"), (3, 4, "LOC"), (5, 6, "ORG"), (8, 10, "PER"), (11, 12, "LOC"))
    predicted = make(
        vocab,
        12,
        (0, 2, "PER"),  # right
        (3, 5, "LOC"),  # one token too long: spurious, and the reference's missed
        (5, 6, "MISC"),  # wrong label: spurious, and the reference's missed
        (7, 8, "MISC"),  # nothing there: spurious
        (8, 9, "PER"),  # cut short: spurious, and the reference's missed
        (11, 12, "LOC"),  # right
    )
    scores = score_pairs([(predicted, reference)])
    assert counts(scores) == {"LOC": (1, 1, 1), "MISC": (0, 2, 0), "ORG": (0, 0, 1), "PER": (1, 1, 1), ALL: (2, 4, 3)}
    assert list(scores) == ["LOC", "MISC", "ORG", "PER", ALL]
    assert scores[ALL].as_dict() == pytest.approx({"p": 2 / 6, "r": 2 / 5, "f": 4 / 11, "support": 5})


def test_scoring_sums_over_docs_and_not_their_scores(vocab):
    # The first Doc alone has F1 1, the second 0; their mentions together 2 * 1 / (1 + 4).
    pairs = [
        (make(vocab, 2, (0, 1, "PER")), make(vocab, 2, (0, 1, "PER"))),
        (make(vocab, 3), make(vocab, 3, (0, 1, "PER"), (1, 2, "PER"), (2, 3, "PER"))),
    ]
    scores = score_pairs(pairs)
    assert counts(scores) == {"PER": (1, 0, 3), ALL: (1, 0, 3)}
    assert scores[ALL].f1 == pytest.approx(0.4)


def test_scoring_same_span_in_two_docs_counts_twice(vocab):
    doc = make(vocab, 2, (0, 1, "PER"))
    assert counts(score_pairs([(doc, doc), (doc, doc)])) == {"PER": (2, 0, 0), ALL: (2, 0, 0)}


@pytest.mark.parametrize(
    ("ent", "expected"),
    [
        ((3, 4, "LOC"), {ALL: (0, 0, 0)}),  # on it
        ((2, 4, "LOC"), {ALL: (0, 0, 0)}),  # ends in it
        ((4, 6, "LOC"), {ALL: (0, 0, 0)}),  # begins in it
        ((2, 6, "LOC"), {ALL: (0, 0, 0)}),  # around it
        ((2, 3, "LOC"), {"LOC": (0, 1, 0), ALL: (0, 1, 0)}),  # before it
        ((5, 6, "LOC"), {"LOC": (0, 1, 0), ALL: (0, 1, 0)}),  # after it
    ],
)
def test_scoring_ignores_predictions_that_touch_missing_tokens(vocab, ent, expected):
    reference = make(vocab, 8, missing=[3, 4])
    assert counts(score_pairs([(make(vocab, 8, ent), reference)])) == expected


def test_scoring_counts_mentions_missed_beside_missing_tokens(vocab):
    reference = make(vocab, 4, (0, 2, "PER"), missing=[2])
    # The prediction reaches into the missing token: no error of its own, but the mention is not found.
    assert counts(score_pairs([(make(vocab, 4, (0, 3, "PER")), reference)])) == {"PER": (0, 0, 1), ALL: (0, 0, 1)}


def test_scoring_missing_tokens_of_the_prediction_do_not_matter(vocab):
    reference = make(vocab, 4, (0, 2, "PER"))
    assert counts(score_pairs([(make(vocab, 4, (0, 2, "PER"), missing=[2, 3]), reference)])) == {
        "PER": (1, 0, 0),
        ALL: (1, 0, 0),
    }


@pytest.mark.parametrize("pairs", [[], [((), ())]])
def test_scoring_of_nothing_is_zero(vocab, pairs):
    scores = score_pairs((make(vocab, 3, *predicted), make(vocab, 3, *reference)) for predicted, reference in pairs)
    assert counts(scores) == {ALL: (0, 0, 0)}
    assert scores[ALL].as_dict() == {"p": 0.0, "r": 0.0, "f": 0.0, "support": 0}


@pytest.mark.parametrize("words", [["w0", "w1"], ["w0", "w1", "x2"]])
def test_scoring_refuses_docs_of_different_texts(vocab, words):
    predicted = Doc(vocab, words=words)
    with pytest.raises(
        ValueError, match=r"the text that was predicted on, 'w0 w1 .*', is not that of the reference, 'w0 w1 w2 '"
    ):
        score_pairs([(predicted, make(vocab, 3))])


def tokenised(vocab, *words):
    """Returns the Doc of `Ann Lee's ship.` in these tokens."""
    text, at, spaces = "Ann Lee's ship.", 0, []
    for word in words:
        at += len(word)
        spaces.append(text[at : at + 1] == " ")
        at += spaces[-1]
    return Doc(vocab, words=words, spaces=spaces)


def test_scoring_models_with_other_tokens_are_scored_by_characters(vocab):
    reference = tokenised(vocab, "Ann", "Lee", "'s", "ship", ".")
    reference.set_ents([Span(reference, 0, 2, "PER")], missing=[reference[3:4]], default="outside")
    right = tokenised(vocab, "Ann", "L", "ee", "'", "s", "ship", ".")
    right.ents = [Span(right, 0, 3, "PER"), Span(right, 5, 6, "MISC")]
    assert counts(score_pairs([(right, reference)])) == {"PER": (1, 0, 0), ALL: (1, 0, 0)}
    too_long = tokenised(vocab, "Ann", "Lee's", "ship.")
    too_long.ents = [Span(too_long, 0, 2, "PER"), Span(too_long, 2, 3, "MISC")]
    assert counts(score_pairs([(too_long, reference)])) == {"PER": (0, 1, 1), ALL: (0, 1, 1)}


def test_scoring_labelled_and_missing_are_in_characters(vocab):
    doc = make(vocab, 5, (0, 2, "PER"), (4, 5, "LOC"), missing=[2, 3])
    assert labelled(doc) == [(0, 5, "PER"), (12, 14, "LOC")]
    assert missing(doc) == [(6, 8), (9, 11)]


@pytest.mark.parametrize(
    ("mention", "is_trusted"),
    [((0, 4), True), ((0, 5), False), ((4, 5), False), ((4, 6), False), ((6, 9), True), ((9, 10), False), ((11, 12), True)],
)
def test_scoring_what_touches_an_untrusted_stretch_is_not_trusted(mention, is_trusted):
    one = Labelled(*mention, "PER")
    assert trusted([one], [(4, 6), (9, 11)]) == [one] * is_trusted
    assert trusted([one], []) == [one]


@st.composite
def _cases(draw, *, with_missing):
    """Returns (length, predicted, reference, missing) of a few Docs; half the predictions are like the reference."""
    found = []
    for _ in range(draw(st.integers(0, 4))):
        length = draw(st.integers(1, 8))
        reference = draw(annotation(length))
        predicted = draw(st.one_of(annotation(length), st.just(reference), st.just(reference[1:])))
        taken = {index for start, end, _ in reference for index in range(start, end)}
        missing = sorted(draw(st.sets(st.integers(0, length - 1))) - taken) if with_missing else []
        found.append((length, predicted, reference, missing))
    return found


@given(_cases(with_missing=True))
def test_scoring_equals_spacys_own(vocab, cases):
    pairs = [(make(vocab, length, *p), make(vocab, length, *r, missing=missing)) for length, p, r, missing in cases]
    ours = score_pairs(pairs)
    theirs = get_ner_prf(Example(predicted, reference) for predicted, reference in pairs)
    short = {"ents_p": ours[ALL].precision, "ents_r": ours[ALL].recall, "ents_f": ours[ALL].f1}
    for key, value in short.items():
        assert value == (theirs[key] or 0.0)  # spaCy says None where there is nothing at all
    per_type = theirs["ents_per_type"] or {}
    # spaCy lists labels of ignored predictions too, with zeros.
    assert set(ours) - {ALL} <= set(per_type)
    for label, figures in per_type.items():
        score = ours.get(label, Score())
        assert (score.precision, score.recall, score.f1) == (figures["p"], figures["r"], figures["f"])


@given(_cases(with_missing=False))
def test_scoring_swapping_sides_swaps_precision_and_recall(vocab, cases):
    pairs = [(make(vocab, length, *p), make(vocab, length, *r)) for length, p, r, _ in cases]
    forth, back = score_pairs(pairs), score_pairs((reference, predicted) for predicted, reference in pairs)
    assert set(forth) == set(back)
    for label in forth:
        assert forth[label].precision == back[label].recall
        assert forth[label].recall == back[label].precision
        assert forth[label].f1 == back[label].f1
        assert forth[label].spurious == back[label].missed


@given(_cases(with_missing=True))
def test_scoring_all_is_the_sum_of_labels(vocab, cases):
    pairs = [(make(vocab, length, *p), make(vocab, length, *r, missing=missing)) for length, p, r, missing in cases]
    scores = score_pairs(pairs)
    for kind in ("right", "spurious", "missed"):
        assert getattr(scores[ALL], kind) == sum(getattr(scores[label], kind) for label in scores if label != ALL)
    assert scores[ALL].support == sum(len(reference) for _, _, reference, _ in cases)


@given(_cases(with_missing=False))
def test_scoring_of_the_reference_itself_is_perfect(vocab, cases):
    pairs = [(make(vocab, length, *r), make(vocab, length, *r)) for length, _, r, _ in cases]
    assert all(score.precision == score.recall == score.f1 == 1 for score in score_pairs(pairs).values() if score.support)
