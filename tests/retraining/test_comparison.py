"""Which tests decide."""

import pytest

from cable_ner.corpus import GoldFolders, convert, increments
from cable_ner.retraining.comparison import held_out_tests
from cable_ner.retraining.stock import Stock
from tests.helpers.retraining import SETTINGS


def test_tests_gold_decides_and_silver_beside_it_warns(tmp_path, write_cables, cable):
    # Gold and silver labels are never scored together.
    corpus = tmp_path / "corpus"
    write_cables(tmp_path / "raw", range(24))
    convert([str(tmp_path / "raw")], corpus, settings=SETTINGS)
    silver = increments.base(corpus)
    gold_folder = tmp_path / "gold" / "test"
    write_cables(gold_folder, range(2))
    convert([str(tmp_path / "raw")], tmp_path / "other", settings=SETTINGS, checked=GoldFolders(str(gold_folder.parent)))
    gold = increments.base(tmp_path / "other")._replace(number=1)

    def of(seen, new):
        return [(one.name, one.kind, one.decides) for one in held_out_tests(Stock(seen, new, []), tmp_path / "out")]

    assert of([silver], [gold]) == [("new", "gold", True), ("frozen", "silver", False)]
    assert of([gold], [silver]) == [("frozen", "gold", True), ("new", "silver", False)]
    assert of([silver, gold], []) == [("frozen", "gold", True), ("frozen", "silver", False)]
    assert of([silver], [silver]) == [("frozen", "silver", True), ("new", "silver", False)]
    with pytest.raises(ValueError, match="there are no test cables to compare models on"):
        of([silver._replace(path=tmp_path / "other", cables={})][:0], [gold])
