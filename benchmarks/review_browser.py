"""`review-browser`: how long a person waits from a key to the next question, of very many."""

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Annotated
from urllib.parse import urlencode, urlsplit

import spacy
import typer

from benchmarks.measuring import ROOT, table
from benchmarks.pacing import paced
from cable_ner.files import digest, new_docbin

_IN_PARAGRAPH = 8  # names
_PLACES = 3  # of a form
_SENTENCE = "The envoy met {name} at the market , where both spoke of bread and of rain in the valley . "


def bench_review_browser(
    questions: Annotated[int, typer.Option(help="Number of questions, half of them about all places of a name")] = 100_000,
    decided: Annotated[int, typer.Option(help="Number of questions that were answered before")] = 10_000,
    answers: Annotated[int, typer.Option(help="Number of answers to give")] = 200,
    chromium: Annotated[str, typer.Option(help="Path of a Chromium that presses the keys, too (needs Playwright)")] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the table")] = None,
) -> None:
    """Milliseconds from an answer to the whole next page, over HTTP, and with a browser's own work in it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_audit(folder, questions)
        write_decisions(folder, decided)
        rows: list[tuple[str, ...]] = []
        begun = time.perf_counter()
        with _serving(folder) as address:
            rows.append((f"{questions:,} questions: ready after", f"{time.perf_counter() - begun:.1f} s", "", ""))
            given = paced(range(answers), "Answers", answers)
            rows.append(_row("answer, over HTTP", [_answered(address, "key=y") for _ in given]))
            rows.append(_row("undo, over HTTP", [_answered(address, "") for _ in range(10)]))
            if chromium:
                rows.append(_row("key, in Chromium", list(_pressed(address, chromium, answers))))
    table(("", "median", "95 %", "most"), rows, output)


def _row(name: str, taken: list[float]) -> tuple[str, ...]:
    return (name, *(f"{1000 * each:.0f} ms" for each in (median(taken), sorted(taken)[len(taken) * 95 // 100], max(taken))))


def write_audit(folder: Path, questions: int) -> None:
    """Writes audit.json with invented questions, and the paragraphs that they are about as train.spacy."""
    names = [f"Name{number}" for number in range(questions // 2) for _ in range(_PLACES)]
    names += [f"Place{number}" for number in range(questions - questions // 2)]
    nlp, suspects, docs = spacy.blank("en"), [], []
    for first in range(0, len(names), _IN_PARAGRAPH):
        text = "".join(_SENTENCE.format(name=name) for name in names[first : first + _IN_PARAGRAPH])
        doc = nlp.make_doc(text)
        doc.ents = []
        doc.user_data.update(cable=f"{first // 80}.txt", index=first // _IN_PARAGRAPH % 10, zone="paragraph")
        docs.append(doc)
        suspects += [_suspect(doc.text, name, doc.user_data["cable"]) for name in names[first : first + _IN_PARAGRAPH]]
    forms = [_question(names, number * _PLACES, _PLACES) for number in range(questions // 2)]
    forms += [_question(names, number, 1) for number in range(questions // 2 * _PLACES, len(names))]
    (folder / "audit.json").write_text(json.dumps({"forms": forms, "suspects": suspects}), encoding="utf8")
    new_docbin(docs).to_disk(folder / "train.spacy")


def _suspect(text: str, name: str, cable: str) -> dict[str, object]:
    start = text.index(f"{name} ")
    end = start + len(name)
    beside = {"before": text[max(start - 60, 0) : start], "after": text[end : end + 60]}
    place = {"cable": cable, "paragraph": digest(text), "zone": "paragraph", "start": start, "end": end, "text": name}
    spans = {"old": [[start, end, "LOC"]], "new": [[start, end, "PER"]]}
    return {**place, **spans, **beside, "confidence": 0.8, "reasons": ["3 of 5 say PER"]}


def _question(names: list[str], first: int, places: int) -> dict[str, object]:
    role = {"form": names[first], "label": "LOC", "becomes": "PER", "text": None, "count": places, "confidence": 0.8}
    kind = {"kind": "form" if places > 1 else "place", "gain": 0.8 * places, "reasons": ["3 of 5 say PER"]}
    return {**role, **kind, "mentions": list(range(first, first + places))}


def write_decisions(folder: Path, decided: int) -> None:
    """Writes decisions about the first names, as many as given."""
    rows = ({"form": f"Name{number}", "label": "LOC", "becomes": "PER", "by": "kim"} for number in range(decided))
    (folder / "corrections.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf8")


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    """Runs the command, and gives the address that it prints."""
    files = ["--audit", "audit.json", "--corrections", "corrections.jsonl", "--corpus", "train.spacy", "--by", "kim"]
    command = [sys.executable, str(ROOT / "scripts" / "review.py"), "browser", *files]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield next(line.split()[0] for line in server.stdout if line.startswith("http"))
        finally:
            server.terminate()


def _answered(address: str, answer: str) -> float:
    """Returns the seconds from an answer (a field of the form; '': undo) to the last byte of the next page."""
    url = urlsplit(address)
    page, cookie = _got(url.netloc, url.path, "")
    form = dict(re.findall(r'name="(question|places|place|changes)" value="([^"]*)"', page))
    body = f"{urlencode(form)}&{answer}"
    begun = time.perf_counter()
    connection = HTTPConnection(url.netloc)
    connection.request("POST", url.path + ("answer" if answer else "undo"), body, {"Cookie": cookie})
    moved = connection.getresponse()
    moved.read()
    assert moved.status == 303, moved.status
    said, _ = _got(url.netloc, url.path + (moved.headers["Location"] or "").removeprefix("./"), cookie)
    assert 'role="status"' in said, "nothing was recorded"
    return time.perf_counter() - begun


def _got(host: str, path: str, cookie: str) -> tuple[str, str]:
    """Returns a page, and the cookie that it gives."""
    connection = HTTPConnection(host)
    connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    return answer.read().decode(), (answer.headers["Set-Cookie"] or "").split(";")[0]


def _pressed(address: str, chromium: str, times: int) -> Iterator[float]:
    """Yields the seconds from each key until a browser has painted the next question."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(address)
        page.evaluate(_WATCH)
        for number in paced(range(times), "Keys", times):
            page.keyboard.press("y")
            page.wait_for_function("number => taken.length > number", arg=number)
        yield from (milliseconds / 1000 for milliseconds in page.evaluate("taken"))
        browser.close()


# (of two frames, the second begins when the first has been painted)
_WATCH = """() => {
  let begun = 0;
  window.taken = [];
  addEventListener("keydown", () => { begun = performance.now(); }, true);
  const painted = () => requestAnimationFrame(() => requestAnimationFrame(() => taken.push(performance.now() - begun)));
  new MutationObserver(painted).observe(document.body, {childList: true});
}"""
