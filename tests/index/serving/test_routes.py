"""Addresses: which page each is, and what is answered where there is none."""

import re
import urllib.parse

import pytest

pytest.importorskip("datasette", reason="needs Datasette (extra [serve])")

from cable_ner.index.serving.routes import DECIDE, PATHS  # noqa: E402


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/", "home"), ("/search", "search"), ("/names", "names"), ("/name/per-ann", "name"), ("/cable/a/b.txt", "cable"),
        ("/cable/a%2Fb.txt", "cable"), ("/name/a/b", ""), ("/name/", ""), ("/archive", ""), ("/names/", ""),
    ],
)  # fmt: skip
def test_routes_lead_to_one_page_each(path, page):
    found = [view.__name__ for pattern, view in PATHS.items() if re.match(pattern, path)]
    assert found == ([page] if page else [])
    assert not re.match(DECIDE, path)


@pytest.mark.parametrize("path", ["/name/none", "/cable/none", "/name/%FF", "/cable/%00", "/cable/%ED%A0%80"])
def test_serve_what_is_not_there_is_not_found(get, path):
    answer = get(path)
    assert answer.status == 404
    assert "Not found" in _text(answer.text)


def _text(page: str) -> str:
    body = re.sub(r"(?s)<style\b.*?</style>", "", page)
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())


@pytest.mark.parametrize("query", ["&".join(f"a{n}=1" for n in range(60)), "q=%ED%A0%80"])
def test_routes_refuse_a_query_that_is_none(get, query):
    assert get(f"/search?{query}").status in (200, 400)
    assert get(f"/names?{query}").status in (200, 400)


@pytest.mark.parametrize("path", ["/name/per-ann-millbrook/decide", "/name/none/decide"])
def test_routes_decide_nothing_unless_they_may(get, path):
    answer = get(path)
    assert answer.status == 405
    assert "Nothing was decided" in answer.text


def test_routes_keep_what_is_asked_for_within_a_key(get):
    cable = urllib.parse.quote("b.txt?q=1#x", safe="")
    assert get(f"/cable/{cable}").status == 404
