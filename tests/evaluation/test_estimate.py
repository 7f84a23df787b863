"""Estimates from a checked sample: by hand, and that the intervals hold what they promise."""

import random
from collections import Counter

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from cable_ner.evaluation.estimate import (
    CAPITALISED,
    CAPITALS,
    COLUMNS,
    ELSEWHERE,
    FIRST_WORD,
    LOWER_CASE,
    MENTION,
    UNLABELLED,
    Checked,
    Stratum,
    allocate,
    as_csv,
    candidates,
    draw,
    estimate,
    in_lower_case,
    mentions,
    read_sample,
    verdict,
    wilson,
)
from cable_ner.files.sheets import SheetError

LAW = settings(derandomize=True, database=None, deadline=None, max_examples=200)
LABELS = ("PER", "ORG", "LOC", "MISC")
RIGHT, SPURIOUS, WRONG = Checked(1, 1), Checked(0, 0), Checked(0, 1)
NLP = spacy.blank("en")


def make(text, *ents, cable="a.txt", index=0, labels="silver"):
    """Returns a Doc with the ents at these texts, as (text, label)."""
    doc = NLP.make_doc(text)
    doc.ents = [doc.char_span(text.index(part), text.index(part) + len(part), label) for part, label in ents]
    doc.user_data.update(cable=cable, index=index, zone="paragraph", labels=labels)
    return doc


# -- intervals -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "number", "low", "high"),
    [
        (0.81, 100, 0.722211, 0.874853),  # centre 0.829207/1.038415, half width 0.079253/1.038415
        (0.5, 10, 0.236593, 0.763407),
        (0.0, 10, 0.0, 0.277533),  # z²/(n+z²)
        (1.0, 10, 0.722467, 1.0),
        (1.0, 1, 0.206549, 1.0),
    ],
)
def test_estimate_wilson_by_hand(share, number, low, high):
    assert wilson(share, number) == pytest.approx((share, low, high), abs=1e-6)


def test_estimate_wilson_of_nothing_is_everything():
    assert wilson(0.3, 0) == (0.3, 0.0, 1.0)


@LAW
@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_estimate_wilson_laws(case):
    right, number = case
    value, low, high = wilson(right / number, number)
    assert 0 <= low <= value <= high <= 1
    other = wilson(1 - right / number, number)
    assert (1 - other.high, 1 - other.low) == pytest.approx((low, high))
    more = wilson(right / number, 10 * number)
    assert more.high - more.low < high - low


def strata():
    return [
        Stratum(MENTION, "LOC", 100, [RIGHT, RIGHT, RIGHT, SPURIOUS]),
        Stratum(MENTION, "PER", 300, [RIGHT, RIGHT, WRONG, SPURIOUS]),
        Stratum(UNLABELLED, CAPITALS, 400, [WRONG] + [SPURIOUS] * 7),
    ]


def test_estimate_totals_by_hand():
    # Right: 100 3/4 + 300 2/4 = 225 of 400 mentions. Names: 75 + 300 3/4 + 400/8 = 350.
    found = estimate(strata())
    assert found.precision.value == pytest.approx(225 / 400)
    assert found.recall.value == pytest.approx(225 / 350)
    assert found.f1.value == pytest.approx(2 * 225 / (400 + 350))
    assert found.names == pytest.approx(350)
    assert found.missed == {CAPITALS: pytest.approx(50)}
    assert found.labels == {"LOC": wilson(0.75, 4), "PER": wilson(0.5, 4)}


def test_estimate_interval_by_hand():
    # With half an observation of either kind: 3.5 of 5 right; variance 5/4 0.7 0.3 (1 - 4/100)/5 = 0.0504; the sample
    # is worth 0.21/0.0504 draws.
    found = estimate([Stratum(MENTION, "LOC", 100, [RIGHT, RIGHT, RIGHT, SPURIOUS])])
    assert found.precision == pytest.approx(wilson(0.75, 0.21 / 0.0504))
    # Nothing is unlabelled, and the wrong one is no name: all names are found.
    assert found.recall.value == 1


def test_estimate_interval_of_a_ratio_by_hand():
    # With half an observation of either kind 2.5/3 of 100 mentions are right and names, and 1.5/3 of 100 others names:
    # ratio 83.3/133.3 = 0.625. Linearised, a right mention is 0.375/133.3, a missed name -0.625/133.3, others 0:
    # variances 1.647949e-6 and 8.239746e-6, in all 100² (1 - 2/100) / 3 times their sum.
    checked = [Stratum(MENTION, "LOC", 100, [RIGHT, RIGHT]), Stratum(UNLABELLED, CAPITALS, 100, [WRONG, SPURIOUS])]
    variance = 9800 / 3 * (1.647949e-6 + 8.239746e-6)
    assert estimate(checked).recall == pytest.approx(wilson(2 / 3, 0.625 * 0.375 / variance), rel=1e-6)


def test_estimate_of_all_there_is_has_no_interval():
    all_checked = [
        Stratum(MENTION, "LOC", 4, [RIGHT, RIGHT, WRONG, SPURIOUS]),
        Stratum(UNLABELLED, CAPITALS, 2, [WRONG, SPURIOUS]),
    ]
    found = estimate(all_checked)
    assert found.precision == (0.5, 0.5, 0.5)
    assert found.recall == (0.5, 0.5, 0.5)
    assert found.f1 == (0.5, 0.5, 0.5)


def test_estimate_where_nothing_is_right():
    found = estimate([Stratum(MENTION, "LOC", 50, [SPURIOUS, SPURIOUS]), Stratum(UNLABELLED, CAPITALS, 50, [SPURIOUS] * 2)])
    assert found.precision.value == found.recall.value == found.f1.value == 0
    assert 0 < found.precision.high < 1


def _population(size, shares):
    """Returns a stratum's verdicts: of each kind exactly as many as its share says."""
    found = [kind for kind, share in shares for _ in range(round(size * share))]
    return (found + [SPURIOUS] * size)[:size]


@pytest.mark.parametrize(
    ("labelled", "unlabelled", "number"),
    [
        ([(3000, 0.93, 0.05), (4000, 0.75, 0.2), (1500, 0.6, 0.2)], [(1500, 0.1), (6000, 0.06), (3000, 0.02)], 200),
        ([(300, 0.98, 0.01), (400, 0.95, 0.04), (150, 0.9, 0.1)], [(150, 0.02), (600, 0.01), (300, 0.0)], 60),
        ([(300, 0.5, 0.3), (400, 0.4, 0.4), (150, 0.2, 0.5)], [(150, 0.3), (600, 0.2), (300, 0.1)], 60),
    ],
    ids=["usual", "good labels, few checked", "bad labels, few checked"],
)
def test_estimate_intervals_cover(labelled, unlabelled, number):
    """Of 95 % intervals, about 95 of 100 hold the true figure; here of 400 draws from a known population."""
    generator = random.Random(7)  # noqa: S311
    whole = [(MENTION, str(i), _population(n, [(RIGHT, p), (WRONG, q)])) for i, (n, p, q) in enumerate(labelled)]
    whole += [(UNLABELLED, str(i), _population(n, [(WRONG, q)])) for i, (n, q) in enumerate(unlabelled)]
    true = estimate([Stratum(what, name, len(checked), checked) for what, name, checked in whole])
    shares = {what: allocate({n: len(c) for w, n, c in whole if w == what}, number) for what in (MENTION, UNLABELLED)}
    held, draws = Counter(), 400
    for _ in range(draws):
        found = estimate([Stratum(w, n, len(checked), generator.sample(checked, shares[w][n])) for w, n, checked in whole])
        for name in ("precision", "recall", "f1"):
            value, interval = getattr(true, name).value, getattr(found, name)
            held[name] += interval.low - 1e-9 <= value <= interval.high + 1e-9
    assert all(0.90 <= count / draws <= 0.99 for count in held.values()), held


# -- the draw ------------------------------------------------------------------------------------


def test_estimate_allocate_by_hand():
    # Square roots 30, 10, 10: 3/5, 1/5, 1/5.
    assert allocate({"a": 900, "b": 100, "c": 100}, 50) == {"a": 30, "b": 10, "c": 10}
    assert allocate({"a": 900, "b": 3, "c": 1, "none": 0}, 50) == {"a": 46, "b": 3, "c": 1}
    assert allocate({"a": 2, "b": 3}, 50) == {"a": 2, "b": 3}
    assert allocate({}, 50) == {}


def test_estimate_allocate_too_few():
    with pytest.raises(ValueError, match=r"-n 3 is too small for 2 strata \(a, b\); give 4 or more"):
        allocate({"a": 10, "b": 10}, 3)


@LAW
@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 300)), st.integers(12, 200))
def test_estimate_allocate_laws(sizes, number):
    shares = allocate(sizes, number)
    assert sum(shares.values()) == min(number, sum(sizes.values()))
    assert all(min(2, sizes[name]) <= share <= sizes[name] for name, share in shares.items())


def test_estimate_candidates_by_kind():
    doc = make(
        "Rain fell. Traders met Colonel Musa Bello in Kano, with NATO staff and the milltown council: I and A, Kano again.",
        ("Kano", "LOC"),
    )
    forms, words = {"Kano": 1, "Milltown": 2}, {"rain": 1, "milltown": 1}
    found = [(place.stratum, place.text) for place in candidates(doc, forms, in_lower_case(forms, words))]
    assert found == [
        (FIRST_WORD, "Rain"),
        (FIRST_WORD, "Traders"),
        (CAPITALISED, "Colonel Musa Bello"),
        (CAPITALS, "NATO"),
        (LOWER_CASE, "milltown"),
        (ELSEWHERE, "Kano"),
    ]
    assert [(place.stratum, place.text, place.start) for place in mentions(doc)] == [("LOC", "Kano", 45)]


def test_estimate_common_words_are_no_candidates():
    found = in_lower_case({"Post": 2, "West Bank": 1, "Kano": 1}, {"post": 3, "bank": 9})
    assert found == {"west": {("west", "bank")}, "kano": {("kano",)}}


def test_estimate_candidates_leave_out_labelled_and_missing_tokens():
    doc = Doc(NLP.vocab, words=["Ann", "Lee", "met", "Bo", "in", "Rome"], ents=["B-PER", "I-PER", "O", "", "O", "O"])
    doc.set_ents(doc.ents, missing=[doc[3:4]], default="outside")
    doc.user_data.update(cable="a", index=0, zone="")
    assert [place.text for place in candidates(doc, set(), {})] == ["Rome"]


def corpus(count=60):
    return [
        make(f"Said Ann Lee{n} of the Mills in Kano. Rome is near Bern.", (f"Ann Lee{n}", "PER"), ("Kano", "LOC"), index=n)
        for n in range(count)
    ]


def test_estimate_draw_is_stratified_and_reproducible():
    docs = corpus()
    drawn = draw(lambda: docs, 20, seed=1)
    assert Counter((place.what, place.stratum) for place, _ in drawn) == {
        (MENTION, "PER"): 10,
        (MENTION, "LOC"): 10,
        (UNLABELLED, FIRST_WORD): 10,
        (UNLABELLED, CAPITALISED): 10,
    }
    assert {(place.stratum, size) for place, size in drawn if place.what == MENTION} == {("PER", 60), ("LOC", 60)}
    assert drawn == draw(lambda: iter(docs), 20, seed=1) == draw(lambda: docs[::-1], 20, seed=1)
    assert drawn != draw(lambda: docs, 20, seed=2)
    assert len(set(drawn)) == len(drawn)


def test_estimate_draw_takes_each_place_as_often():
    docs = corpus(20)
    taken = Counter(
        place.index for seed in range(300) for place, _ in draw(lambda: docs, 8, seed=seed) if place.what == MENTION
    )
    # 8 of 40 mentions, 300 times: 60 per mention, 120 a Doc.
    assert all(85 <= taken[index] <= 160 for index in range(20))


def test_estimate_draw_leaves_out_what_was_checked_by_hand():
    docs = [*corpus(5), *(make("Gold Rush in Ohio.", ("Ohio", "LOC"), index=n, labels="gold") for n in range(50, 60))]
    assert all(place.index < 50 for place, _ in draw(lambda: docs, 100))


@pytest.mark.parametrize("docs", [[], [make("Rain fell.")], [make("In Ohio.", ("Ohio", "LOC"), labels="gold")]])
def test_estimate_draw_from_nothing(docs):
    with pytest.raises(ValueError, match="holds no mention that a machine labelled"):
        draw(lambda: docs, 10)


# -- the sheet -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "answer", "expected"),
    [
        (MENTION, "", None),
        (MENTION, " ", None),
        (MENTION, "y", RIGHT),
        (MENTION, "Yes", RIGHT),
        (MENTION, "N", SPURIOUS),
        (MENTION, "b", WRONG),
        (MENTION, "loc", WRONG),
        (MENTION, "PER", RIGHT),
        (MENTION, "LOC PER", Checked(0, 2)),
        (UNLABELLED, "y", SPURIOUS),
        (UNLABELLED, "n", WRONG),
        (UNLABELLED, "b", SPURIOUS),
        (UNLABELLED, "PER", WRONG),
        (UNLABELLED, "PER, loc;ORG", Checked(0, 3)),
    ],
)
def test_estimate_verdict(what, answer, expected):
    assert verdict(what, "PER" if what == MENTION else CAPITALS, answer, LABELS) == expected


@pytest.mark.parametrize("answer", ["maybe", "y n", "GPE", "PER GPE"])
def test_estimate_verdict_that_is_none(answer):
    with pytest.raises(ValueError, match="is neither y, n, b nor one of LOC, MISC, ORG, PER; correct it, or leave it empty"):
        verdict(MENTION, "PER", answer, LABELS)


def filled(tmp_path, answers, docs=None, number=20):
    """Returns the file of a sample whose rows were answered by a function of the row."""
    docs = docs or corpus()
    head, *lines = as_csv(draw(lambda: docs, number)).splitlines()
    path = tmp_path / "sample.csv"
    path.write_text("\n".join([head, *(line + answers(line) for line in lines)]) + "\n", encoding="utf8")
    return path


def test_estimate_sample_round_trip(tmp_path):
    path = filled(
        tmp_path, lambda line: "y" if ",Kano," in line or ",unlabelled," in line else "n" if ",mention," in line else ""
    )
    sample = read_sample(path, LABELS)
    assert sample.left == 0
    assert {(s.what, s.name): (s.size, set(s.checked)) for s in sample.strata if s.what == MENTION} == {
        (MENTION, "LOC"): (60, {RIGHT}),
        (MENTION, "PER"): (60, {SPURIOUS}),
    }
    assert estimate(sample.strata).precision.value == 0.5
    assert estimate(sample.strata).recall.value == 1


def test_estimate_rows_that_were_not_checked_are_counted(tmp_path):
    numbers = iter(range(1000))
    sample = read_sample(filled(tmp_path, lambda line: "y" if next(numbers) % 2 else ""), LABELS)
    assert sample.left == 20
    assert sum(len(stratum.checked) for stratum in sample.strata) == 20


def test_estimate_sheet_is_printable(tmp_path):
    docs = [make("See =HYPERLINK\n\x1b[31m Ann\u202e in Kano.", ("Kano", "LOC"), cable="=1.txt", index=n) for n in range(3)]
    text = as_csv(draw(lambda: docs, 50))
    assert text.startswith(",".join(COLUMNS))
    assert all(line.isprintable() for line in text.splitlines())
    assert ",'=1.txt," in text


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (",mention,LOC,60,", ",mention,LOC,x,", "'x' in column stratum_size is no number; draw the sample again"),
        (",mention,", ",Mention,", "'Mention' in column what is neither mention nor unlabelled"),
        (",mention,LOC,60,", ",mention,LOC,61,", "stratum_size 6. of LOC is 6. in another row"),
    ],
)
def test_estimate_sheet_that_was_changed(tmp_path, old, new, message):
    path = filled(tmp_path, lambda line: "y")
    text = path.read_text(encoding="utf8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf8")
    with pytest.raises(SheetError, match=message) as error:
        read_sample(path)
    assert all(str(path) in problem for problem in error.value.problems)


def test_estimate_a_stratum_without_an_answer_is_told_of(tmp_path):
    path = filled(tmp_path, lambda line: "" if ",PER," in line else "y")
    with pytest.raises(SheetError, match=r"nothing is checked of the 60 'PER' \(mention\); check two rows of it at least"):
        read_sample(path)


def test_estimate_each_wrong_answer_is_told_by_line(tmp_path):
    numbers = iter(range(2, 1000))
    path = filled(tmp_path, lambda line: "huh" if next(numbers) in (3, 5) else "y")
    with pytest.raises(SheetError) as error:
        read_sample(path)
    assert [problem.removeprefix(f"{path}:")[:2] for problem in error.value.problems] == ["3:", "5:"]
