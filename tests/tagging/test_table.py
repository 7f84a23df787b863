"""The table of mentions, which grows under another name and can be gone on with."""

import pytest

from cable_ner.tagging.renderings import table_header
from cable_ner.tagging.table import TABLE, UNFINISHED, MentionTable

HEADER = table_header(compare=False)


def begun(folder, *rows, end=0):
    """Returns a table to which these rows were added, and where it ends."""
    table = MentionTable(folder, compare=False, end=end)
    for row in rows:
        end = table.add(row)
    return table, end


def test_table_is_in_place_when_it_is_complete(tmp_path):
    table, _ = begun(tmp_path, "a\n", "é\n")
    assert not (tmp_path / TABLE).exists()
    table.close()
    assert (tmp_path / TABLE).read_text(encoding="utf8") == HEADER + "a\né\n"
    assert not (tmp_path / UNFINISHED).exists()


def test_table_goes_on_where_the_journal_ends(tmp_path):
    table, end = begun(tmp_path, "a\n")
    table.add("never noted\n")
    table._file.close()
    table, _ = begun(tmp_path, "b\n", end=end)
    table.close()
    assert (tmp_path / TABLE).read_text() == HEADER + "a\nb\n"


def test_table_goes_on_from_a_complete_one_which_stays_until_the_new_one_is_complete(tmp_path):
    table, end = begun(tmp_path, "a\n")
    table.close()
    (tmp_path / UNFINISHED).write_text("half of a cop")
    table, _ = begun(tmp_path, "b\n", end=end)
    assert (tmp_path / TABLE).read_text() == HEADER + "a\n"
    table.close()
    assert (tmp_path / TABLE).read_text() == HEADER + "a\nb\n"


def test_table_of_another_run_is_not_gone_on_with(tmp_path):
    (tmp_path / TABLE).write_text("something else")
    with pytest.raises(ValueError, match="mentions.csv: is not what the previous run wrote; give --restart"):
        MentionTable(tmp_path, compare=False, end=99)
    assert (tmp_path / TABLE).read_text() == "something else"
