"""The pages over HTTP: whom they answer, what they say, what nothing in a cable can do."""

import html
import os
import re
import sqlite3
import urllib.request
from contextlib import closing

import pytest

pytest.importorskip("datasette", reason="needs Datasette (extra [serve])")

from cable_ner.index.serving import application  # noqa: E402
from tests.helpers.archive import SMALL, built, line  # noqa: E402
from tests.helpers.archive_server import served  # noqa: E402


def _text(page: str) -> str:
    """Returns what a page says, without its style and its tags."""
    body = re.sub(r"(?s)<(style|svg|select|script)\b.*?</\1>", "", page)
    body = re.sub(r"<[^>]*>", "", re.sub(r"</(?:li|td|th|h\d|p|span|b)>", " ", body))
    return " ".join(html.unescape(body).split())


def test_serve_page_of_a_name_has_commands_to_put_it_right(get):
    page = get("/name/per-ann-millbrook").text
    lines = [html.unescape(text) for text in re.findall(r'<code class="command">(.*?)</code>', page)]
    assert lines[0] == "cable-ner names merge -- PER 'Ann Millbrook' 'OTHER NAME'"
    assert len(lines) == 5
    identifier = re.search(r"/name/(per-[^\"]*script[^\"]*)", get("/names").text)[1]
    nasty = get(f"/name/{identifier}").text
    assert "<script>window.ran" not in nasty
    assert "cable-ner names drop -- PER &#39;&lt;script&gt;window.ran = 1" in nasty


def test_serve_first_page_says_how_much_there_is(get):
    text = _text(get("/").text)
    assert "4 cables" in text
    assert "15 mentions of 9 names, in cables from 2009-01-05 to 2009-03-01 ." in text
    assert "Ann Millbrook 4" in text


def test_serve_search_finds_names_and_paragraphs(get):
    text = _text(get("/search?q=millbrook&post=BERN").text)
    assert "Ann Millbrook PER 4 mentions in 3 cables, 2009-01-05 to 2009-02-03" in text
    assert "3 paragraphs, oldest first." in text
    assert text.index("09BERN1") < text.index("09BERN2")


def test_serve_search_without_words_lists_cables(get):
    text = _text(get("/search?since=2009-02&until=2009-02&classification=CONFIDENTIAL").text)
    assert "1 cable, oldest first." in text
    assert "2009-02-03 09BERN2 CONFIDENTIAL MEETING" in text
    assert "'2009-2' is no date; write 2009, 2009-02 or 2009-02-28" in _text(get("/search?since=2009-2").text)
    assert "Nothing found." in _text(get("/search?q=nobody").text)


def test_serve_page_of_a_name_has_every_sentence(get):
    page = get("/name/per-ann-millbrook")
    text = _text(page.text)
    assert "Ann Millbrook 2 ANN MILLBROOK 1 Millbrook 1" in text
    for sentence in (
        "Ann Millbrook of Bern met Tomas Calder .",
        "Millbrook said Red Cross",
        "ANN MILLBROOK arrived in São Tomé .",
    ):
        assert sentence in text
    assert "75 % sure, model" in text
    assert 'href="/cable/b.txt"' in page.text
    filtered = _text(get("/name/per-ann-millbrook?since=2009-01&until=2009-01").text)
    assert "ANN MILLBROOK arrived" in filtered
    assert "Red Cross (" not in filtered


def test_serve_page_of_a_cable_links_names_and_references_both_ways(get):
    page = get("/cable/b.txt").text
    assert 'href="/name/per-ann-millbrook">Millbrook<b>&nbsp;PER</b></a>' in page
    assert '<a href="/cable/a.txt">09BERN1</a>' in page
    assert "08ROME7 not in this archive" in _text(page)
    assert "What refers to it" in _text(get("/cable/a.txt").text)


def test_serve_says_the_number_of_a_paragraph_once(tmp_path):
    """The text of a real paragraph begins with its number."""
    with served(built(tmp_path, line("a.txt", "1. (U) [PER Ann Lee] left."))) as address:
        for path in ("/search?q=left", "/name/per-ann-lee"):
            text = _text(urllib.request.urlopen(address + path).read().decode())  # noqa: S310
            assert "1. (U) Ann Lee left" in text
            assert "1. 1." not in text


def test_serve_names_turn_pages(get):
    assert "Ann Millbrook PER 4 3" in _text(get("/names?label=PER").text)
    assert "Nothing found." in _text(get("/names?from=500").text)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1", "localhost@evil.example", ""])
def test_serve_answers_this_machine_only(get, host):
    """A page elsewhere that has its own name lead to this machine (DNS rebinding) gets nothing."""
    answer = get("/", Host=host)
    assert (answer.status, answer.text) in (
        (421, "This server answers 127.0.0.1 only.\n"),
        (400, "Invalid HTTP request received."),
    )
    assert get("/", Host="localhost:80").status == 200


@pytest.mark.parametrize("path", ["/", "/search", "/name/per-ann-millbrook", "/cable/b.txt", "/archive", "/archive/cables"])
def test_serve_pages_load_nothing_from_elsewhere(get, path):
    answer = get(path)
    assert answer.status == 200
    headers = {key.lower(): value for key, value in answer.headers.items()}
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert headers["referrer-policy"] == "no-referrer"
    sources = re.findall(r"<(?:script|img|link|iframe)\b[^>]*(?:src|href)=[\"']([^\"']*)", answer.text)
    assert [
        source for source in sources if not source.startswith(("/-/static/", "data:", "/archive", "http://127.0.0.1"))
    ] == []


@pytest.mark.parametrize(
    "path", ["/", "/search?q=ann", "/search?q=%3Cscript%3E&post=%3Cscript%3E", "/names", "/name/per-eel", "/search"]
)
def test_serve_escapes_what_comes_from_cables(get, path):
    page = get(path).text
    assert "<script>window" not in page
    assert "<img" not in page
    assert "\u202e" not in page


def test_serve_hostile_cable_has_a_page(get):
    listed = get("/search?since=2009-03").text
    [address] = [one for one in re.findall(r'href="(/cable/[^"]*)"', listed)]
    page = get(html.unescape(address)).text
    assert "<script>window" not in page
    assert page.count("window.ran") > 5
    assert {one[:1] for one in re.findall(r'href="([^"]*)"', page)} <= {"/", "#", "d"}


def test_serve_lets_nobody_write(get):
    assert get("/archive?sql=delete+from+names").status == 400
    assert "Ann Millbrook" in get("/names").text


def test_serve_refuses_what_is_no_such_database(tmp_path):
    with pytest.raises(FileNotFoundError, match="is not there; build it with"):
        application(tmp_path / "none.db")
    (tmp_path / "text.db").write_text("text " * 1000)
    with pytest.raises(ValueError, match="is no database of `cable-ner index`"):
        application(tmp_path / "text.db")
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE a (b)")
    with pytest.raises(ValueError, match="is no database of `cable-ner index`"):
        application(tmp_path / "other.db")
    (tmp_path / "what?.db").write_text("")
    with pytest.raises(ValueError, match="Datasette opens no file with"):
        application(tmp_path / "what?.db")


def test_serve_links_to_the_tables_of_a_file_with_an_odd_name(tmp_path):
    path = built(tmp_path, *SMALL).rename(tmp_path / "my archive.v2.db")
    with served(path) as address:
        page = urllib.request.urlopen(address).read().decode()  # noqa: S310
        link = re.search(r'href="([^"]*)">Tables and SQL', page)
        assert link is not None
        with urllib.request.urlopen(address + link[1]) as answer:  # noqa: S310
            assert answer.status == 200
            assert "Cables of a post between two days" in answer.read().decode()


def test_serve_shows_what_was_built_anew(tmp_path):
    """The next answer is from the file that has taken the place of the old one, also after one that is no database."""
    with served(built(tmp_path, *SMALL)) as address:

        def page() -> str:
            with urllib.request.urlopen(f"{address}/names") as answer:  # noqa: S310
                return answer.read().decode()

        assert "Tomas Calder" in page()
        (tmp_path / "text").write_text("text " * 1000)
        os.replace(tmp_path / "text", tmp_path / "archive.db")
        assert "Tomas Calder" in page()
        os.replace(built(tmp_path / "other", SMALL[2]), tmp_path / "archive.db")
        assert "Rome" in page()
        assert "Tomas Calder" not in page()
