"""The review over HTTP: what pages ask and record, whom they answer, and what becomes of answers that come too late."""

import errno
import json
import os
import re
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

pytest.importorskip("starlette", reason="needs Starlette (extra [serve])")

from cable_ner.audit.review import Review, read_findings  # noqa: E402
from cable_ner.files import write_whole  # noqa: E402
from cable_ner.labels import FormDecision, append_decisions, read_corrections  # noqa: E402
from tests.helpers.disks import FullFile  # noqa: E402
from tests.helpers.review import FORMS, SUSPECTS, form, lines, review, write  # noqa: E402
from tests.helpers.review_pages import TOKEN, Window, reviewing  # noqa: E402

NASTY = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'></style></title><!--\u202e\x1b[31m"
KHAMIS = {"form": "Khamis", "label": "LOC", "becomes": "PER", "by": "kim"}


@pytest.fixture
def address(tmp_path):
    with reviewing(review(tmp_path, by="kim")) as found:
        yield found


@pytest.fixture
def window(address):
    found = Window(address)
    found.load()
    return found


def test_pages_show_the_question_its_paragraph_its_places_and_what_the_models_say(window):
    text = window.page.text
    assert "4 of 4 questions left 0 decisions answered by kim" in text
    assert "Khamis LOC → PER 3 mentions, 3 places in question. 80% sure." in text
    assert "In 0.txt paragraph Before. Khamis met Saif in Tripoli. After." in text
    assert "y yes, PER k keep LOC p PER o ORG l LOC m MISC n no entity d depends s skip" in text
    assert "everywhere in the archive everywhere in 0.txt" in text
    assert "3 places in question 0.txt paragraph Khamis met Saif in Tripoli. 1.txt" in text
    assert "What the models say here: a reason" in text


def test_pages_show_another_place_at_length(window):
    page = window.load(f"/{TOKEN}/?place=s5")
    assert "In 2.txt paragraph Before. Khamis al-Qadhafi spoke of Saif. After." in page.text
    assert window.press("y", reach="cable").said == "Khamis: LOC → PER, in 2.txt only"
    assert "3 mentions, 2 places in question" in window.page.text
    assert "In 0.txt" in window.load(f"/{TOKEN}/?place=s99").text


def test_pages_record_an_answer_at_once_and_ask_the_next_question(window, tmp_path):
    page = window.press("y")
    assert page.said == "Khamis: LOC → PER"
    assert "WHA no entity → ORG" in page.text
    assert lines(tmp_path) == [KHAMIS]
    assert window.press("e", extent="WHA with", label="MISC").said == "WHA: no entity → MISC “WHA with”"
    assert window.press("y", reach="place").said == "Saif: PER “Saif”"
    assert window.press("s").said == "skipped until the next session"
    assert "No questions left" in window.page.text
    assert "What is left was skipped" in window.page.text


def test_pages_undo_takes_back_by_a_line_as_the_terminal_does(window, tmp_path):
    window.press("y")
    window.press("d")
    assert window.press("u").said == "undone: WHA: depends"
    assert window.press("u").said == "undone: Khamis: LOC → PER"
    assert lines(tmp_path)[1] == {"revokes": {**KHAMIS}, "by": "kim"}
    assert "4 of 4 questions left" in window.page.text
    assert "disabled" in re.findall(r"<button[^>]*data-key=\"u\"[^>]*>", window.page.html)[0]
    assert window.press("u").said == "there is nothing to undo in this session; kim has decided nothing"


def test_pages_two_windows_neither_double_nor_lose_a_decision(window, address, tmp_path):
    other = Window(address, beside=window)
    other.load()
    window.press("y")
    late = other.press("n")
    assert late.said == "this question was answered in the meantime; nothing was recorded"
    assert "WHA no entity → ORG" in late.text
    assert lines(tmp_path) == [KHAMIS]
    other.press("n")
    assert window.press("o").said == late.said  # (it still shows WHA)
    assert [row["form"] for row in lines(tmp_path)] == ["Khamis", "WHA"]


def test_pages_an_answer_to_fewer_places_than_were_shown_is_told(window, address, tmp_path):
    other = Window(address, beside=window)
    other.load()
    window.press("y", reach="cable")
    assert "in the meantime" in other.press("n").said
    assert len(lines(tmp_path)) == 1


def test_pages_undo_of_a_window_that_is_behind_takes_nothing_back(window, address, tmp_path):
    window.press("y")
    other = Window(address, beside=window)
    other.load()
    window.press("n")
    assert "another window has gone on" in other.press("u").said
    assert len(lines(tmp_path)) == 2


def test_pages_a_form_that_is_sent_twice_is_recorded_once(window, tmp_path):
    fields = {"question": "f0", "places": "3", "key": "y"}
    assert window.send(fields).said == "Khamis: LOC → PER"
    assert "in the meantime" in window.send(fields).said
    assert lines(tmp_path) == [KHAMIS]


def test_pages_take_up_what_a_terminal_writes_meanwhile(window, tmp_path):
    append_decisions(tmp_path / "corrections.jsonl", [FormDecision("Khamis", "LOC", "", notes=(("by", "lee"),))])
    assert "in the meantime" in window.press("y").said
    assert [row["by"] for row in lines(tmp_path)] == ["lee"]


@pytest.mark.parametrize(
    "fields",
    [
        {"key": "y"},
        {"question": "f99", "places": "3", "key": "y"},
        {"question": "f0", "places": "x", "key": "y"},
        {"question": "f0", "places": "3"},
        {"question": "f0", "places": "3", "key": "u"},
        {"question": "f0", "places": "3", "key": "GPE"},
        {"question": "f0", "places": "3", "key": "y", "reach": "place"},
        {"question": "f0", "places": "3", "key": "e", "extent": "", "label": "PER"},
        {"question": "f0", "places": "3", "key": "e", "extent": "elsewhere", "label": "PER"},
        {"question": "f0", "places": "3", "key": "e", "extent": "Khamis", "label": NASTY},
    ],
)
def test_pages_what_answers_nothing_is_told_and_not_written(window, tmp_path, fields):
    page = window.send(fields)
    assert page.status == 200
    assert 'class="said bad" role="alert"' in page.html
    assert "<script>window" not in page.html
    assert lines(tmp_path) == []


def test_pages_on_a_full_disk_keep_the_question_and_lose_no_answer(window, tmp_path, monkeypatch):
    window.press("y")
    before = (tmp_path / "corrections.jsonl").read_bytes()

    def full(file, data, *, sync=False):
        with FullFile(file.fileno(), "r+", closefd=False) as small:
            write_whole(small, data, sync=sync)

    with monkeypatch.context() as disk:
        disk.setattr("cable_ner.files.lines.write_whole", full)
        for key in ("y", "d", "u"):
            page = window.press(key)
            assert re.search(
                r"corrections\S*jsonl: no space left on its disk; free some and try again; nothing was recorded",
                page.said,
            )
            assert "WHA no entity → ORG" in page.text
        assert (tmp_path / "corrections.jsonl").read_bytes() == before
        assert (tmp_path / "corrections.depends.jsonl").read_bytes() == b""
    assert window.press("y").said == "WHA: no entity → ORG"
    assert window.press("u").said == "undone: WHA: no entity → ORG"
    assert window.press("u").said == "undone: Khamis: LOC → PER"


def test_pages_on_a_disk_that_fails_take_the_line_back(window, tmp_path, monkeypatch):
    def fails(_descriptor):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", fails)
        assert "input/output error" in window.press("y").said
    assert lines(tmp_path) == []
    assert window.press("y").said == "Khamis: LOC → PER"
    assert lines(tmp_path) == [KHAMIS]


def test_pages_after_a_server_that_was_killed_go_on_with_what_was_saved(tmp_path):
    with reviewing(review(tmp_path, by="kim")) as address:
        window = Window(address)
        window.load()
        window.press("y")
        old = {"question": "f1", "places": "1", "key": "y"}
    path = tmp_path / "corrections.jsonl"
    path.write_bytes(path.read_bytes() + b'{"form": "WHA", "label": "", "bec')  # as a kill leaves it
    with pytest.warns(UserWarning, match="was cut off"):
        session = review(tmp_path, by="kim")
    with reviewing(session) as address:
        window = Window(address)
        assert window.send(old).status == 403  # (another server's page has not its cookie)
        assert "WHA no entity → ORG" in window.load().text
        window.press("y")
        assert window.press("u").said == "undone: WHA: no entity → ORG"
        assert window.press("u").said == "undone: Khamis: LOC → PER"  # with the name, undo goes beyond the session
    assert not read_corrections(path)


def test_pages_of_a_file_that_was_broken_meanwhile_say_so(window, tmp_path):
    (tmp_path / "corrections.jsonl").write_text("bread\n")
    assert "corrections.jsonl:1: " in window.press("y").text
    page = window.load()
    assert page.status == 500
    assert "The decisions cannot be read" in page.text
    (tmp_path / "corrections.jsonl").unlink()
    assert window.load().status == 200


def test_pages_refuse_forms_of_others(window, address, tmp_path):
    fields = {"question": "f0", "places": "3", "key": "y"}
    stranger = Window(address)  # it knows the address, but has no cookie
    assert stranger.send(fields).status == 403
    assert window.send(fields, **{"Sec-Fetch-Site": "cross-site"}).status == 403
    assert window.send(fields, **{"Sec-Fetch-Site": "same-site"}).status == 403
    assert stranger.send({}, path=f"/{TOKEN}/end").status == 403
    assert lines(tmp_path) == []
    assert window.send(fields, **{"Sec-Fetch-Site": "same-origin"}).said == "Khamis: LOC → PER"


def test_pages_change_nothing_for_a_get(window, tmp_path):
    for path in ("answer", "undo"):
        assert window.load(f"/{TOKEN}/{path}?question=f0&places=3&key=y").status == 405
    assert lines(tmp_path) == []


@pytest.mark.parametrize(
    "path", ["/", "/none/", "/t0ke/", "/t0ken0/", "/none/end", "/favicon.ico", f"/{TOKEN}/none", "/%FF/"]
)
def test_pages_are_not_there_without_the_token(address, path):
    page = Window(address).load(path)
    assert page.status == 404
    assert "Open the address that the program has printed." in page.text
    assert "Khamis" not in page.text
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1"])
def test_pages_answer_this_machine_only(address, host):
    page = Window(address).load(Host=host)
    assert (page.status, page.html) == (421, "This server answers 127.0.0.1 only.\n")


def test_pages_headers_let_nothing_in(window):
    headers = {key.lower(): value for key, value in window.page.headers.items()}
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-")
    assert policy.endswith("connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
    assert headers["set-cookie"].startswith("review=")
    assert headers["set-cookie"].endswith(f"HttpOnly; Path=/{TOKEN}/; SameSite=strict")
    assert headers["cache-control"] == "no-store"
    assert not [key for key in headers if key.startswith("access-control")]


@pytest.mark.parametrize(
    "body", [b"key=" + b"y" * 200_000, b"&".join([b"a=1"] * 100), b"\xff=\xfe", b"question=%FF", b"", b"question=f\x00"]
)
def test_pages_forms_that_no_browser_sends_change_nothing(window, address, tmp_path, body):
    connection = HTTPConnection(urlsplit(address).netloc)
    cookie = "; ".join(f"{one.name}={one.value}" for one in window.cookies)
    connection.request("POST", f"/{TOKEN}/answer", body, {"Cookie": cookie})
    assert connection.getresponse().status in (303, 400)
    connection.close()
    assert lines(tmp_path) == []
    assert "4 of 4 questions left" in window.load().text


def test_pages_end_asks_first(tmp_path):
    ended = []
    with reviewing(review(tmp_path), end=lambda: ended.append(True)) as address:
        window = Window(address)
        window.load()
        assert "End the review?" in window.load(f"/{TOKEN}/end").text
        assert ended == []
        assert "You can close this window." in window.press("q").text
    assert ended == [True]


def test_pages_end_says_what_the_next_answers_bring_once_decisions_tell(tmp_path, window):
    assert "by the next" not in window.load(f"/{TOKEN}/end").text
    findings = read_findings(tmp_path / "audit.json")._replace(is_fitted=True)
    with reviewing(Review(findings, tmp_path / "corrections.jsonl")) as address:
        one = Window(address)
        one.load()
        one.press("y")
        # Three questions are left, each with a gain of 1 of one mention.
        assert "… by the next 3 answers 3 (95 % interval 2 to 3)" in one.load(f"/{TOKEN}/end").text


def test_pages_escape_what_comes_from_cables(tmp_path):
    rows = [{**SUSPECTS[0], "cable": NASTY, "zone": NASTY, "before": NASTY, "after": NASTY, "reasons": [NASTY]}]
    rows += [{**SUSPECTS[4], "text": "\u202eaif", "cable": NASTY}]
    forms = [
        form(NASTY, NASTY, "PER", [0], text=NASTY + " met", reasons=[NASTY], cable=NASTY),
        {**FORMS[2], "mentions": [1]},
    ]
    session = Review(read_findings(write(tmp_path, forms, rows)), tmp_path / "corrections.jsonl", by=NASTY)
    with reviewing(session, contexts={}) as address:
        window = Window(address)
        pages = [window.load(), window.press("y"), window.press("n"), window.load(f"/{TOKEN}/end")]
    assert [page.status for page in pages] == [200] * 4
    for page in pages:
        assert "<script>window" not in page.html
        assert "<img" not in page.html
        assert "\u202e" not in page.html
        assert "\x1b" not in page.html
    assert [json.loads(line).get("cable") for line in (tmp_path / "corrections.jsonl").read_text().splitlines()] == [
        NASTY,
        NASTY,
    ]


def test_pages_of_an_audit_that_cannot_tell_say_why(tmp_path):
    path = write(tmp_path, [], [])
    path.write_text(json.dumps({"forms": [], "suspects": [], "cannot_tell": "it is too small"}))
    with reviewing(Review(read_findings(path), tmp_path / "c.jsonl"), contexts={}) as address:
        assert "The audit cannot tell which labels are wrong: it is too small." in Window(address).load().text
