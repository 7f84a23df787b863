"""Tags and spans, and the CRFs that the audit trains."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.audit.crf import features, shape, spans_of, tags_of, train_crf
from tests.helpers.audit import LABELS


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (["O", "B-PER", "I-PER", "O"], ((1, 3, "PER"),)),
        (["B-PER", "B-PER", "I-LOC"], ((0, 1, "PER"), (1, 2, "PER"), (2, 3, "LOC"))),
        (["I-ORG", "-", "I-ORG"], ((0, 1, "ORG"), (2, 3, "ORG"))),
        ([], ()),
    ],
)
def test_crf_spans_of_tags(tags, expected):
    assert spans_of(tags) == expected


@st.composite
def some_spans(draw):
    size = draw(st.integers(0, 12))
    bounds = sorted(draw(st.sets(st.integers(0, size), max_size=8)))
    pairs = zip(bounds[::2], bounds[1::2])
    return size, tuple((start, end, draw(st.sampled_from(LABELS))) for start, end in pairs)


@given(some_spans())
def test_crf_tags_keep_spans(case):
    size, expected = case
    tags = tags_of(size, expected)
    assert len(tags) == size
    assert spans_of(tags) == expected


@pytest.mark.parametrize(("word", "expected"), [("McDonald", "XxXxx"), ("2009", "dd"), ("S/NF", "X/XX"), ("", "")])
def test_crf_shape(word, expected):
    assert shape(word) == expected


def test_crf_no_more_iterations_are_made_than_were_asked_for(tmp_path):
    words = ["Mayor", "Ann", "Lee", "of", "Milltown", "spoke", "."]
    tags = tags_of(len(words), [(1, 3, "PER"), (4, 5, "LOC")])
    rows = [(features([words[0], name, *words[2:]]), tags) for name in ("Ann", "Bob", "Cid", "Dan")]
    for name, iterations in (("one", 1), ("again", 1), ("many", 50)):
        train_crf(tmp_path / name, rows, {"c1": 0.1, "c2": 0.1}, iterations)
    one, again, many = ((tmp_path / name).read_bytes() for name in ("one", "again", "many"))
    assert one == again != many
