"""What lies in a stretch and what touches one, by the naive definitions."""

from hypothesis import given
from hypothesis import strategies as st

from cable_ner.evaluation.alignment import FlatCable, Segment, restrict
from cable_ner.evaluation.label_accuracy import _inside, _touched
from cable_ner.evaluation.scoring import Labelled

CUTS = st.sets(st.integers(0, 30), max_size=12).map(sorted)
STRETCHES = st.tuples(CUTS, st.integers(0, 1)).map(lambda made: list(zip(made[0], made[0][1:]))[made[1] :: 2])


@given(STRETCHES, st.integers(0, 30), st.integers(0, 9))
def test_label_accuracy_stretches_inside(stretches, start, length):
    assert _inside(stretches, start, length) == [(a, b) for a, b in stretches if start <= a and b <= start + length]


@given(STRETCHES, STRETCHES)
def test_label_accuracy_stretches_touched(mentions, stretches):
    found = list(_touched([Labelled(start, end, "") for start, end in mentions], stretches))
    assert found == [any(a < end and start < b for a, b in stretches) for start, end in mentions]


@given(STRETCHES, STRETCHES)
def test_alignment_segments_are_cut_to_where_both_are(some, others):
    mine, here = ([Segment(start + 5, start, end - start) for start, end in side] for side in (some, others))
    expected = [
        Segment(max(a.theirs, b.theirs) + 5, start, end - start)
        for a in mine
        for b in here
        if (start := max(a.theirs, b.theirs)) < (end := min(a.theirs + a.length, b.theirs + b.length))
    ]
    assert restrict(mine, here) == expected


@given(st.text(alphabet="ab \n\t\u00a0\x1c", max_size=20))
def test_alignment_offsets_count_what_is_no_white_space(text):
    flat = FlatCable(length=7)
    at = flat.add(text, "")
    assert [at(offset) for offset in range(len(text) + 1)] == [
        7 + len("".join(text[:offset].split())) for offset in range(len(text) + 1)
    ]
