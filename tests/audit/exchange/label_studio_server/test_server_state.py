"""What is noted about projects: there as a whole, for each project on its own."""

import pytest

from cable_ner.audit.exchange.label_studio_server import ServerState, read_server_state, write_server_state


def test_server_state_of_two_projects(tmp_path):
    path = tmp_path / "corpus" / "corrections.jsonl"
    one = ServerState(frozenset(["a", "b"]), "2026-01-01T00:00:00Z", {3: "9@x"}, (4,))
    write_server_state(path, "http://a/projects/1", one)
    write_server_state(path, "http://a/projects/2", ServerState())
    assert read_server_state(path, "http://a/projects/1") == one
    assert read_server_state(path, "http://a/projects/2") == read_server_state(path, "http://b/projects/1") == ServerState()
    assert [file.name for file in path.parent.iterdir()] == ["corrections.label-studio.json"]


@pytest.mark.parametrize("text", ["[", "[]", '{"http://a/projects/1": {"pushed": []}}'])
def test_server_state_that_cannot_be_read(tmp_path, text):
    (tmp_path / "corrections.label-studio.json").write_text(text)
    with pytest.raises(
        ValueError, match=r"corrections.label-studio.json: is not what `review label-studio` wrote; remove it"
    ):
        read_server_state(tmp_path / "corrections.jsonl", "http://a/projects/1")
