"""`report-page`: how long the report takes to open in Chromium."""

import shutil
import tempfile
from pathlib import Path
from statistics import median
from typing import Annotated

import typer

from benchmarks.pacing import paced
from cable_ner.evaluation import report

_TIMES = """(() => {
  const opened = performance.getEntriesByType("navigation")[0];
  const painted = performance.getEntriesByName("first-contentful-paint")[0];
  return [painted ? painted.startTime : 0, opened.loadEventEnd];
})()"""
_FRAME = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def bench_report_page(
    errors: Annotated[int, typer.Option(help="Number of errors in the report")] = 2000,
    times: Annotated[int, typer.Option(help="Number of times to open it")] = 9,
) -> None:
    """Milliseconds until Chromium paints and loads a report with many errors."""
    from playwright.sync_api import sync_playwright

    from tests.helpers import report as invented

    html = report.render(invented.metrics(), invented.errors(errors))
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        file = Path(folder) / "report.html"
        file.write_text(html, encoding="utf8")
        page = driver.chromium.launch(executable_path=path, args=["--no-sandbox"]).new_page()
        found = []
        for _ in paced(range(times), "Openings", times):
            page.goto(file.as_uri())
            page.evaluate(_FRAME)
            found.append(page.evaluate(_TIMES))
    painted, loaded = zip(*found)
    typer.echo(f"{errors:,} errors, {len(html) / 1e6:.1f} MB, opened {times} times: milliseconds, median (least to most)")
    for name, values in (("first paint", painted), ("load event", loaded)):
        typer.echo(f"{name}: {median(values):.0f} ({min(values):.0f} to {max(values):.0f})")
