"""Rows of the table of mentions."""

from cable_ner.tagging.renderings import table_rows
from tests.helpers.tagging import tagged


def test_tagging_a_mention_without_score_has_an_empty_cell():
    cable = tagged(b"in Rome")
    cable.found = [cable.found[0]._replace(score=0.98765), cable.found[0]]
    assert [row.rsplit(",", 1)[1] for row in table_rows(cable, compare=False).splitlines()] == ["0.9877", ""]
