"""Label accuracy: counts by hand, and the same numbers as spaCy's own scorer."""

from collections import Counter

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from nervaluate import Evaluator
from spacy.scorer import get_ner_prf
from spacy.tokens import Doc, Span
from spacy.training import Example

from cable_ner.evaluation.scoring import (
    ALL,
    BOTH,
    BOUNDARY,
    KINDS,
    MISSED,
    RIGHT,
    SPURIOUS,
    TYPE,
    Breakdown,
    Labelled,
    Score,
    labelled,
    missing,
    pair_mentions,
    score_pairs,
    trusted,
)

LAW = settings(derandomize=True, database=None, deadline=None, max_examples=200)
LABELS = ["PER", "ORG", "LOC", "MISC"]


@pytest.fixture(scope="module")
def vocab():
    return spacy.blank("en").vocab


def make(vocab, length, *ents, missing=()):
    """Returns a Doc of so many tokens; ents are (start, end, label), missing are token indices."""
    doc = Doc(vocab, words=[f"w{number}" for number in range(length)])
    spans = [Span(doc, start, end, label) for start, end, label in ents]
    doc.set_ents(spans, missing=[doc[index : index + 1] for index in missing], default="outside")
    return doc


def counts(scores):
    return {label: (score.right, score.spurious, score.missed) for label, score in scores.items()}


# -- by hand -------------------------------------------------------------------------------------


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


# -- laws ----------------------------------------------------------------------------------------


@st.composite
def _annotation(draw, length):
    """Returns ents as (start, end, label) that do not overlap, in a Doc of so many tokens."""
    cuts = sorted(draw(st.sets(st.integers(0, length), max_size=length + 1)))
    kept = draw(st.lists(st.sampled_from([None, *LABELS]), min_size=len(cuts), max_size=len(cuts)))
    return [(start, end, label) for start, end, label in zip(cuts, cuts[1:], kept) if label]


@st.composite
def _cases(draw, *, with_missing):
    """Returns (length, predicted, reference, missing) of a few Docs; half the predictions are like the reference."""
    found = []
    for _ in range(draw(st.integers(0, 4))):
        length = draw(st.integers(1, 8))
        reference = draw(_annotation(length))
        predicted = draw(st.one_of(_annotation(length), st.just(reference), st.just(reference[1:])))
        taken = {index for start, end, _ in reference for index in range(start, end)}
        missing = sorted(draw(st.sets(st.integers(0, length - 1))) - taken) if with_missing else []
        found.append((length, predicted, reference, missing))
    return found


@LAW
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


@LAW
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


@LAW
@given(_cases(with_missing=True))
def test_scoring_all_is_the_sum_of_labels(vocab, cases):
    pairs = [(make(vocab, length, *p), make(vocab, length, *r, missing=missing)) for length, p, r, missing in cases]
    scores = score_pairs(pairs)
    for kind in ("right", "spurious", "missed"):
        assert getattr(scores[ALL], kind) == sum(getattr(scores[label], kind) for label in scores if label != ALL)
    assert scores[ALL].support == sum(len(reference) for _, _, reference, _ in cases)


@LAW
@given(_cases(with_missing=False))
def test_scoring_of_the_reference_itself_is_perfect(vocab, cases):
    pairs = [(make(vocab, length, *r), make(vocab, length, *r)) for length, _, r, _ in cases]
    assert all(score.precision == score.recall == score.f1 == 1 for score in score_pairs(pairs).values() if score.support)


# -- kinds of error ------------------------------------------------------------------------------


def mentions(*spans):
    return [Labelled(*span) for span in spans]


def kinds(predicted, reference):
    pairs = pair_mentions(mentions(*predicted), mentions(*reference))
    return [(pair.kind, pair.predicted, pair.reference) for pair in pairs]


@pytest.mark.parametrize(
    ("predicted", "reference", "kind"),
    [
        ((2, 5, "PER"), (2, 5, "PER"), RIGHT),
        ((2, 5, "PER"), (2, 5, "LOC"), TYPE),
        ((2, 5, "PER"), (2, 6, "PER"), BOUNDARY),
        ((2, 5, "PER"), (0, 9, "PER"), BOUNDARY),
        ((2, 5, "PER"), (4, 6, "LOC"), BOTH),
        ((0, 9, "PER"), (4, 6, "LOC"), BOTH),
    ],
)
def test_scoring_kind_of_two_mentions_at_one_place(predicted, reference, kind):
    assert kinds([predicted], [reference]) == [(kind, predicted, reference)]


def test_scoring_mentions_that_touch_do_not_overlap():
    assert kinds([(2, 5, "PER")], [(5, 7, "PER")]) == [(SPURIOUS, (2, 5, "PER"), None), (MISSED, None, (5, 7, "PER"))]


def test_scoring_each_mention_is_in_one_pair():
    # The long one overlaps three: the one with its label is its pair, though it shares less; the others are missed.
    found = kinds([(0, 12, "PER")], [(0, 3, "PER"), (4, 9, "LOC"), (10, 12, "PER")])
    assert found == [
        (BOUNDARY, (0, 12, "PER"), (0, 3, "PER")),
        (MISSED, None, (4, 9, "LOC")),
        (MISSED, None, (10, 12, "PER")),
    ]


def test_scoring_of_two_with_its_label_the_pair_that_shares_more():
    found = kinds([(0, 3, "PER"), (4, 9, "PER")], [(2, 9, "PER")])
    assert found == [(SPURIOUS, (0, 3, "PER"), None), (BOUNDARY, (4, 9, "PER"), (2, 9, "PER"))]


def test_scoring_exact_pairs_come_before_others():
    found = kinds([(0, 5, "PER"), (5, 9, "LOC")], [(0, 5, "LOC"), (5, 9, "LOC")])
    assert [kind for kind, _, _ in found] == [TYPE, RIGHT]


def test_scoring_breakdown_counts_by_hand():
    breakdown = Breakdown()
    first = pair_mentions(
        mentions((0, 2, "PER"), (3, 5, "ORG"), (6, 8, "LOC"), (9, 10, "MISC")),
        mentions((0, 2, "PER"), (3, 5, "LOC"), (6, 9, "LOC"), (11, 12, "PER")),
    )
    breakdown.add(first, "header")
    breakdown.add(pair_mentions(mentions((0, 4, "ORG")), mentions((2, 6, "PER"))), "paragraph")
    assert dict(breakdown.errors.counts) == {RIGHT: 1, TYPE: 1, BOUNDARY: 1, SPURIOUS: 1, MISSED: 1, BOTH: 1}
    # 5 predicted, 5 of the reference, 1 right.
    assert breakdown.errors.as_dict() == pytest.approx(
        {"p": 0.2, "r": 0.2, "f": 0.2, "support": 5, RIGHT: 1, TYPE: 1, BOUNDARY: 1, BOTH: 1, SPURIOUS: 1, MISSED: 1}
    )
    labels = breakdown.labels()
    assert {label: row["support"] for label, row in labels.items()} == {"LOC": 2, "MISC": 0, "ORG": 0, "PER": 3}
    assert labels["PER"] == pytest.approx(
        {"p": 1.0, "r": 1 / 3, "f": 0.5, "support": 3, RIGHT: 1, TYPE: 0, BOUNDARY: 0, BOTH: 1, SPURIOUS: 0, MISSED: 1}
    )
    assert labels["LOC"] == pytest.approx(
        {"p": 0, "r": 0, "f": 0, "support": 2, RIGHT: 0, TYPE: 1, BOUNDARY: 1, BOTH: 0, SPURIOUS: 0, MISSED: 0}
    )
    assert labels["MISC"][SPURIOUS] == 1
    assert {zone: errors.support for zone, errors in breakdown.zones.items()} == {"header": 4, "paragraph": 1}
    assert breakdown.errors.confusion["LOC", "ORG"] == 1
    assert breakdown.errors.confusion["PER", "ORG"] == 1
    assert breakdown.errors.confusion["", "MISC"] == 1
    assert breakdown.errors.confusion["PER", ""] == 1


@LAW
@given(_annotation(10), _annotation(10))
def test_scoring_every_mention_is_paired_once_or_left(predicted, reference):
    pairs = pair_mentions(mentions(*predicted), mentions(*reference))
    assert sorted(pair.predicted for pair in pairs if pair.predicted) == sorted(predicted)
    assert sorted(pair.reference for pair in pairs if pair.reference) == sorted(reference)
    for kind, mine, other in pairs:
        assert kind in KINDS
        overlap = bool(mine and other and mine.start < other.end and other.start < mine.end)
        assert overlap == (kind not in (SPURIOUS, MISSED))


@LAW
@given(_annotation(10), _annotation(10))
def test_scoring_breakdown_has_the_scores_of_score_pairs(vocab, predicted, reference):
    breakdown = Breakdown()
    breakdown.add(pair_mentions(mentions(*predicted), mentions(*reference)), "")
    scores = score_pairs([(make(vocab, 10, *predicted), make(vocab, 10, *reference))])
    assert breakdown.errors.score() == scores[ALL]
    assert {label: score for label, score in breakdown.scores.items() if score != Score()} == {
        label: score for label, score in scores.items() if label != ALL
    }


@LAW
@given(_annotation(10), _annotation(10))
def test_scoring_kinds_are_those_of_nervaluate(predicted, reference):
    # nervaluate pairs a prediction with the first mention it overlaps that is free, and we with the one that fits best, so
    # that its sums can only be told beforehand where no mention overlaps two; what is exactly right is the same anywhere.
    found = Counter(pair.kind for pair in pair_mentions(mentions(*predicted), mentions(*reference)))
    theirs = nervaluations(predicted, reference)
    assert theirs["strict"].correct == found[RIGHT]
    assert theirs["exact"].correct == found[RIGHT] + found[TYPE]
    for result in theirs.values():
        assert result.possible == found.total() - found[SPURIOUS]
        assert result.actual == found.total() - found[MISSED]
    overlaps = [(p, r) for p in predicted for r in reference if p[0] < r[1] and r[0] < p[1]]
    if len({p for p, _ in overlaps}) == len({r for _, r in overlaps}) == len(overlaps):
        wrong = found[TYPE] + found[BOUNDARY] + found[BOTH]
        assert tallied(theirs["strict"]) == (found[RIGHT], wrong, found[MISSED], found[SPURIOUS])
        assert tallied(theirs["exact"]) == (
            found[RIGHT] + found[TYPE],
            found[BOUNDARY] + found[BOTH],
            found[MISSED],
            found[SPURIOUS],
        )
        assert tallied(theirs["ent_type"]) == (
            found[RIGHT] + found[BOUNDARY],
            found[TYPE] + found[BOTH],
            found[MISSED],
            found[SPURIOUS],
        )


def nervaluations(predicted, reference):
    """Returns nervaluate's results by its names; its ends are those of the last character, not behind it."""
    sides = [
        [{"label": label, "start": start, "end": end - 1} for start, end, label in side] for side in (reference, predicted)
    ]
    return Evaluator([sides[0]], [sides[1]], tags=LABELS, loader="dict").evaluate()["overall"]


def tallied(result):
    return result.correct, result.incorrect, result.missed, result.spurious


@LAW
@given(_annotation(10), _annotation(10))
def test_scoring_kinds_are_the_same_from_the_other_side(predicted, reference):
    forth, back = (
        pair_mentions(mentions(*predicted), mentions(*reference)),
        pair_mentions(mentions(*reference), mentions(*predicted)),
    )
    other = {SPURIOUS: MISSED, MISSED: SPURIOUS}
    assert sorted(other.get(pair.kind, pair.kind) for pair in forth) == sorted(pair.kind for pair in back)
