"""Sequences on disk: what comes out is what went in, in this process and in others."""

import pickle
from io import BytesIO
from typing import NamedTuple

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.files import Chosen, Packed, explain, packed_from

Spans = tuple[tuple[int, int, str], ...]


class Row(NamedTuple):
    words: list[str]
    spans: Spans
    share: float


class Scored(NamedTuple):
    name: str
    scores: numpy.ndarray


SPANS = st.lists(st.tuples(st.integers(0, 2**40), st.integers(0, 9), st.text(max_size=3))).map(tuple)
ROWS = st.lists(st.builds(Row, st.lists(st.text()), SPANS, st.floats(allow_nan=False)), max_size=8)


@given(ROWS, ROWS)
def test_packed_gives_back_what_was_put_in(first, then):
    packed = Packed(Row, first)
    assert list(packed) == first
    packed.extend(then)
    for row in first:
        packed.append(row)
    rows = [*first, *then, *first]
    assert list(packed) == rows == [packed[number] for number in range(len(packed))]
    assert packed[-2:] == rows[-2:]
    assert list(pickle.loads(pickle.dumps(packed))) == rows  # noqa: S301


def test_packed_arrays():
    arrays = [numpy.arange(size * 6, dtype=numpy.float16).reshape(2, size, 3) for size in (0, 1, 5)]
    packed = Packed(Scored, (Scored(f"{array.shape}", array) for array in arrays))
    for row, array in zip(packed, arrays):
        assert row.scores.dtype == array.dtype
        assert numpy.array_equal(row.scores, array)
        assert row.name == f"{array.shape}"


def test_packed_takes_one_item_at_a_time():
    packed = Packed(Row)
    packed.extend(Row([str(len(packed))], (), 0.0) for _ in range(3))
    assert [row.words for row in packed] == [["0"], ["1"], ["2"]]


def test_packed_unpacks_long_items_that_take_turns_once(monkeypatch):
    packed = Packed(Row, (Row(["word"] * 200_000, (), float(number)) for number in range(12)))
    unpacked, found = packed._unpacked, []
    monkeypatch.setattr(packed, "_unpacked", lambda *place: found.append(place) or unpacked(*place))
    for number in [*range(8)] * 5:
        assert packed[number].share == number
    assert len(found) == 8
    assert packed[11].share == 11
    assert packed[1].share == 1
    assert len(found) == 9
    assert packed[0].share == 0
    assert len(found) == 10


def test_packed_in_another_file():
    packed, file = Packed(Row, [Row(["a"], (), 0.5), Row([], ((1, 2, "PER"),), 1.0)]), BytesIO(b"head")
    file.seek(4)
    packed.write_to(file)
    file.seek(4)
    again = packed_from(file, Row, packed.ends)
    assert list(again) == list(packed)
    again.append(packed[0])
    assert again[2] == packed[0]


def test_packed_index_out_of_range():
    with pytest.raises(IndexError):
        Packed(Row)[0]


def test_packed_names_the_folder_of_temporary_files_when_the_disk_is_full(monkeypatch):
    packed = Packed(Row)
    monkeypatch.setattr(packed, "_file", open("/dev/full", "wb"))  # noqa: SIM115
    with pytest.raises(OSError, match="No space left") as caught:
        packed.append(Row([], (), 0.0))
    assert "no space left for temporary files" in explain(caught.value)


def test_packed_refuses_what_it_cannot_pack():
    with pytest.raises(NotImplementedError, match="object cannot be packed"):
        Packed(Row, [Row([object()], (), 0.0)])


def test_chosen_items():
    chosen = Chosen("abcdef", (number for number in (4, 0, 2)))
    assert (list(chosen), len(chosen), chosen[1], chosen[-1], chosen[1:]) == (["e", "a", "c"], 3, "a", "c", ["a", "c"])
