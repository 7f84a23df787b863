"""The file of decisions: read, appended to, revoked; a bad line is named."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.files import TornLineWarning
from cable_ner.labels import FormDecision, PlaceDecision, append_decisions, append_revocation, read_corrections
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
        ('{"revokes": {"form": "Ana"}}', "has no 'label'"),
        ('{"revokes": {"form": "Ana", "label": "", "becomes": ""}, "who": "kim"}', "an unknown key 'who'"),
        ('{"revokes": {"revokes": {}}}', "an unknown key 'revokes'"),
    ],
)  # fmt: skip
def test_decisions_file_bad_line_is_named_with_its_remedy(tmp_path, line, told):
    path = tmp_path / "corrections.jsonl"
    path.write_text('{"form": "Bo", "label": "PER", "becomes": ""}\n\n' + line + "\n", encoding="utf8")
    with pytest.raises(ValueError, match=r"corrections\.jsonl:3: ") as caught:
        read_corrections(path)
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


ANA, ANA_BY_KIM = FormDecision("Ana", "PER", "LOC"), FormDecision("Ana", "PER", "LOC", notes=(("by", "kim"),))
ANA_KEPT, BO = FormDecision("Ana", "PER", "PER"), PlaceDecision("0" * 32, 0, 2, "Bo", ((0, 2, "PER"),))


def revoked(decision):
    return {"revokes": decision.as_json(), "by": "kim"}


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        ([ANA, revoked(ANA)], []),
        ([BO, ANA, revoked(BO)], [ANA]),
        ([ANA, ANA_KEPT, revoked(ANA_KEPT)], [ANA]),  # what was decided before holds again
        ([ANA, BO, ANA, revoked(ANA)], [ANA, BO]),
        ([ANA, revoked(ANA), ANA], [ANA]),
        ([ANA, revoked(ANA_BY_KIM)], [ANA]),  # another person's
        ([revoked(ANA), ANA], [ANA]),
    ],
)
def test_decisions_file_a_revoked_decision_does_not_hold(tmp_path, rows, left):
    path = tmp_path / "corrections.jsonl"
    lines = [json.dumps(row if isinstance(row, dict) else row.as_json()) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf8")
    assert read_corrections(path).decisions == left


@given(st.lists(st.one_of(forms(), places()), max_size=4), st.one_of(forms(), places()))
def test_decisions_file_a_revocation_takes_back_what_was_added_and_removes_nothing(tmp_path_factory, decisions, last):
    path = tmp_path_factory.mktemp("revoked") / "corrections.jsonl"
    append_decisions(path, [*decisions, last])
    before = path.read_bytes()
    append_revocation(path, last, by="kim")
    assert path.read_bytes().startswith(before)
    assert read_corrections(path).decisions == decisions


def test_decisions_file_append_makes_file_and_folder(tmp_path):
    path = tmp_path / "new" / "corrections.jsonl"
    decision = FormDecision("Libya’s", "ORG", "LOC", "Libya", notes=(("by", "Ana"),))
    append_decisions(path, [decision])
    assert path.read_bytes().endswith(b"\n")
    assert read_corrections(path).decisions == [decision]


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
