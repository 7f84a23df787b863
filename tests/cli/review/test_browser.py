"""`cable-ner review browser`: what the command serves, and what it says."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

pytest.importorskip("starlette", reason="needs Starlette (extra [serve])")

from cable_ner.cli.review import browser  # noqa: E402
from cable_ner.work.loopback import LocalServer  # noqa: E402
from tests.helpers.audit_json import AUDIT, words  # noqa: E402
from tests.helpers.local_server import serving  # noqa: E402
from tests.helpers.review_pages import Window  # noqa: E402

ROOT = Path(__file__).parents[3]


@pytest.fixture
def opened(monkeypatch):
    """Makes the server run while a person presses some keys, then be interrupted; gives the pages."""
    pages, keys, paths = [], [], []

    def run(_server, app, *, path):
        paths.append(path)
        with serving(app) as address:
            window = Window(address)
            pages.append(window.load(path))
            for key in keys:
                window.page = pages[-1]
                pages.append(window.press(key, path=path))
        raise KeyboardInterrupt

    monkeypatch.setattr(LocalServer, "run", run)
    return pages, keys, paths


def test_review_browser_records_who_answers_and_shows_how_far_it_is(run, decisions, corpus, opened):
    pages, keys, _ = opened
    keys += ["y", "n"]
    done = run("browser", "--by", "kim", "--corpus", corpus)
    assert done.exit_code == 0, done.output
    assert "Khamis met Saif in Tripoli." in pages[0].text
    assert decisions() == [
        {"form": "Khamis", "label": "LOC", "becomes": "PER", "by": "kim"},
        {"form": "WHA", "label": "", "becomes": "", "by": "kim"},
    ]
    assert "questions left 2 of 4" in words(done.output)


def test_review_browser_answers_under_the_name_on_this_machine(run, decisions, corpus, opened, monkeypatch):
    pages, keys, _ = opened
    keys.append("k")
    monkeypatch.setattr("getpass.getuser", lambda: "lee")
    run("browser", "--corpus", corpus)
    assert [row["by"] for row in decisions()] == ["lee"]
    assert "answered by lee" in pages[0].text


def test_review_browser_has_a_new_secret_address_each_time(run, corpus, opened):
    paths = opened[2]
    for _ in range(2):
        run("browser", "--corpus", corpus)
    assert len(set(paths)) == 2
    assert all(re.fullmatch(r"/[A-Za-z0-9_-]{32}/", path) for path in paths)


def test_review_browser_without_the_corpus_shows_the_words_beside(run, opened, tmp_path, corpus):
    done = run("browser", "--corpus", tmp_path / "none.spacy")
    assert "is not there, so that only the words beside each name are shown; give --corpus" in words(done.output)
    assert "The paragraph is not in the corpus" in opened[0][0].text
    corpus.write_bytes(b"bread")
    done = run("browser", "--corpus", corpus)
    assert done.exit_code == 1
    assert "is not a DocBin file" in words(done.output)


def test_review_browser_says_how_many_paragraphs_are_missing(run, opened, tmp_path):
    import spacy

    from cable_ner.files import new_docbin

    new_docbin([spacy.blank("en")("Another text.")]).to_disk(tmp_path / "other.spacy")
    done = run("browser", "--corpus", tmp_path / "other.spacy")
    assert "6 suspects are in paragraphs that are not in" in words(done.output)


def test_review_browser_without_starlette_says_what_to_install(run, corpus, monkeypatch):
    monkeypatch.setitem(sys.modules, "starlette.applications", None)
    done = run("browser", "--corpus", corpus)
    assert done.exit_code == 1
    assert "Starlette is not installed; run: pip install -e '.[serve]'" in words(done.output)


def test_review_browser_login_name_where_there_is_none(monkeypatch):
    def fails():
        raise KeyError("uid")

    monkeypatch.setattr("getpass.getuser", fails)
    assert browser._login_name() == ""


@pytest.mark.slow
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGKILL])
def test_review_browser_ended_by_a_signal_has_every_answer_once(tmp_path, python, environment, by):
    (tmp_path / "audit.json").write_text(json.dumps(AUDIT), encoding="utf8")
    files = ["--audit", "audit.json", "--corrections", "corrections.jsonl", "--corpus", "none", "--by", "kim"]
    command = [python, str(ROOT / "scripts" / "review.py"), "browser", *files]
    path = tmp_path / "corrections.jsonl"
    for number, key in enumerate(("y", "n"), 1):
        with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as server:
            url = next(line.split()[0] for line in server.stdout if line.startswith("http"))
            address, token = url.rstrip("/").rsplit("/", 1)
            window = Window(address)
            window.load(f"/{token}/")
            window.press(key, path=f"/{token}/")
            server.send_signal(by)
            said = server.stdout.read()
            assert server.wait(30) == (0 if by is signal.SIGINT else -by)
            assert ("questions left" in said) is (by is signal.SIGINT)
        assert len(path.read_text().splitlines()) == number


def test_review_browser_help_says_that_the_address_is_a_secret(script):
    assert "a secret and new each time" in " ".join(
        CliRunner().invoke(script("review").app, ["browser", "--help"]).output.split()
    )
