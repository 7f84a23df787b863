"""Decisions from the page of a name: what is taken, what is not, and who may send it."""

import html
import http.client
import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

from cable_ner.index import NameAction, NameDecision, append_decisions, build_archive, read_decisions
from cable_ner.index.archive.looking_up import name_of
from cable_ner.index.serving.deciding import Deciding
from tests.helpers.archive import SMALL, built, line, opened

ODD = line("odd.txt", "[PER \u202eeel Nasty] and [PER Bo Eel] .")
OWN = "Ann Millbrook"


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    return opened(built(tmp_path_factory.mktemp("archive"), *SMALL, ODD))


@pytest.fixture
def deciding(tmp_path):
    return Deciding(tmp_path / "names.jsonl", "kim")


def _taken(deciding: Deciding) -> list[tuple]:
    return [one[:4] for one in read_decisions(deciding.file).in_force()]


CASES = [
    ({"action": ["merge"], "other": ["Tomas  Calder"]}, [("merge", "PER", OWN, "Tomas Calder")]),
    ({"action": ["split"], "form": ["Millbrook", "ANN%20MILLBROOK"]},
     [("split", "PER", "Millbrook", OWN), ("split", "PER", "ANN MILLBROOK", OWN)]),
    ({"action": ["rename"], "other": ["Ann, of Bern"]}, [("rename", "PER", OWN, "Ann, of Bern")]),
    ({"action": ["drop"], "form": [OWN]}, [("drop", "PER", OWN, "")]),
    ({"action": ["label"], "form": [OWN, "Millbrook"], "other": ["ORG"]},
     [("label", "", OWN, "ORG"), ("label", "", "Millbrook", "ORG")]),
]  # fmt: skip
REFUSED = [
    ({"action": ["merge"], "other": ["Nobody"]}, "no PER is written “Nobody” here; write a form exactly as a page shows it"),
    ({"action": ["merge"], "other": ["Bern"]}, "no PER is written “Bern” here"),
    ({"action": ["merge"]}, "the other name is empty; write one"),
    ({"action": ["merge"], "other": [OWN]}, "names “Ann Millbrook” twice"),
    ({"action": ["rename"], "other": [" "]}, "the other name is empty"),
    ({"action": ["split"]}, "no form is chosen"),
    ({"action": ["drop"], "form": ["Nobody"]}, "no PER is written “Nobody” here; choose a form of this name"),
    ({"action": ["label"], "form": [OWN]}, "has no 'becomes'"),
    ({"action": ["label"], "form": [OWN], "other": ["a label"]}, "'a label' is no label"),
    ({"action": ["erase"]}, "choose what is to be done"),
    ({}, "choose what is to be done"),
    ({"action": ["undo"], "line": ["1"], "decision": ["{}"]}, "has changed, and no longer has this decision in line 1"),
]


@pytest.mark.parametrize(("fields", "decisions"), CASES)
def test_deciding_adds_lines_to_the_file(db, deciding, fields, decisions):
    deciding.take(db, name_of(db, "per-ann-millbrook"), fields)
    assert _taken(deciding) == decisions
    assert {one.by for one in read_decisions(deciding.file).in_force()} == {"kim"}


@pytest.mark.parametrize(("fields", "why"), REFUSED)
def test_deciding_says_what_is_wrong_and_adds_nothing(db, deciding, fields, why):
    with pytest.raises(ValueError, match=re.escape(why)):
        deciding.take(db, name_of(db, "per-ann-millbrook"), fields)
    assert not deciding.file.exists()


def test_deciding_is_undone_by_the_line_and_what_it_says(db, deciding):
    name = name_of(db, "per-ann-millbrook")
    deciding.take(db, name, {"action": ["drop"], "form": [OWN]})
    append_decisions(deciding.file, [NameDecision(NameAction.DROP, "LOC", "Bern")])
    [taken] = deciding.about(db, name, [OWN, "Millbrook"])
    assert (taken.line.number, taken.is_waiting) == (1, True)
    with pytest.raises(ValueError, match="no longer has this decision in line 2"):
        deciding.take(db, name, {"action": ["undo"], "line": ["2"], "decision": [taken.row]})
    deciding.take(db, name, {"action": ["undo"], "line": ["1"], "decision": [urllib.parse.quote(taken.row)]})
    assert deciding.about(db, name, [OWN]) == []
    assert _taken(deciding) == [("drop", "LOC", "Bern", "")]


def test_deciding_knows_which_decisions_the_database_has(tmp_path, deciding):
    built(tmp_path, *SMALL)
    append_decisions(deciding.file, [NameDecision(NameAction.RENAME, "PER", OWN, "Dr. Ann")])
    build_archive([tmp_path / "cables.jsonl"], tmp_path / "archive.db", decisions=read_decisions(deciding.file).in_force())
    append_decisions(deciding.file, [NameDecision(NameAction.SPLIT, "PER", "Millbrook", OWN)])
    db = opened(tmp_path / "archive.db")
    taken = deciding.about(db, name_of(db, "per-dr-ann"), [OWN, "Millbrook"])
    assert [(one.line.number, one.is_waiting) for one in taken] == [(1, False), (2, True)]


TOKEN = "t" * 43
OURS = {"host": "127.0.0.1:8001", "origin": "http://127.0.0.1:8001", "sec-fetch-site": "same-origin"}


@pytest.mark.parametrize(
    ("headers", "token", "why"),
    [
        (OURS, TOKEN, ""),
        ({"host": "localhost:1", "origin": "null", "sec-fetch-site": "same-origin"}, TOKEN, ""),
        ({"host": "localhost:1"}, TOKEN, ""),
        (OURS, "", "earlier run"),
        (OURS, "é", "earlier run"),
        (OURS, TOKEN + "t", "earlier run"),
        ({**OURS, "origin": "http://127.0.0.1:8888"}, TOKEN, "does not come from a page of this archive"),
        ({**OURS, "origin": "https://evil.example"}, TOKEN, "does not come from a page of this archive"),
        ({**OURS, "sec-fetch-site": "same-site"}, TOKEN, "does not come from a page of this archive"),
        ({**OURS, "sec-fetch-site": "cross-site", "origin": "null"}, TOKEN, "does not come from a page of this archive"),
    ],
)
def test_deciding_takes_forms_of_our_own_pages_only(deciding, headers, token, why):
    ours = Deciding(deciding.file, token=TOKEN)
    refusal = ours.refusal(headers, {"token": [token]})
    assert (why in refusal) if why else refusal == ""


# -- over HTTP ------------------------------------------------------------------------------------


class _Client:
    """Sends requests to a server as a browser would, or as a page elsewhere could make one send them."""

    def __init__(self, address: str, file: Path) -> None:
        self.host, self.file = address.removeprefix("http://"), file

    def __call__(self, method: str, path: str, fields: object = None, **headers: str) -> tuple[int, str, str]:
        """Returns the status, where the answer leads to, and its text."""
        connection = http.client.HTTPConnection(self.host)
        body = urllib.parse.urlencode(fields, doseq=True) if fields is not None else None
        kind = {"content-type": "application/x-www-form-urlencoded"} if body is not None else {}
        connection.request(method, path, body, {**kind, **headers})
        answer = connection.getresponse()
        return answer.status, answer.headers.get("location", ""), answer.read().decode()


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Iterator[_Client]:
    pytest.importorskip("datasette", reason="needs Datasette (extra [serve])")
    from tests.helpers.archive_server import served

    folder = tmp_path_factory.mktemp("archive")
    with served(built(folder, *SMALL, ODD), Deciding(folder / "names.jsonl", "kim")) as address:
        yield _Client(address, folder / "names.jsonl")


@pytest.fixture
def client(pages: _Client) -> _Client:
    """Returns what asks for pages that decide; nothing is decided yet."""
    pages.file.unlink(missing_ok=True)
    return pages


def _forms(page: str) -> dict[str, dict[str, list[str]]]:
    """Returns what the forms of a page would send, by what they do, with every box checked."""
    found: dict[str, dict[str, list[str]]] = {}
    for form in re.findall(r'(?s)<form method="post".*?</form>', page):
        fields: dict[str, list[str]] = {}
        for name, value in re.findall(r'<input type="(?:hidden|checkbox)" name="(\w+)" value="([^"]*)"', form):
            fields.setdefault(name, []).append(html.unescape(value))
        found[fields["action"][0]] = fields
    return found


def test_deciding_from_a_page_and_back(client):
    path = "/name/per-ann-millbrook"
    forms = _forms(client("GET", path)[2])
    assert set(forms) == {"merge", "split", "rename", "drop", "label"}
    status, location, _ = client("POST", f"{path}/decide", {**forms["merge"], "other": "Tomas Calder"})
    assert (status, location) == (303, f"{path}#decisions")
    page = client("GET", path)[2]
    assert "PER “Ann Millbrook” and “Tomas Calder” are one name" in page
    assert "waits for the next build" in page
    assert client("POST", f"{path}/decide", _forms(page)["undo"])[0] == 303
    assert read_decisions(client.file).lines == []
    assert len(client.file.read_bytes().splitlines()) == 2


def test_deciding_about_a_form_that_looks_otherwise_than_it_is(client):
    """What is shown of a text is not the text: a sign that turns letters round is shown as an escape."""
    [path] = re.findall(r'href="(/name/per-eel-nasty)"', client("GET", "/names")[2])
    assert client("POST", f"{path}/decide", _forms(client("GET", path)[2])["drop"])[0] == 303
    assert "\u202eeel Nasty" in [one.form for one in read_decisions(client.file).in_force()]


@pytest.mark.parametrize(
    ("fields", "headers", "status"),
    [
        ({"token": ["x"]}, {}, 403),
        ({"token": []}, {}, 403),
        ({}, {"origin": "https://evil.example"}, 403),
        ({}, {"sec-fetch-site": "cross-site"}, 403),
        ({}, {"host": "evil.example"}, 421),
        ({"other": ["Nobody"]}, {}, 400),
        ({"other": ["x" * 70_000]}, {}, 413),
    ],
)
def test_deciding_refuses_what_is_not_from_our_page(client, fields, headers, status):
    path = "/name/per-ann-millbrook"
    merge = {**_forms(client("GET", path)[2])["merge"], "other": ["Tomas Calder"], **fields}
    found, location, text = client("POST", f"{path}/decide", merge, **headers)
    assert (found, location) == (status, "")
    assert "Nothing was decided" in text or status == 421
    assert not client.file.exists()


def test_deciding_takes_no_other_request(client):
    assert client("GET", "/name/per-ann-millbrook/decide")[0] == 405
    assert client("POST", "/name/none/decide", {**_forms(client("GET", "/name/per-ann-millbrook")[2])["drop"]})[0] == 404
    assert client("POST", "/name/per-ann-millbrook/decide", None, **{"transfer-encoding": "chunked"})[0] in (400, 413)


def test_deciding_minds_no_cookies_of_others(client):
    """Browsers send cookies of all programs on 127.0.0.1 to each of them."""
    path = "/name/per-ann-millbrook"
    merge = {**_forms(client("GET", path)[2])["rename"], "other": "Dr. Ann"}
    assert client("POST", f"{path}/decide", merge, cookie="other=1; csrftoken=x")[0] == 303


def test_deciding_that_cannot_be_written_is_told(client, monkeypatch):
    def full(*_):
        raise OSError("names.jsonl: no space left on device")

    monkeypatch.setattr("cable_ner.index.serving.deciding.append_decisions", full)
    path = "/name/per-ann-millbrook"
    rename = {**_forms(client("GET", path)[2])["rename"], "other": "Dr. Ann"}
    status, _, text = client("POST", f"{path}/decide", rename)
    assert status == 400
    assert "no space left on device" in text


def test_deciding_shows_a_damaged_file_on_the_page(client):
    client.file.write_bytes(b'{"action": "rename"}\n')
    status, _, text = client("GET", "/name/per-ann-millbrook")
    assert status == 200
    assert "names.jsonl:1: has no" in text
