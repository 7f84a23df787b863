"""The file of forms that were answered `depends`."""

import pytest

from tests.helpers.review import review


@pytest.mark.parametrize("line", ["{", '{"form": 1}', "[]", '{"label": "PER"}'])
def test_depends_that_cannot_be_read(tmp_path, line):
    (tmp_path / "corrections.depends.jsonl").write_text(line + "\n", encoding="utf8")
    with pytest.raises(ValueError, match="corrections.depends.jsonl:1: is not a form that was answered 'depends'"):
        review(tmp_path)
