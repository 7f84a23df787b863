"""The report in a real browser: what it asks for, what its filters show, for whom it works, what cannot run in it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cable_ner.evaluation.report import render
from tests.helpers import report as made

NARROW = 390


def _write(folder: Path, html: str) -> Path:
    file = folder / "report.html"
    file.write_text(html, encoding="utf8")
    return file


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return made.errors(60, cables=7)


def _whole(rows: list[dict[str, Any]]) -> str:
    """Returns a report with every part that there can be."""
    return render(
        {**made.metrics(), "comparison": made.comparison()},
        rows,
        disagreements=rows[:3],
        label_accuracy=made.label_accuracy(),
        learning_curve=made.learning_curve(),
        training_log=made.training_log(),
    )


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]]) -> Path:
    return _write(tmp_path_factory.mktemp("report"), _whole(rows))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    figures, errors = made.hostile()
    accuracy = made.label_accuracy()
    accuracy["labels"][made.NASTY] = accuracy["labels"][made.LONG] = accuracy["labels"]["as tagged"]
    accuracy["rules"][made.NASTY + made.LONG] = accuracy["rules"]["country is a place"]
    html = render(figures, errors, disagreements=errors, label_accuracy=accuracy)
    return _write(tmp_path_factory.mktemp("hostile"), html)


def _shown(page: Any) -> int:
    return page.locator("#list li:visible").count()


def _scrolls_sideways(page: Any) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_report_browser_opens_from_disk_without_the_network(open_page: Callable, report: Path) -> None:
    page = open_page(report)
    assert page.title() == "training/model-best: how well it finds names"
    assert page.requests == []
    assert page.complaints == []
    assert _shown(page) == 60


def test_report_browser_filters_do_what_they_say(open_page: Callable, report: Path, rows: list[dict]) -> None:
    page = open_page(report)

    def sides(row: dict) -> set[str]:
        return {row[side]["label"] for side in ("gold", "predicted") if row[side]}

    page.get_by_role("checkbox", name="PER").check()
    assert _shown(page) == sum("PER" in sides(row) for row in rows)
    page.get_by_role("checkbox", name="LOC").check()
    assert _shown(page) == sum(bool(sides(row) & {"PER", "LOC"}) for row in rows)
    page.get_by_role("checkbox", name="missed").check()
    both = [row for row in rows if row["kind"] == "missed" and sides(row) & {"PER", "LOC"}]
    assert _shown(page) == len(both) > 0
    page.get_by_label("In train", exact=True).select_option("not in train")
    assert _shown(page) == sum(not row["seen"] for row in both)

    page.get_by_role("button", name="Show all").first.click()
    assert _shown(page) == 60
    name = rows[0]["cable"]
    page.get_by_label("Cable", exact=True).select_option(label=f"{name} ({sum(row['cable'] == name for row in rows)})")
    assert _shown(page) == sum(row["cable"] == name for row in rows)


def test_report_browser_finds_text_as_one_types_and_says_how_much(
    open_page: Callable, report: Path, rows: list[dict]
) -> None:
    page = open_page(report)
    status = page.get_by_role("status")
    assert status.inner_text() == f"60 errors of {len({row['form'] for row in rows})} names"
    page.get_by_label("Text").press_sequentially("EMBASSY bern")
    expected = [row for row in rows if "embassy bern" in row["sentence"]["text"].lower()]
    assert 0 < len(expected) < 60
    assert _shown(page) == len(expected)
    names = len({row["form"] for row in expected})
    assert status.inner_text() == f"showing {len(expected)} errors of {names} names, out of 60 errors"
    page.get_by_label("Text").fill("no such words")
    assert status.inner_text() == "showing 0 errors of 0 names, out of 60 errors"
    page.locator("#nothing").get_by_role("button").click()
    assert _shown(page) == 60
    assert page.evaluate("document.activeElement.id") == "text"


def test_report_browser_searches_the_sentence_and_not_the_labels_in_it(open_page: Callable, tmp_path: Path) -> None:
    row = made.error("Mayor Ann Lee's aide spoke .", (6, 13, "PER"), None, kind="missed")
    page = open_page(_write(tmp_path, render(made.metrics(), [row])))
    page.get_by_label("Text").fill("ann lee's  aide")
    assert _shown(page) == 1
    page.get_by_label("Text").fill("per")
    assert _shown(page) == 0


def test_report_browser_leads_from_the_confusion_to_its_errors(open_page: Callable, report: Path, rows: list[dict]) -> None:
    page = open_page(report)
    wanted = [row for row in rows if row["gold"] and row["gold"]["label"] == "PER" and row["predicted"] is None]
    page.locator("#confusion tbody tr").nth(3).locator("a").last.click()
    assert _shown(page) == len(wanted) > 0
    button = page.get_by_role("button", name="only PER missed: take this filter away")
    button.click()
    assert _shown(page) == 60
    assert not button.is_visible()
    page.locator("#kinds tr.total a").first.click()
    assert _shown(page) == sum(row["kind"] == "type" for row in rows)


@pytest.mark.parametrize(("scheme", "width"), [pytest.param("light", 1280, marks=pytest.mark.slow), ("dark", NARROW)])
def test_report_browser_axe_finds_nothing_serious(
    open_page: Callable, violations: Callable, tmp_path: Path, scheme: str, width: int
) -> None:
    page = open_page(_write(tmp_path, _whole(made.errors(12))), width=width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.add_style_tag(content=".group, .cards li { content-visibility: visible !important; }")
    assert violations(page) == []
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert (max(ground) < 60) is (scheme == "dark")


def test_report_browser_axe_finds_nothing_serious_in_a_report_of_almost_nothing(
    open_page: Callable, violations: Callable, tmp_path: Path
) -> None:
    bare = {"facets": {}, "calibration": None, "baselines": [], "seeds": None, "data": None}
    page = open_page(_write(tmp_path, render({**made.metrics(against="silver"), **bare}, [])))
    assert violations(page) == []
    assert page.complaints == []


@pytest.mark.parametrize("name", ["report", "hostile"])
def test_report_browser_does_not_scroll_sideways_on_a_telephone(
    open_page: Callable, name: str, request: pytest.FixtureRequest
) -> None:
    page = open_page(request.getfixturevalue(name), width=NARROW)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert not _scrolls_sideways(page)


def test_report_browser_runs_nothing_of_a_cable(open_page: Callable, hostile: Path) -> None:
    page = open_page(hostile)
    assert page.evaluate("window.ran") is None
    assert page.requests == []
    assert page.complaints == []
    counts = page.evaluate(
        "['script', 'img', 'style', 'main', 'h1', 'iframe'].map((name) => document.querySelectorAll(name).length)"
    )
    assert counts == [1, 0, 1, 1, 1, 0]
    assert _shown(page) == 6
    assert not _scrolls_sideways(page)
    page.get_by_label("Text").fill("Before <script>window.ran = 1</script>")
    assert _shown(page) == 2
    assert page.locator("section[id]").evaluate_all("found => found.map((one) => one.id)")[-1] == "errors"


def test_report_browser_would_not_run_what_got_through(open_page: Callable, tmp_path: Path) -> None:
    html = render(made.metrics(), []).replace("</main>", f"{made.NASTY[: made.NASTY.index('</style>')]}</main>")
    assert "<script>window.ran" in html
    page = open_page(_write(tmp_path, html))
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in complaint for complaint in page.complaints)


def test_report_browser_works_from_the_keyboard(open_page: Callable, report: Path) -> None:
    page = open_page(report)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    order = []
    for _ in range(90):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "(() => { const one = document.activeElement, box = one.closest('label') || one, style = getComputedStyle(box);"
            " return [one.id || one.name || one.tagName, style.outlineStyle, parseFloat(style.outlineWidth)]; })()"
        )
        order.append(here[0])
        assert here[1:] == ["solid", 3], here
        if here[0] == "kind":
            break
    places = [order.index(name) for name in ("text", "cable", "seen", "label", "kind")]
    assert places == sorted(places)
    page.keyboard.press("Space")
    assert _shown(page) < 60


def test_report_browser_shows_all_without_javascript(open_page: Callable, report: Path) -> None:
    page = open_page(report, java_script_enabled=False)
    assert page.locator("#list li").count() == page.locator("#list li:visible").count() == 60
    assert not page.locator("#filters").is_visible()


def test_report_browser_prints_without_filters(open_page: Callable, report: Path) -> None:
    page = open_page(report, width=700)
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.locator("#filters").is_visible()
    assert not page.locator("nav").is_visible()
    wide = page.locator(".scroll").evaluate_all(
        "found => found.filter((one) => one.scrollWidth > one.clientWidth + 1).length"
    )
    assert wide == 0
    assert page.pdf().startswith(b"%PDF")


def test_report_browser_two_thousand_errors_are_not_too_much(open_page: Callable, tmp_path: Path) -> None:
    html = render(made.metrics(), made.errors(2000))
    page = open_page(_write(tmp_path, html))
    assert page.evaluate("document.querySelectorAll('#list li').length") == 2000
    assert page.evaluate("document.getElementsByTagName('*').length") < 80_000
    assert len(html) < 4_000_000
