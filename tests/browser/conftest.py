"""Fixtures for tests of pages in a real browser: Debian's Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="module")  # a session's would leave Playwright's event loop running under all other tests
def browser() -> Iterator[Any]:
    """Yields a headless browser; skips the test where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs Playwright (extra [test])")
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not path:
        pytest.skip(f"needs a browser: none of {', '.join(BROWSERS)} is installed")
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=sandbox)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Returns a function (file, width=…, …) that opens a page from disk, and lets it reach nothing else.

    What it asked for but the file is in `page.requests`, what of that its policy stopped in `page.stopped`, what the console
    said and the exceptions in `page.complaints`.
    """
    contexts = []

    def opened(file: Path, *, width: int = 1280, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.requests, page.stopped, page.complaints = [], [], []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: page.requests.append(request.url) if request.url != file.as_uri() else None)
        page.on("requestfailed", lambda request: page.stopped.append(request.url) if request.failure == "csp" else None)
        context.route(lambda url: url != file.as_uri(), lambda route: route.abort())
        page.goto(file.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def open_address(browser: Any) -> Iterator[Callable[..., Any]]:
    """Returns a function (address, path, width=…, …) that opens a page of a server, and lets it reach nothing else.

    With `beside` it is another window of that page's browser. What it asked for elsewhere is in `page.elsewhere`, what the
    console and dialogs said and the exceptions in `page.complaints`.
    """
    contexts = []

    def opened(address: str, path: str, *, width: int = 1280, beside: Any = None, **options: Any) -> Any:
        context = beside.context if beside else browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.elsewhere, page.complaints = [], []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda one: page.elsewhere.append(one.url) if not one.url.startswith(address) else None)
        page.on("dialog", lambda dialog: page.complaints.append(dialog.message))
        context.route(lambda url: not url.startswith(address), lambda route: route.abort())
        page.goto(address + path)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def violations() -> Callable[[Any], list[str]]:
    """Returns a function that lists what axe-core finds wrong with a page: its serious and critical violations."""
    package = pytest.importorskip("axe_playwright_python", reason="needs axe-playwright-python (extra [test])")
    source = (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf8")

    def found(page: Any) -> list[str]:
        page.evaluate(source)
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{rule['id']}: {node['html'][:120]}: {node.get('failureSummary', '')}"
            for rule in result["violations"]
            if rule["impact"] in ("serious", "critical")
            for node in rule["nodes"]
        ]

    return found
