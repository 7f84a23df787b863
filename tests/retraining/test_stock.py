"""Which increments a model has seen, which are new, and which were refused."""

import pytest
import srsly

from cable_ner.corpus import REPORT, Increment, increments
from cable_ner.retraining import stock as stock_module
from cable_ner.retraining.lineage import Decision
from cable_ner.retraining.stock import data_of, labels_in, stock


def increment(number, path=None, **cables):
    return Increment(number, path, cables or {"train": 4, "dev": 1}, f"digest {number}")


BASE, *LATER = map(increment, range(4))


def row(*numbers, new=(), decision=Decision.ACCEPTED, id="m"):
    return {
        "id": id, "decision": decision,
        "data": {"digests": {str(number): f"digest {number}" for number in numbers}, "new": list(new)},
    }  # fmt: skip


@pytest.fixture
def numbers(monkeypatch):
    """Returns a function: (record of the model, records since the first) -> numbers seen, new, left out, and rolled back."""

    def found(own, rows, *, again=False, there=(BASE, *LATER)):
        monkeypatch.setattr(increments, "on_disk", lambda _corpus: list(there))
        monkeypatch.setattr(stock_module, "read_lineage", lambda _training: rows)
        monkeypatch.setattr(stock_module, "since_first", lambda lines: lines)
        made = stock(None, None, own, again=again)
        return [[one.number for one in part] for part in made[:3]] + [made.rolled_back]

    return found


def test_stock_tells_increments_apart_by_what_the_model_and_its_candidates_saw(numbers):
    first, second = row(0), row(0, 1, new=[1])
    refused = row(0, 1, 2, new=[2], decision=Decision.REFUSED)
    assert numbers(first, [first]) == [[0], [1, 2, 3], [], {}]
    assert numbers(second, [first, second]) == [[0, 1], [2, 3], [], {}]
    assert numbers(second, [first, second, refused]) == [[0, 1], [3], [2], {}]
    assert numbers(second, [first, second, refused], again=True) == [[0, 1], [2, 3], [], {}]


def test_stock_offers_increments_of_a_rolled_back_model_again(numbers):
    first, second = row(0), row(0, 1, new=[1], id="second")
    back = row(0, decision=Decision.ROLLED_BACK)
    assert numbers(first, [first, second, back]) == [[0], [1, 2, 3], [], {1: "second"}]


def test_stock_leaves_out_increments_without_a_cable(numbers):
    there = (BASE, increment(1, train=0, dev=0), increment(2))
    assert numbers(row(0), [row(0)], there=there) == [[0], [2], [], {}]


def test_stock_data_of_a_line_adds_up_the_cables_of_all():
    assert data_of([BASE], [increment(1, train=2, test=3)]) == {
        "increments": [0, 1],
        "new": [1],
        "digests": {"0": "digest 0", "1": "digest 1"},
        "cables": {"dev": 1, "test": 3, "train": 6},
    }


def test_stock_labels_are_those_of_train(tmp_path):
    for name, parts in {
        "a": {"train": {"mentions": {"PER": 2}}, "dev": {"mentions": {"ORG": 1}}},
        "b": {"train": {"mentions": {"LOC": 1, "PER": 1}}},
        "c": {"dev": {"mentions": {"MISC": 1}}},
    }.items():
        (tmp_path / name).mkdir()
        srsly.write_json(tmp_path / name / REPORT, {"partitions": parts})
    assert labels_in(increment(number, tmp_path / name) for number, name in enumerate("abc")) == {"PER", "LOC"}
