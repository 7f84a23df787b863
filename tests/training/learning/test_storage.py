"""Files that are no learning curve."""

import pytest

from cable_ner.training.learning import read_results


@pytest.mark.parametrize("text", ["[]", "{}", '{"runs": {}}', '{"runs": [1]}', '{"runs": [{"row": "1"}]}', "no JSON"])
def test_storage_a_file_of_something_else(text, tmp_path):
    (tmp_path / "a.json").write_text(text, encoding="utf8")
    with pytest.raises(ValueError, match="was not written by this command; remove it"):
        read_results(tmp_path / "a.json")
    assert read_results(tmp_path / "none.json") == []
