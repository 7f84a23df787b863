"""Keys of runs, and the source files that a training depends on."""

from cable_ner.training.runs.jobs import Data, Recipe, code_files, key_of


def test_jobs_keys_change_with_what_figures_depend_on(tmp_path):
    path = tmp_path / "all.spacy"
    data = [Data(path, path, path, "abc")]
    code = tmp_path / "code.py"
    code.write_text("import os", encoding="utf8")
    recipe = Recipe("a", "config", code)
    keys = [
        key_of(recipe, data[0], 0),
        key_of(recipe, data[0], 1),
        key_of(recipe._replace(config="other"), data[0], 0),
        key_of(recipe, data[0]._replace(digest="other"), 0),
    ]
    code.write_text("import sys", encoding="utf8")
    keys.append(key_of(recipe, data[0], 0))
    assert len(set(keys)) == 5
    assert key_of(recipe._replace(row="b"), data[0]._replace(train=tmp_path), 0) == keys[-1]


def test_jobs_code_files_are_the_rooms_of_a_training(tmp_path):
    code = tmp_path / "code.py"
    found = code_files(code)
    assert found[0] == code
    names = {"/".join(path.parts[-2:]) for path in found[1:]}
    assert {"training/reader.py", "model/embedding.py", "names/lexicon.py", "files/shards.py"} <= names
    assert not any(name.startswith(("audit/", "text/", "evaluation/")) for name in names)
