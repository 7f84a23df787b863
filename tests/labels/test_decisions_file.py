"""The file of decisions: read, appended to, taken back to the byte; a bad line is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.files import TornLineWarning
from cable_ner.labels import FormDecision, append_decisions, read_corrections, undo
from tests.helpers.decisions import forms, places


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "Expected object or value"),
        ('["form"]', "is not a JSON object"),
        ("{}", "has neither 'form' nor 'start'"),
        ('{"form": "Ana", "label": "PER"}', "has no 'becomes'"),
        ('{"form": "Ana", "becomes": "PER"}', "has no 'label'"),
        ('{"form": " ", "label": "PER", "becomes": ""}', "'form' is empty"),
        ('{"form": "Ana", "label": null, "becomes": ""}', "'label' must be text"),
        ('{"form": 5, "label": "PER", "becomes": ""}', "'form' must be text"),
        ('{"form": "Ana", "label": "PER", "becomes": "", "cable": 5}', "'cable' must be text"),
        ('{"form": "Ana", "label": "PER", "becomes": "", "text": "Bo"}', "'text' must be part of 'Ana', or contain it"),
        ('{"form": "Ana", "label": "PER", "becomes": "", "zone": "body"}', "'zone' must be header or text"),
        ('{"form": "Ana", "label": "PER", "becomes": "", "lable": "ORG"}', "has an unknown key 'lable'"),
        ('{"form": "Ana", "label": "PER", "becomes": "", "start": 5}', "has an unknown key 'start'"),
        ('{"form": "Ana", "label": "PER", "becomes": "", "notes": []}', "has an unknown key 'notes'"),
        ('{"paragraph": "a", "start": 0, "text": "Ana", "spans": []}', "has neither 'form' nor 'end'"),
        ('{"paragraph": "a", "start": 0, "end": 3, "text": "Ana", "spans": 5}', "'spans' must be a list of"),
        ('{"paragraph": "a", "start": 0, "end": 3, "text": "Ana", "spans": [5]}', "'spans' must be a list of"),
        ('{"paragraph": "a", "start": 0, "end": 3, "text": "Ana", "spans": [[0, 3]]}', "'spans' must be a list of"),
        ('{"paragraph": "a", "start": 0, "end": 3, "text": "Ana", "spans": [[0, "3", "PER"]]}', "must be whole numbers"),
        ('{"paragraph": "a", "start": 0.0, "end": 3, "text": "Ana", "spans": []}', "must be whole numbers"),
        ('{"paragraph": "a", "start": 0, "end": 3, "text": "Ana", "spans": [[0, 3, ""]]}', "every span needs a label"),
        ('{"paragraph": "a", "start": 0, "end": 3, "text": "Ana", "spans": [[0, 4, "A"]]}', "[0, 4] is not within 0 to 3"),
        ('{"paragraph": "a", "start": 1, "end": 3, "text": "na", "spans": [[0, 2, "A"]]}', "[0, 2] is not within 1 to 3"),
        ('{"paragraph": "a", "start": 0, "end": 3, "text": "Ana", "spans": [[1, 1, "A"]]}', "[1, 1] is not within 0 to 3"),
        (
            '{"paragraph": "a", "start": 0, "end": 3, "text": "Ana", "spans": [[0, 2, "A"], [1, 3, "B"]]}',
            "[1, 3] is not within 0 to 3, or overlaps another",
        ),
        ('{"paragraph": "a", "start": 0, "end": 3, "text": "An", "spans": []}', "'text' is not the 3 characters"),
        ('{"paragraph": "a", "start": 0, "end": 3, "text": "A o", "spans": [[1, 2, "A"]]}', "nothing but white space"),
        ('{"paragraph": "a", "start": 3, "end": 3, "text": "", "spans": []}', "'text' is not the 0 characters"),
        ('{"paragraph": 5, "start": 0, "end": 3, "text": "Ana", "spans": []}', "'paragraph', 'text' and 'cable' must"),
        ('{"paragraph": "a", "start": 0, "end": 3, "text": "Ana", "spans": [], "zone": "text"}', "an unknown key 'zone'"),
    ],
)  # fmt: skip
def test_decisions_file_bad_line_is_named_with_its_remedy(tmp_path, line, told):
    path = tmp_path / "corrections.jsonl"
    path.write_text('{"form": "Bo", "label": "PER", "becomes": ""}\n\n' + line + "\n", encoding="utf8")
    for act in (read_corrections, undo):
        with pytest.raises(ValueError, match=r"corrections\.jsonl:3: ") as caught:
            act(path)
        assert str(caught.value).startswith(f"{path}:3: ")
        assert told in str(caught.value)
        assert str(caught.value).endswith("; correct the line or remove it")


def test_decisions_file_file_that_is_not_utf8_has_its_remedy_told(tmp_path):
    path = tmp_path / "corrections.jsonl"
    path.write_bytes(b"\xff\xfe{")
    with pytest.raises(ValueError, match=r"corrections\.jsonl:1: is not UTF-8 .*; restore it from version control"):
        read_corrections(path)


@pytest.mark.parametrize(
    ("data", "forms"),
    [
        (None, []),
        (b"", []),
        (b"\n \r\n\t\n", []),
        (b'{"form": "Ana", "label": "PER", "becomes": ""}', ["Ana"]),
        (b'\xef\xbb\xbf{"form": "Ana", "label": "PER", "becomes": ""}\r\n\r\n', ["Ana"]),
        ('{"form": "A\u2028na", "label": "PER", "becomes": ""}\n'.encode(), ["A na"]),  # no end of a line
    ],
)
def test_decisions_file_are_read_from_any_file_that_has_lines(tmp_path, data, forms):
    path = tmp_path / "corrections.jsonl"
    if data is not None:
        path.write_bytes(data)
    corrections = read_corrections(path)
    assert [decision.form for decision in corrections.decisions] == forms
    assert bool(corrections) == bool(forms)


_TAILS = [b"", b"\n", b"\r\n", b"\n\n", b"\r\n\r\n", b"\n  ", b" ", b"\n \t\n"]


@given(
    st.lists(st.tuples(st.one_of(forms(), places()), st.sampled_from([b"\n", b"\r\n", b"\n\n"])), max_size=3),
    st.sampled_from(_TAILS),
    st.lists(st.one_of(forms(), places()), min_size=1, max_size=3),
    st.booleans(),
)
def test_decisions_file_undo_restores_the_bytes(tmp_path_factory, lines, tail, decisions, at_once):
    path = tmp_path_factory.mktemp("undo") / "corrections.jsonl"
    other = path.with_name("other.jsonl")
    append_decisions(other, [decision for decision, _ in lines])
    ends = [end for _, end in lines[:-1]] + [tail]
    data = b"".join(line + end for line, end in zip(other.read_bytes().splitlines(), ends)) if lines else tail
    path.write_bytes(data)
    states = []
    for batch in [decisions] if at_once else [[decision] for decision in decisions]:
        states.append(path.read_bytes())
        append_decisions(path, batch)
    assert read_corrections(path).decisions == [decision for decision, _ in lines] + decisions
    for decision in reversed(decisions):
        if not at_once:
            assert path.read_bytes() != states[-1]
        assert undo(path) == decision
        if not at_once:
            assert path.read_bytes() == states.pop()
    assert path.read_bytes() == data


def test_decisions_file_undo_of_nothing(tmp_path):
    path = tmp_path / "corrections.jsonl"
    assert undo(path) is None
    assert not path.exists()
    path.write_bytes(b"\n \n")
    assert undo(path) is None
    assert path.read_bytes() == b"\n \n"


def test_decisions_file_append_makes_file_and_folder(tmp_path):
    path = tmp_path / "new" / "corrections.jsonl"
    decision = FormDecision("Libya’s", "ORG", "LOC", "Libya", notes=(("by", "Ana"),))
    append_decisions(path, [decision])
    assert path.read_bytes().endswith(b"\n")
    assert read_corrections(path).decisions == [decision]
    assert undo(path) == decision
    assert path.read_bytes() == b""


def test_decisions_file_cut_off_while_it_was_written_is_read_without_the_last_line(tmp_path):
    path = tmp_path / "corrections.jsonl"
    decisions = [FormDecision(name, "PER", "LOC") for name in ("Ana", "Zoé")]
    append_decisions(path, decisions)
    whole = path.read_bytes()
    first = whole.index(b"\n") + 1
    for end in range(first + 1, len(whole) - 1):
        path.write_bytes(whole[:end])
        with pytest.warns(TornLineWarning, match=r"corrections\.jsonl:2: was cut off"):
            assert read_corrections(path).decisions == decisions[:1]
        append_decisions(path, decisions[1:])
        assert path.read_bytes() == whole
    path.write_bytes(whole[:-5])
    assert undo(path) == decisions[0]
    assert path.read_bytes() == b""
