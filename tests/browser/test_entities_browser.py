"""The page of the entity index in a real browser: what its search shows, for whom it works, what cannot run in it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cable_ner.index.indexing import Index, NameCounts, NameGroup, make_index
from cable_ner.index.mentions import MentionRow
from cable_ner.index.page import as_page
from cable_ner.index.sentences import Quoted
from cable_ner.index.tally import Tally

NARROW = 390
NASTY = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'></style></script><!--"
LONG = "x" * 5000


def _write(folder: Path, found: Index) -> Path:
    file = folder / "entities.html"
    file.write_text(as_page(found), encoding="utf8")
    return file


def _indexed(*rows: tuple[str, ...]) -> Index:
    tally = Tally()
    tally.add(MentionRow(*row) for row in rows)
    return make_index(tally)


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [("c1", "2008-01-02", "PER", "Saif al-Islam"), ("c1", "", "PER", "Saif"), ("c1", "", "PER", "SAIF AL-ISLAM")]
    rows += [("c2", "2006-01-02", "LOC", "São Tomé")] * 5 + [
        ("c3", "2009-01-02", "ORG", "Embassy Bern"),
        ("c4", "", "LOC", "Bern"),
    ]
    rows += [(f"d{number}", "2007-01-02", "MISC", f"Item {number:03d}") for number in range(120)]
    return _write(tmp_path_factory.mktemp("index"), _indexed(*rows))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [("c", NASTY, label, text) for label in (NASTY, LONG, "PER") for text in (NASTY, LONG, f"{NASTY} {LONG}")]
    rows += [("c", "", "PER", NASTY.upper()), ("c", "", "ORG", "\u202eesrever"), ("c", "", "ORG", "a\u2028b")]
    return _write(tmp_path_factory.mktemp("hostile"), _indexed(*rows))


def _names(page: Any) -> list[str]:
    return page.locator("#rows .title").all_inner_texts()


def _scrolls_sideways(page: Any) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_entities_browser_opens_from_disk_without_the_network(open_page: Callable, page_file: Path) -> None:
    page = open_page(page_file)
    assert page.title() == "Names in 124 cables"
    assert page.requests == []
    assert page.complaints == []
    assert _names(page)[:2] == ["São Tomé", "Saif al-Islam"]
    assert page.get_by_role("status").inner_text() == "124 names"


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("saif", ["Saif al-Islam"]),
        ("AL ISLAM SAIF", ["Saif al-Islam"]),
        ("sao tome", ["São Tomé"]),
        ("bern", ["Bern", "Embassy Bern"]),
        ("item 007", ["Item 007"]),
        ("saif bern", []),
    ],
)
def test_entities_browser_search_finds_names_and_variants(
    open_page: Callable, page_file: Path, typed: str, names: list[str]
) -> None:
    page = open_page(page_file)
    page.get_by_role("searchbox").press_sequentially(typed)
    assert sorted(_names(page)) == names
    assert page.get_by_role("status").inner_text() == f"{len(names)} name{'' if len(names) == 1 else 's'} of 124"
    page.get_by_role("searchbox").fill("")
    assert page.get_by_role("status").inner_text() == "124 names"


def test_entities_browser_labels_and_order(open_page: Callable, page_file: Path) -> None:
    page = open_page(page_file)
    page.get_by_role("checkbox", name="LOC").check()
    assert _names(page) == ["São Tomé", "Bern"]
    page.get_by_role("checkbox", name="PER").check()
    assert _names(page) == ["São Tomé", "Saif al-Islam", "Bern"]
    page.get_by_label("Order").select_option("by name")
    assert _names(page) == ["Bern", "Saif al-Islam", "São Tomé"]
    page.get_by_label("Order").select_option("first seen first")
    assert _names(page) == ["São Tomé", "Saif al-Islam", "Bern"]
    page.get_by_label("Order").select_option("last seen first")
    assert _names(page) == ["Saif al-Islam", "São Tomé", "Bern"]
    page.get_by_role("checkbox", name="PER").uncheck()
    page.get_by_label("Order").select_option("most cables first")
    assert _names(page) == ["São Tomé", "Bern"]


def test_entities_browser_turns_pages(open_page: Callable, page_file: Path) -> None:
    page = open_page(page_file)
    assert len(_names(page)) == 100
    assert page.get_by_role("button", name="Previous").is_disabled()
    page.get_by_role("button", name="Next").press("Enter")
    assert len(_names(page)) == 24
    assert page.get_by_text("Page 2 of 2").is_visible()
    assert page.evaluate("document.activeElement.id") == "found"
    page.get_by_role("searchbox").fill("item 00")
    assert len(_names(page)) == 11  # and Item 100
    assert not page.get_by_role("button", name="Next").is_visible()


def test_entities_browser_row_says_all(open_page: Callable, page_file: Path) -> None:
    page = open_page(page_file)
    page.get_by_role("searchbox").fill("saif")
    row = page.locator("#rows tr")
    assert row.get_by_role("rowheader").inner_text().split("\n")[0] == "Saif al-Islam PER"
    assert row.locator(".variants").inner_text().split() == "SAIF AL-ISLAM 1 Saif 1 Saif al-Islam 1".split()
    assert row.get_by_role("cell").all_inner_texts() == ["3", "1", "2008-01-02", "2008-01-02"]


@pytest.mark.parametrize(("scheme", "width"), [pytest.param("light", 1280, marks=pytest.mark.slow), ("dark", NARROW)])
def test_entities_browser_axe_finds_nothing_serious(
    open_page: Callable, violations: Callable, page_file: Path, scheme: str, width: int
) -> None:
    page = open_page(page_file, width=width, color_scheme=scheme)
    page.add_style_tag(content=".index tbody tr { content-visibility: visible !important; }")
    assert violations(page) == []
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert (max(ground) < 60) is (scheme == "dark")


def test_entities_browser_shows_sentences(open_page: Callable, violations: Callable, tmp_path: Path) -> None:
    index = _indexed(("c1", "2008-01-02", "PER", "Ann Lee"), ("c2", "", "PER", "Ann Lee"))
    quotes = [Quoted("08X1", "2008-01-02", f"{NASTY} met ", "ANN LEE", "."), Quoted("c2", "", "", "Ann Lee", LONG)]
    file = tmp_path / "entities.html"
    file.write_text(as_page(index, {("PER", "Ann Lee"): quotes}), encoding="utf8")
    page = open_page(file, width=NARROW)
    page.get_by_text("Sentences", exact=True).click()
    shown = page.locator(".quotes li").all_inner_texts()
    assert shown[0] == f"08X1, 2008-01-02: {NASTY} met ANN LEE."
    assert shown[1].startswith("c2: Ann Leexxx")
    assert page.locator(".quotes mark").all_inner_texts() == ["ANN LEE", "Ann Lee"]
    assert page.evaluate("window.ran") is None
    assert not _scrolls_sideways(page)
    assert violations(page) == []


def test_entities_browser_axe_finds_nothing_serious_without_a_find(
    open_page: Callable, violations: Callable, page_file: Path
) -> None:
    page = open_page(page_file)
    page.get_by_role("searchbox").fill("no such name")
    assert violations(page) == []


@pytest.mark.parametrize("name", ["page_file", "hostile"])
@pytest.mark.parametrize("script", [True, False])
def test_entities_browser_does_not_scroll_sideways_on_a_telephone(
    open_page: Callable, name: str, script: bool, request: pytest.FixtureRequest
) -> None:
    page = open_page(request.getfixturevalue(name), width=NARROW, java_script_enabled=script)
    assert not _scrolls_sideways(page)


def test_entities_browser_runs_nothing_of_a_name(open_page: Callable, hostile: Path) -> None:
    page = open_page(hostile)
    assert page.evaluate("window.ran") is None
    assert page.requests == []
    assert page.complaints == []
    counts = page.evaluate("['script', 'img', 'style', 'main', 'h1'].map((name) => document.querySelectorAll(name).length)")
    assert counts == [2, 0, 1, 1, 1]
    assert not _scrolls_sideways(page)
    page.get_by_role("searchbox").fill("<script>window")
    assert len(_names(page)) > 0
    assert _names(page)[0].lower().startswith("<script>window.ran")


def test_entities_browser_works_from_the_keyboard(open_page: Callable, page_file: Path) -> None:
    page = open_page(page_file)
    order = []
    for _ in range(20):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "(() => { const one = document.activeElement, box = one.closest('label') || one, style = getComputedStyle(box);"
            " return [one.id || one.name || one.className, style.outlineStyle, parseFloat(style.outlineWidth)]; })()"
        )
        order.append(here[0])
        assert here[1:] == ["solid", 3], here
        if here[0] == "next":
            break
    assert order[0] == "skip"
    assert [name for name in order if name in ("text", "label", "order", "next")] == [
        "text",
        *["label"] * 4,
        "order",
        "next",
    ]


def test_entities_browser_shows_the_most_frequent_without_javascript(open_page: Callable, page_file: Path) -> None:
    page = open_page(page_file, java_script_enabled=False)
    assert not page.locator("#search").is_visible()
    assert page.locator("noscript table").count() == 4
    assert page.locator("noscript .title:visible").count() == 124


def test_entities_browser_twenty_thousand_names_are_not_too_much(open_page: Callable, tmp_path: Path) -> None:
    many = [NameGroup("PER", entry := NameCounts(f"Name {n}", 20_000 - n, 1, "", ""), [entry, entry]) for n in range(20_000)]
    page = open_page(_write(tmp_path, Index(many, 200_010_000, 9, 0)))
    assert page.get_by_role("status").inner_text() == "20,000 names"
    assert page.evaluate("document.getElementsByTagName('*').length") < 3000
    page.get_by_role("searchbox").fill("name 19999")
    assert _names(page) == ["Name 19999"]
