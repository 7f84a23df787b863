"""README.md: short enough to be read, and safe from the command that would write it anew."""

import shutil
from pathlib import Path

from weasel.cli.document import project_document

ROOT = Path(__file__).parents[2]


def test_readme_is_short():
    lines = (ROOT / "README.md").read_text(encoding="utf8").splitlines()
    assert len(lines) <= 150
    assert [line for line in lines if len(line) > 100] == []


def test_readme_survives_spacy_project_document(tmp_path):
    for name in ("README.md", "project.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    ours = (ROOT / "README.md").read_text(encoding="utf8").split("<!-- WEASEL: AUTO-GENERATED DOCS START")[0]
    project_document(tmp_path, tmp_path / "README.md")
    assert (tmp_path / "README.md").read_text(encoding="utf8").startswith(ours)
