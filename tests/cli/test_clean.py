"""`cable-ner clean`: all that the commands made goes, and nothing else."""

from pathlib import Path

import srsly

from cable_ner.cli.clean import MADE

ROOT = Path(__file__).parents[2]
KEPT = ("corpus/raw/a.txt", "corpus/gold/test/a.txt", "corpus/corrections.jsonl", "configs/own.cfg", "training/notes.md")


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("rain")


def test_clean_removes_what_was_made_and_keeps_the_rest(tmp_path, command):
    write(tmp_path, *KEPT, "corpus/train.spacy", "corpus/audited/train.spacy", "corpus/.opinions.npz")
    write(tmp_path, "training/model-best/ner/model", "training/lineage.jsonl", "corpus/increments/001/train.spacy")
    result = command("clean", tmp_path)
    assert result.exit_code == 0, result.output
    assert files(tmp_path) == set(KEPT)
    removed = "corpus/train.spacy, corpus/audited, corpus/.opinions.npz, training/model-best, corpus/increments"
    assert f"✔ Removed {removed}, training/lineage.jsonl" in result.output


def test_clean_has_no_check_mark_where_there_was_nothing(tmp_path, command):
    write(tmp_path, *KEPT)
    result = command("clean", tmp_path)
    assert (result.exit_code, files(tmp_path)) == (0, set(KEPT))
    assert "Nothing to remove" in result.output
    assert "✔" not in result.output


def test_clean_knows_the_outputs_of_every_step_of_the_project():
    outputs = [Path(name) for step in srsly.read_yaml(ROOT / "project.yml")["commands"] for name in step.get("outputs", ())]
    assert outputs
    made = {Path(name) for name in MADE}
    assert [path for path in outputs if made.isdisjoint([path, *path.parents])] == []
