"""`cable-ner tag`, started again: what it says of cables that have changed or are gone."""

import re

from tests.helpers.tagging import NLP


def test_tag_says_what_has_changed_and_what_is_gone(command, tmp_path):
    NLP.to_disk(tmp_path / "model")
    (tmp_path / "raw").mkdir()
    for number in range(30):
        (tmp_path / "raw" / f"c{number:02}.txt").write_text("rain fell in Oslo", encoding="utf8")

    def tag(*inputs):
        result = command("tag", *inputs, "-m", tmp_path / "model", "-o", tmp_path / "out", "-f", "csv")
        assert result.exit_code == 0, result.output
        return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", result.stdout).split())

    assert "tagged again" not in tag(tmp_path / "raw")
    (tmp_path / "raw" / "c03.txt").write_text("rain fell in Rome", encoding="utf8")
    for number in range(4, 26):
        (tmp_path / "raw" / f"c{number:02}.txt").unlink()
    printed = tag(tmp_path / "raw")
    assert "Changed since they were tagged, and tagged again: 1 cables (c03.txt)" in printed
    assert "No longer among the inputs, and what was tagged of them was removed: 22 cables (c04.txt, c05.txt, " in printed
    assert "c23.txt and 2 more)" in printed
    printed = tag(tmp_path / "raw" / "c03.txt")
    assert f"{tmp_path / 'out'} also holds 7 cables of other inputs, from earlier runs" in printed
