"""`cable-ner review serve-model`: what it prints, and where it listens."""

import pytest

from cable_ner.cli.review import serve_model
from cable_ner.tagging import suggesting


@pytest.fixture
def served(monkeypatch):
    """Makes a server end at once, as if somebody pressed Ctrl-C; gives the servers that were made."""
    made = []

    def interrupted(server):
        made.append(server)
        raise KeyboardInterrupt

    monkeypatch.setattr(suggesting.ModelServer, "serve_forever", interrupted)
    return made


def test_serve_model_says_where_both_programs_find_it(served, tiny_lexical_model, capsys):
    serve_model.main(str(tiny_lexical_model), port=0)
    printed = " ".join(capsys.readouterr().out.split())
    [server] = served
    assert server.server_address[0] == "127.0.0.1"
    assert f"Label Studio: {server.url} INCEpTION: {server.url}/inception" in printed
    assert "ended" in printed
    assert "neither a password" not in printed


def test_serve_model_warns_on_other_addresses(served, tiny_lexical_model, capsys):
    serve_model.main(str(tiny_lexical_model), host="0.0.0.0", port=0)  # noqa: S104 (never serves: see `served`)
    assert "may ask; there is neither a password nor encryption" in " ".join(capsys.readouterr().out.split())
