"""`index-db`: the database of an archive: time, size and memory of its build, and how long its pages take."""

import datetime
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Annotated, Any
from urllib.parse import quote

import msgspec
import typer

from benchmarks.measuring import Measured, measure, table
from benchmarks.pacing import paced
from cable_ner.files import digest, shard_files, unit
from cable_ner.index import CableRecord, build_archive, read_records

_IN_FILE = 500  # cables
_DAYS = 3650
_VOWELS, _CONSONANTS = "aeiou", "bcdfghklmnprstvz"


def bench_index_db(
    tagged: Annotated[list[Path], typer.Argument(help="DocBin files, or folders of shards")],
    cables: Annotated[
        int, typer.Option(help="Number of cables: copies with other numbers, dates and some other names")
    ] = 5000,
    least: Annotated[int, typer.Option(help="Number of cables of the small build that memory is compared with")] = 1000,
    varied: Annotated[float, typer.Option(help="Share of the persons' forms in a copy that are somebody else's")] = 0.05,
    keep: Annotated[Path | None, typer.Option(help="Folder to keep the database in")] = None,
    times: Annotated[int, typer.Option(help="Number of times to open each page")] = 20,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the table")] = None,
) -> None:
    """Build time, size and peak memory of the database at two sizes, and milliseconds of its pages at the larger one."""
    with tempfile.TemporaryDirectory(dir=keep) as name:
        folder = Path(name)
        rows: list[tuple[str, str]] = []
        for size in paced((least, cables), "Builds", 2):
            write_copies(tagged, folder / str(size), size, varied=varied)
            built = measure(_build, [folder / str(size)], folder / f"{size}.db")
            shutil.rmtree(folder / str(size))
            rows += _figures(built, size, (folder / f"{size}.db").stat().st_size)
        if keep:
            (folder / f"{cables}.db").replace(keep / "archive.db")
        rows += page_times(keep / "archive.db" if keep else folder / f"{cables}.db", times)
    table(("", "figure"), rows, output)


def _build(inputs: list[Path], path: Path) -> tuple[dict[str, int], float]:
    """Returns the rows of each table, and the seconds of one core that the build took."""
    begun = time.process_time()
    return build_archive(inputs, path).rows, time.process_time() - begun


def _figures(built: Measured, cables: int, size: int) -> list[tuple[str, str]]:
    per = 10_000 / cables
    counts, core = built.result
    return [
        (f"{cables:,} cables: paragraphs, mentions, names", ", ".join(f"{counts[of]:,}" for of in _SHOWN)),
        ("… build, seconds on the clock, and of one core", f"{built.seconds:,.0f}, {core:,.0f}"),
        ("… build, seconds of one core per 10,000 cables", f"{core * per:,.0f}"),
        ("… size, MB per 10,000 cables", f"{size / 1e6 * per:,.0f}"),
        ("… peak memory, MB", f"{built.megabytes:,.0f}"),
    ]


_SHOWN = ("paragraphs", "mentions", "names")


def write_copies(tagged: list[Path], folder: Path, cables: int, *, varied: float) -> None:
    """Writes files of JSON lines, as `tag` does: the cables in DocBin files, then copies of them."""
    own = [record for path in tagged for file in shard_files(path) for record in read_records(file)]
    folder.mkdir()
    lines: list[bytes] = []
    for number in range(cables):
        lines.append(msgspec.json.encode(_as_json(own[number % len(own)], number // len(own), varied)) + b"\n")
        if len(lines) == _IN_FILE or number == cables - 1:
            (folder / f"{number:07d}.jsonl").write_bytes(b"".join(lines))
            lines = []


def _as_json(record: CableRecord, copy: int, varied: float) -> dict[str, Any]:
    """Returns a cable as a line of JSON has it; copies have names, dates and references of their own."""
    meta = dict(record.meta)
    if copy:
        day = datetime.date(2000, 1, 1) + datetime.timedelta(days=int(unit(record.name, copy) * _DAYS))
        meta |= {"date": day.isoformat(), "reference_id": _numbered(record.meta.get("reference_id", ""), copy)}
        meta["references"] = [_numbered(one, copy) for one in record.meta.get("references", ())]
    paragraphs: list[dict[str, Any]] = []
    entities: list[dict[str, Any]] = []
    for one in record.paragraphs:
        text = one.text
        for mention in one.mentions:
            if copy and mention.label == "PER" and unit(mention.form, copy) < varied:
                text = text[: mention.start] + _other_name(text[mention.start : mention.end], copy) + text[mention.end :]
            place = {"start": mention.start, "end": mention.end, "in_paragraph": [mention.start, mention.end]}
            found = {"label": mention.label, "text": text[mention.start : mention.end], "index": one.position}
            entities.append({**place, **found, "score": round(unit(mention.form, 1), 4), "found_by": "model"})
        paragraphs.append(
            {"index": one.position, "zone": one.zone, "paragraph": one.number, "marking": one.marking, "text": text}
        )
    kept = {key: value for key, value in meta.items() if key not in ("mentions", "decided")}
    return {"cable": f"{copy:05d}/{record.name}", "meta": kept, "entities": entities, "paragraphs": paragraphs}


def _numbered(reference: str, copy: int) -> str:
    return f"{reference}{copy}" if reference else ""


def _other_name(name: str, copy: int) -> str:
    """Returns a name of the same length and shape with other letters."""
    key = digest(f"{name} {copy}")
    made = list(name)
    for at, letter in enumerate(name[1:], 1):
        for letters in (_VOWELS, _CONSONANTS):
            if letter in letters:
                made[at] = letters[int(key[at % 32], 16) % len(letters)]
    return "".join(made)


def page_times(path: Path, times: int) -> Iterator[tuple[str, str]]:
    """Yields how many milliseconds each kind of page takes over HTTP, to the last byte.

    First from the disk, when the system has forgotten what it had read of the file; then median and most of many times.
    """
    command = [sys.executable, "-c", _SERVE, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            port = int(server.stdout.readline().split("/")[2].split(":")[1])
            addresses = list(_addresses(path))
            for name, address in paced(addresses, "Pages", len(addresses)):
                forget(path)
                first, *taken = [_milliseconds(port, address) for _ in range(times + 1)]
                figures = f"{first:.0f}, {median(taken):.0f}, {max(taken):.0f}"
                yield f"… {name}: milliseconds, first, median and most", figures
        finally:
            server.terminate()


def forget(path: Path) -> None:
    """Makes the system forget what it has read of a file, which the next reading then takes from the disk."""
    with path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


_SERVE = "import sys; from pathlib import Path; from cable_ner.index.serving import serve; serve(Path(sys.argv[1]), 0)"


def _addresses(path: Path) -> Iterator[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as db:

        def one(query: str, *values: object) -> str:
            return quote(str(db.execute(query, values).fetchone()[0]))

        names = db.execute("SELECT count(*) FROM names").fetchone()[0]
        post, tag, classification = (one(f"{_FACET} DESC", of) for of in ("post", "tag", "classification"))
        rare_post, rare_tag, rare_classification = (one(_FACET, of) for of in ("post", "tag", "classification"))
        first = one(_NAME_ID, 1)
        yield "first page", "/"
        yield "most frequent name", f"/name/{first}"
        yield "… of a post", f"/name/{first}?post={rare_post}"
        yield "… of frequent TAGS and a month", f"/name/{first}?tag={tag}&since=2005-03&until=2005-03"
        yield "… of rare TAGS", f"/name/{first}?tag={rare_tag}"
        yield "… of a rare classification, frequent TAGS", f"/name/{first}?classification={rare_classification}&tag={tag}"
        yield "… page 1,000", f"/name/{first}?from=20000"
        yield "most frequent person", f"/name/{one(_FIRST_PERSON)}"
        yield "… of frequent TAGS", f"/name/{one(_FIRST_PERSON)}?tag={tag}"
        if db.execute(_UNCOUNTED).fetchone():  # (all names of an archive of copies may be in more)
            yield "name in just under 1,000 cables", f"/name/{one(_UNCOUNTED)}"
        yield "name in the middle", f"/name/{one(_NAME_ID, names // 2)}"
        yield "rarest name", f"/name/{one(_NAME_ID, names)}"
        yield "cable", f"/cable/{one(_LONGEST)}"
        yield "search, the word 'the'", "/search?q=the"
        yield "search, 'prime minister' in a year", "/search?q=%22prime+minister%22&since=2005&until=2005"
        yield "search, 'minister' of a rare post", f"/search?q=minister&post={rare_post}"
        yield "search, 'minister' of frequent TAGS", f"/search?q=minister&tag={tag}"
        yield "search, 'minister' of rare TAGS", f"/search?q=minister&tag={rare_tag}"
        yield "search, a name", f"/search?q={one(_NAME)}"
        yield "cables of a post in a year", f"/search?post={post}&since=2005&until=2005"
        yield "cables of frequent TAGS", f"/search?tag={tag}"
        yield (
            "… of a classification in two years",
            f"/search?tag={tag}&classification={classification}&since=2004&until=2005",
        )
        yield "all cables, page 400", "/search?from=8000"
        yield "all names of PER, page 1,000", "/names?label=PER&from=100000"
        yield "names with the word 'al'", "/names?q=al&label=PER"
        yield "names with a word that begins with 'mar'", "/names?q=mar"
        yield "tables: cables", f"/{quote(path.stem)}/cables"
        yield "tables: names", f"/{quote(path.stem)}/names"


_FACET = "SELECT value FROM facets WHERE facet = ? ORDER BY cables"
_NAME_ID = "SELECT name_id FROM names WHERE id = ?"
_LONGEST = "SELECT cable FROM cables ORDER BY mentions DESC LIMIT 1"
_FIRST_PERSON = "SELECT name_id FROM names WHERE label = 'PER' ORDER BY id"
_UNCOUNTED = "SELECT name_id FROM names WHERE cables < 1000 ORDER BY cables DESC"
_NAME = "SELECT name FROM names WHERE label = 'PER' ORDER BY id"


def _milliseconds(port: int, address: str) -> float:
    connection = HTTPConnection("127.0.0.1", port)
    begun = time.perf_counter()
    connection.request("GET", address)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200, (address, answer.status)
    return 1000 * (time.perf_counter() - begun)
