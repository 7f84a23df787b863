"""The pages of `cable-ner review browser` in a real browser: keys, windows, hostile cables, for whom it works."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="needs Starlette (extra [serve])")

from cable_ner.audit.review import Review, read_findings  # noqa: E402
from tests.helpers.review import FORMS, SUSPECTS, form, lines, review, write  # noqa: E402
from tests.helpers.review_pages import TOKEN, reviewing  # noqa: E402

NASTY = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'></style></title><!--"
LONG = "x" * 3000
HOME = f"/{TOKEN}/"


def press(page: Any, key: str) -> str:
    """Presses a key, and returns what the next page says of it."""
    before = page.url
    page.keyboard.press(key)
    page.wait_for_url(lambda url: url != before)
    return page.locator(".said").inner_text()


def test_review_browser_by_keyboard_alone(open_address: Callable, tmp_path: Path) -> None:
    with reviewing(review(tmp_path, by="kim")) as address:
        page = open_address(address, HOME)
        assert page.title() == "Khamis: LOC → PER?"
        page.keyboard.press("z")
        page.keyboard.press("Control+Shift+Y")
        page.keyboard.press("c")
        assert page.locator("[name=reach]:checked").get_attribute("value") == "cable"
        assert press(page, "Y") == "Khamis: LOC → PER, in 0.txt only"
        page.keyboard.press("ArrowRight")
        page.wait_for_url("**/?place=s5")
        assert page.locator("mark.asked").inner_text() == "Khamis"
        assert press(page, "y") == "Khamis: LOC → PER"
        page.keyboard.press("e")
        page.keyboard.type("WHA with")  # (in the field, n and u are letters)
        page.keyboard.press("Escape")
        assert not page.locator("#right").is_visible()
        page.keyboard.press("c")
        # (at once: the next key is a letter of the text already)
        event = "new KeyboardEvent('keydown', {key: 'e', bubbles: true})"
        assert page.evaluate(f"document.body.dispatchEvent({event}), document.activeElement.id") == "right"
        page.keyboard.type("WHA with")
        assert press(page, "Enter") == "WHA: no entity → ORG “WHA with”, in 1.txt only"
        assert press(page, "u") == "undone: WHA: no entity → ORG “WHA with”, in 1.txt only"
        assert press(page, "d") == "its mentions will be asked one by one, after the forms"
        assert press(page, "s") == "skipped until the next session"
        # Keys that come before the next question is there answer nothing; nor does a key that is held.
        down = "new KeyboardEvent('keydown', {key: 'y', bubbles: true, repeat: %s})"
        page.evaluate(f"document.body.dispatchEvent({down % 'true'})")
        assert lines(tmp_path)[-1]["revokes"]
        before = page.url
        page.evaluate(f"for (let n = 0; n < 3; n++) document.body.dispatchEvent({down % 'false'})")
        page.wait_for_url(lambda url: url != before)
        assert [row.get("form") for row in lines(tmp_path)] == ["Khamis", "Khamis", "WHA", None, "Saif’s"]
        with page.expect_navigation():
            page.keyboard.press("q")
        assert "End the review?" in page.inner_text("h1")
        with page.expect_navigation():
            page.keyboard.press("Escape")
        assert page.title() == "WHA: no entity → ORG?"
        assert [text for text in page.complaints if "404" not in text] == []


def test_review_browser_two_windows(open_address: Callable, tmp_path: Path) -> None:
    with reviewing(review(tmp_path, by="kim")) as address:
        first = open_address(address, HOME)
        second = open_address(address, HOME, beside=first)
        press(first, "y")
        assert press(second, "n") == "this question was answered in the meantime; nothing was recorded"
        assert second.get_by_role("alert").count() == 1
        assert press(second, "k") == "WHA: no entity → no entity"
        assert "in the meantime" in press(first, "o")
        first.reload()
        assert [row["form"] for row in lines(tmp_path)] == ["Khamis", "WHA"]


@pytest.mark.parametrize(("scheme", "width"), [pytest.param("light", 1280, marks=pytest.mark.slow), ("dark", 390)])
def test_review_browser_of_a_hostile_cable(
    open_address: Callable, violations: Callable, tmp_path: Path, scheme: str, width: int
) -> None:
    rows = [
        {**SUSPECTS[0], "cable": f"{NASTY}{LONG}", "before": NASTY, "after": NASTY, "zone": NASTY},
        *({**SUSPECTS[0], "cable": f"{number}.txt", "before": LONG} for number in range(20)),
    ]
    forms = [form(f"{NASTY}{LONG}", NASTY, LONG, list(range(21)), text=f"{NASTY}{LONG}{NASTY}", reasons=[NASTY, LONG])]
    session = Review(read_findings(write(tmp_path, forms, rows)), tmp_path / "corrections.jsonl", by=NASTY)
    with reviewing(session, contexts={}) as address:
        page = open_address(address, HOME, width=width, color_scheme=scheme)
        for key, title in (("", "window.ran"), ("n", "No questions"), ("q", "End the review")):
            if key:
                page.keyboard.press(key)
            page.wait_for_function("title => document.title.includes(title)", arg=title)
            assert violations(page) == []
            assert page.evaluate("window.ran") is None
            assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            counts = page.evaluate(
                "['script', 'img', 'style', 'main', 'h1'].map((n) => document.querySelectorAll(n).length)"
            )
            assert counts == [1, 0, 1, 1, 1]
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
        assert (max(ground) < 60) is (scheme == "dark")
        assert [url for url in page.elsewhere if not url.startswith("data:")] == []
        assert page.complaints == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), pytest.param("dark", 1280, marks=pytest.mark.slow)])
def test_review_browser_axe_finds_nothing_serious(
    open_address: Callable, violations: Callable, tmp_path: Path, scheme: str, width: int
) -> None:
    with reviewing(review(tmp_path)) as address:
        page = open_address(address, HOME, width=width, color_scheme=scheme)
        page.keyboard.press("e")
        assert violations(page) == []
        page.keyboard.press("Escape")
        press(page, "y")
        assert violations(page) == []
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_review_browser_says_that_the_program_has_ended(open_address: Callable, tmp_path: Path) -> None:
    with reviewing(review(tmp_path)) as address:
        page = open_address(address, HOME)
    page.keyboard.press("y")
    page.get_by_role("alert").filter(has_text="The program does not answer: has it ended?").wait_for()
    assert page.inner_text("h1").startswith("Khamis")
    assert lines(tmp_path) == []


@pytest.mark.slow
def test_review_browser_works_without_javascript(open_address: Callable, tmp_path: Path) -> None:
    session = Review(read_findings(write(tmp_path, FORMS[1:3])), tmp_path / "corrections.jsonl")
    with reviewing(session) as address:
        page = open_address(address, HOME, java_script_enabled=False)
        page.get_by_text("everywhere in 1.txt").click()
        page.get_by_role("button", name="yes, ORG").click()
        page.get_by_text("the name is another piece of the text").click()
        page.get_by_label("Right text").fill("Saif in")
        page.get_by_role("button", name="Record").click()
        assert page.inner_text("h1") == "No questions left"
        assert [row["cable"] for row in lines(tmp_path)] == ["1.txt", "0.txt"]
