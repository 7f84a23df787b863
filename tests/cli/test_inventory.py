"""`cable-ner inventory`: names, sizes and digests of the inputs."""

import json

from cable_ner.cli.inventory import files_of


def test_inventory_lists_files_by_name_size_and_digest(tmp_path, command):
    (tmp_path / "raw" / "below").mkdir(parents=True)
    (tmp_path / "raw" / "b.txt").write_bytes(b"rain")
    (tmp_path / "raw" / "below" / "a.txt").touch()
    output = tmp_path / "inventory.json"
    result = command("inventory", tmp_path / "raw", tmp_path / "none", "", "-o", output)
    assert result.exit_code == 0, result.output
    found = json.loads(output.read_text(encoding="utf8"))
    assert [(one["name"], one["size"]) for one in found[str(tmp_path / "raw")]] == [("b.txt", 4), ("below/a.txt", 0)]
    assert found[str(tmp_path / "none")] is None
    assert "2 input files" in result.output


def test_inventory_changes_with_bytes_and_names_alone(tmp_path):
    first = tmp_path / "a.txt"
    first.write_bytes(b"rain")
    before = files_of(tmp_path)
    first.write_bytes(b"rain")
    assert files_of(tmp_path) == before
    first.write_bytes(b"snow")
    assert files_of(tmp_path) != before
    first.write_bytes(b"rain")
    first.rename(tmp_path / "b.txt")
    assert files_of(tmp_path) != before
