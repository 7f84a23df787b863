"""The pages of `cable-ner serve` in a real browser: for whom they work, what cannot run in them, what they load."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from urllib.parse import quote

import pytest

pytest.importorskip("datasette", reason="needs Datasette (extra [serve])")

from cable_ner.index.serving import Deciding  # noqa: E402
from tests.helpers.archive import SMALL, built, line  # noqa: E402
from tests.helpers.archive_server import served  # noqa: E402

NARROW = 390
NASTY = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'></style></title><!--"
LONG = "x" * 3000
HOSTILE = line(
    f"{NASTY}.txt", f"[PER {NASTY}] met {NASTY} .", f"[ORG {LONG}] and [LOC \u202eneb] {LONG} .",
    "a\nb [PER Ann\nMillbrook]", date="2009-03-01", post=LONG, classification=NASTY, subject=f"{NASTY} {LONG}",
    tags=[LONG], references=[NASTY, "09BERN1"], reference_id=NASTY, origin=LONG,
)  # fmt: skip
OURS = ("/", "/search?q=millbrook", "/search", "/names", "/name/per-ann-millbrook", "/cable/b.txt", "/name/none")
OF_HOSTILE = (
    "/", "/search?q=window", f"/search?q={quote(NASTY)}&post={quote(NASTY)}&since={quote(NASTY)}", "/names",
    f"/cable/{quote(NASTY, safe='')}.txt", f"/name/org-{'x' * 76}", "/name/loc-neb",
)  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    many = [line(f"m{n}.txt", f"[PER Ann Millbrook] wrote {n} .", date=f"2010-{n % 12 + 1:02d}-01") for n in range(60)]
    folder = tmp_path_factory.mktemp("archive")
    with served(built(folder, *SMALL, HOSTILE, *many), Deciding(folder / "names.jsonl", "kim")) as found:
        yield found


@pytest.fixture
def visit(open_address: Callable[..., Any], address: str) -> Callable[..., Any]:
    """Returns a function (path, width=…, …) that opens a page of the archive."""
    return partial(open_address, address)


@pytest.mark.parametrize("path", OURS)
def test_archive_browser_loads_nothing_from_elsewhere(visit: Callable, path: str) -> None:
    page = visit(path)
    assert [url for url in page.elsewhere if not url.startswith("data:")] == []
    assert [text for text in page.complaints if "404" not in text] == []


@pytest.mark.parametrize("path", OURS)
@pytest.mark.parametrize(("scheme", "width"), [pytest.param("light", 1280, marks=pytest.mark.slow), ("dark", NARROW)])
def test_archive_browser_axe_finds_nothing_serious(
    visit: Callable, violations: Callable, path: str, scheme: str, width: int
) -> None:
    page = visit(path, width=width, color_scheme=scheme)
    assert violations(page) == []
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert (max(ground) < 60) is (scheme == "dark")


@pytest.mark.parametrize("path", [*OURS, *OF_HOSTILE])
def test_archive_browser_does_not_scroll_sideways_on_a_telephone(visit: Callable, path: str) -> None:
    page = visit(path, width=NARROW)
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.parametrize("path", OF_HOSTILE)
def test_archive_browser_runs_nothing_of_a_cable(visit: Callable, path: str) -> None:
    page = visit(path)
    assert page.evaluate("window.ran") is None
    assert [text for text in page.complaints if "404" not in text] == []
    counts = page.evaluate("['script', 'img', 'style', 'main', 'h1'].map((name) => document.querySelectorAll(name).length)")
    assert counts == [0, 0, 1, 1, 1]
    links = page.evaluate("[...document.querySelectorAll('a')].map((link) => link.protocol)")
    assert set(links) == {"http:"}


def test_archive_browser_from_a_name_back_to_its_cables_by_keyboard(visit: Callable) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.get_by_role("searchbox").focus()
    page.keyboard.type("calder")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=calder*")
    link = page.get_by_role("link", name="Tomas Calder")
    link.focus()
    outline = page.evaluate("[getComputedStyle(document.activeElement).outlineStyle, document.activeElement.textContent]")
    assert outline == ["solid", "Tomas Calder"]
    page.keyboard.press("Enter")
    page.wait_for_url("**/name/per-tomas-calder")
    assert page.locator(".quotes mark").all_inner_texts() == ["Tomas Calder", "Calder"]
    page.get_by_role("link", name="09BERN2").press("Enter")
    page.wait_for_url("**/cable/b.txt")
    assert page.locator(".body mark a").all_inner_texts()[:2] == ["Ann Millbrook\u00a0PER", "Bern\u00a0LOC"]
    assert page.locator(".legend").inner_text().split() == ["PER", "4", "LOC", "2", "ORG", "2"]
    page.get_by_role("link", name="09BERN1").press("Enter")
    page.wait_for_url("**/cable/a.txt")
    assert page.get_by_role("heading", level=1).inner_text() == "ARRIVAL"


def test_archive_browser_narrows_sentences_by_time_and_turns_pages(visit: Callable) -> None:
    page = visit("/name/per-ann-millbrook")
    page.get_by_text("The months as a table").click()
    page.get_by_role("link", name="2010-03", exact=True).click()
    assert page.locator(".hits > li").count() == 5
    page.get_by_role("link", name="Without filters").click()
    page.get_by_role("link", name="Next").click()
    assert page.locator("ol.hits").get_attribute("start") == "21"
    page.get_by_label("Post").select_option("ROME")
    page.get_by_role("button", name="Show").click()
    assert page.locator(".hits > li .of a").all_inner_texts() == ["c.txt"]


def test_archive_browser_works_without_javascript(visit: Callable) -> None:
    page = visit("/search?q=millbrook&from=20", java_script_enabled=False)
    assert page.locator(".hits > li").count() == 20
    assert page.get_by_role("status").inner_text().startswith("65 paragraphs, oldest first, from number 21.")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", NARROW)])
def test_archive_browser_puts_a_name_right_and_takes_it_back(
    visit: Callable, violations: Callable, scheme: str, width: int
) -> None:
    page = visit("/name/per-ann-millbrook", width=width, color_scheme=scheme)
    page.get_by_text("Put this name right").click()
    assert violations(page) == []
    page.get_by_label("Preferred form").fill("Dr. Ann Millbrook")
    page.get_by_role("button", name="Rename").click()
    page.wait_for_url("**/name/per-ann-millbrook#decisions")
    assert "PER “Ann Millbrook” is called “Dr. Ann Millbrook”" in page.locator(".taken").inner_text()
    assert "waits for the next build" in page.locator(".taken").inner_text()
    assert violations(page) == []
    page.get_by_role("button", name="Take back").click()
    page.wait_for_url("**/name/per-ann-millbrook#decisions")
    assert page.locator(".taken").count() == 0
    page.get_by_text("Put this name right").click()
    page.get_by_label("A form of the other name").fill("Nobody Here")
    page.get_by_role("button", name="Make them one").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Nothing was decided"
    assert "No PER is written “Nobody Here” here" in page.locator(".lead").inner_text()
    page.get_by_role("link", name="Back to the name").click()
    page.wait_for_url("**/name/per-ann-millbrook")
    assert [text for text in page.complaints if "400" not in text] == []
