"""What a conversion is told of earlier ones, and what it raises if nothing is new."""

import pytest

from cable_ner.corpus.earlier import Earlier, NothingNew
from cable_ner.corpus.new_split import Placed
from cable_ner.corpus.reasons import Reason, WhyLeftOut
from tests.helpers.splits import cable


def test_earlier_identities_are_those_of_all_cables_also_of_ones_left_out():
    placed = [Placed(cable("a"), "train"), Placed(cable("b"), "", WhyLeftOut(Reason.COPY, "test"))]
    assert Earlier(placed, lambda _source, _gold, _side: False, {}).identities == [cable("a"), cable("b")]


def test_nothing_new_lists_rejected_files_by_name():
    with pytest.raises(NothingNew, match="no cable is new") as raised:
        raise NothingNew([("b.txt:1", "is empty"), ("a.txt:3", "is cut short")])
    assert raised.value.rejected_files == [("a.txt:3", "is cut short"), ("b.txt:1", "is empty")]
    assert NothingNew().rejected_files == []
