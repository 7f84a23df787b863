"""A tagged page in a browser: nothing of the cable runs, and nothing is loaded, whatever its page asks for."""

from collections.abc import Callable
from pathlib import Path

import pytest

ELSEWHERE = "http://192.0.2.1"  # no machine's (https://www.rfc-editor.org/rfc/rfc5737)
ASKS = [
    "<script>window.ran = 1</script>",
    f"<script src={ELSEWHERE}/a.js></script>",
    f"<img src={ELSEWHERE}/a.png onerror='window.ran = 1'>",
    "<img src=x onerror='window.ran = 1'>",
    f"<link rel=stylesheet href={ELSEWHERE}/a.css><link rel=icon href={ELSEWHERE}/a.ico>",
    f"<style>@import url({ELSEWHERE}/b.css); body {{ background: url({ELSEWHERE}/b.png) }}</style>",
    f"<iframe src={ELSEWHERE}></iframe><object data={ELSEWHERE}/a></object><embed src={ELSEWHERE}/b>",
    f"<video src={ELSEWHERE}/a.mp4 autoplay></video><audio src={ELSEWHERE}/a.mp3 autoplay></audio>",
    f"<base href={ELSEWHERE}/><img src=below.png>",
    "<svg onload='window.ran = 1'><script>window.ran = 1</script></svg>",
]


# Each in a cable as a page, and in a plain text.
CASES = {f"{kind}{number}": (asks, kind == "page") for kind in ("page", "text") for number, asks in enumerate(ASKS)}


@pytest.fixture(scope="module")
def pages(command: Callable, tiny_model: Path, cable: Callable, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns the folder of the tagged pages, named as the cases are."""
    folder = tmp_path_factory.mktemp("tagged")
    (folder / "raw").mkdir()
    for name, (asks, as_page) in CASES.items():
        text = f"{asks}{cable(1, asks)}" if as_page else f"Mayor Ann Lee of Milltown. {asks}"
        (folder / "raw" / f"{name}.txt").write_text(text, encoding="utf8")
    options = ["--model", tiny_model, "--format", "html", "--processes", 1, "-o", folder / "out"]
    done = command("tag", folder / "raw", *options)
    assert done.exit_code == 0, done.output
    return folder / "out"


@pytest.mark.parametrize("name", CASES)
def test_tagged_browser_runs_and_loads_nothing(open_page: Callable, pages: Path, name: str) -> None:
    page = open_page(next(pages.glob(f"{name}.*")))
    page.wait_for_timeout(200)
    assert sorted(page.requests) == sorted(page.stopped)  # (what the policy stops never leaves the browser)
    assert page.evaluate("window.ran") is None
    assert "Ann Lee" in page.inner_text("body")
