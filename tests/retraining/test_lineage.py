"""The lines of the lineage."""

import pytest

from cable_ner.files import TornLineWarning
from cable_ner.retraining.lineage import Decision, append, read_lineage, row_of
from tests.helpers.lineage import candidate, row


def test_models_new_row(training):
    made = read_lineage(training)[0]
    assert made["id"] == f"{made['date'][:10]}-{made['digest'][:8]}"
    assert (made["parent"], made["labels"], made["decision"]) == (None, ["LOC", "PER"], Decision.FIRST)
    assert made["versions"]["spacy"].startswith("3.")
    assert row(training, training / "model-best")["id"] == f"{made['id']}-2"


def test_models_append_writes_a_line_once(training):
    [made] = read_lineage(training)
    append(training, {**made, "scores": 1 / 3})
    append(training, {**made, "scores": 1 / 3})
    assert len(read_lineage(training)) == 2


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "x"}', '{"id":"../x","digest":"","decision":"first","data":{}}'])
def test_models_bad_line(training, line):
    with (training / "lineage.jsonl").open("a") as file:
        file.write(line + "\n")
    with pytest.raises(ValueError, match=r"lineage\.jsonl:2: is not a lineage record; correct or remove this line"):
        read_lineage(training)


def test_models_line_that_was_cut_off_is_left_out(training):
    [made] = read_lineage(training)
    path = training / "lineage.jsonl"
    path.write_bytes(path.read_bytes() + path.read_bytes()[:-9])
    with pytest.warns(TornLineWarning, match=r"lineage\.jsonl:2: was cut off"):
        assert read_lineage(training) == [made]
    with pytest.warns(TornLineWarning):
        append(training, {**made, "reason": "another"})
    assert [row["reason"] for row in read_lineage(training)] == ["why", "another"]


def test_models_row_of_by_the_beginning_of_an_id(training):
    [made] = read_lineage(training)
    assert row_of(training, made["id"][:13]) == made
    with pytest.raises(ValueError, match=f"no model id starts with 'x'; give one of these: {made['id']}"):
        row_of(training, "x")
    candidate(training, "two")
    with pytest.raises(ValueError, match="2 model ids start with '20'"):
        row_of(training, "20")
