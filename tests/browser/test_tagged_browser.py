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


@pytest.mark.parametrize("asks", ASKS)
@pytest.mark.parametrize("as_page", [True, False])
def test_tagged_browser_runs_and_loads_nothing(
    open_page: Callable, command: Callable, tiny_model: Path, cable: Callable, tmp_path: Path, asks: str, as_page: bool
) -> None:
    (tmp_path / "raw").mkdir()
    text = f"{asks}{cable(1, asks)}" if as_page else f"Mayor Ann Lee of Milltown. {asks}"
    (tmp_path / "raw" / "a.txt").write_text(text, encoding="utf8")
    done = command("tag", tmp_path / "raw", "--model", tiny_model, "--format", "html", "-o", tmp_path / "out")
    assert done.exit_code == 0, done.output
    page = open_page(next((tmp_path / "out").glob("*.html")))
    stopped = []
    page.on("requestfailed", lambda request: stopped.append(request.url) if request.failure == "csp" else None)
    page.requests.clear()
    page.reload()
    page.wait_for_timeout(200)
    assert sorted(page.requests) == sorted(stopped)  # (what the policy stops never leaves the browser)
    assert page.evaluate("window.ran") is None
    assert "Ann Lee" in page.inner_text("body")
