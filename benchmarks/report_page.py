"""Prints how long the report takes to open in Chromium: `python tests/browser/bench_report.py [errors] [times]`."""

import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "scripts")]

from playwright.sync_api import sync_playwright  # noqa: E402

from cable_ner.evaluation.report import render  # noqa: E402
from tests.helpers import report as made  # noqa: E402

_TIMES = """(() => {
  const opened = performance.getEntriesByType("navigation")[0];
  const painted = performance.getEntriesByName("first-contentful-paint")[0];
  return [painted ? painted.startTime : 0, opened.loadEventEnd];
})()"""
_FRAME = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def main(errors: int = 2000, times: int = 9) -> None:
    """Opens a report with so many errors so many times."""
    html = render(made.metrics(), made.errors(errors))
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        file = Path(folder) / "report.html"
        file.write_text(html, encoding="utf8")
        page = driver.chromium.launch(executable_path=path, args=["--no-sandbox"]).new_page()
        found = []
        for _ in range(times):
            page.goto(file.as_uri())
            page.evaluate(_FRAME)
            found.append(page.evaluate(_TIMES))
    painted, loaded = zip(*found)
    print(f"{errors:,} errors, {len(html) / 1e6:.1f} MB, opened {times} times: milliseconds, median (least to most)")
    for name, values in (("first paint", painted), ("load event", loaded)):
        print(f"{name}: {median(values):.0f} ({min(values):.0f} to {max(values):.0f})")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
