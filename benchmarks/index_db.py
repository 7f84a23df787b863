"""`index-db`: the database of an archive: time, size and memory of its build, and how long its pages take."""

import datetime
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import msgspec
import spacy
import typer

from benchmarks.measuring import Measured, measure, table
from cable_ner.files import digest, unit
from cable_ner.index import CableRecord, build_archive, read_records

_IN_FILE = 500  # cables
_VARIED = 0.05  # of the persons' forms in a copy: they are of somebody else
_DAYS = 3650
_VOWELS, _CONSONANTS = "aeiou", "bcdfghklmnprstvz"


def bench_index_db(
    tagged: Annotated[list[Path], typer.Argument(help="DocBin files, or folders of shards")],
    cables: Annotated[
        int, typer.Option(help="Number of cables: copies with other numbers, dates and some other names")
    ] = 5000,
    least: Annotated[int, typer.Option(help="Number of cables of the small build that memory is compared with")] = 1000,
    keep: Annotated[Path | None, typer.Option(help="Folder to keep the database in")] = None,
    times: Annotated[int, typer.Option(help="Number of times to open each page")] = 20,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the table")] = None,
) -> None:
    """Build time, size and peak memory of the database at two sizes, and milliseconds of its pages at the larger one."""
    with tempfile.TemporaryDirectory(dir=keep) as name:
        folder = Path(name)
        rows: list[tuple[str, str]] = []
        for size in (least, cables):
            write_copies(tagged, folder / str(size), size)
            built = measure(_build, [folder / str(size)], folder / f"{size}.db")
            shutil.rmtree(folder / str(size))
            rows += _figures(built, size, (folder / f"{size}.db").stat().st_size)
        if keep:
            (folder / f"{cables}.db").replace(keep / "archive.db")
        rows += page_times(keep / "archive.db" if keep else folder / f"{cables}.db", times)
    table(("", "figure"), rows, output)


def _build(inputs: list[Path], path: Path) -> dict[str, int]:
    return build_archive(inputs, path).rows


def _figures(built: Measured, cables: int, size: int) -> list[tuple[str, str]]:
    per = 10_000 / cables
    return [
        (f"{cables:,} cables: paragraphs, mentions, names", ", ".join(f"{built.result[of]:,}" for of in _SHOWN)),
        ("… build, seconds", f"{built.seconds:,.0f}"),
        ("… build, seconds per 10,000 cables", f"{built.seconds * per:,.0f}"),
        ("… size, MB per 10,000 cables", f"{size / 1e6 * per:,.0f}"),
        ("… peak memory, MB", f"{built.megabytes:,.0f}"),
    ]


_SHOWN = ("paragraphs", "mentions", "names")


def write_copies(tagged: list[Path], folder: Path, cables: int) -> None:
    """Writes files of JSON lines, as `tag` does: the cables in DocBin files, then copies of them."""
    from cable_ner.files import shard_files

    vocab = spacy.blank("en").vocab
    own = [record for path in tagged for file in shard_files(path) for record in read_records(file, vocab)]
    folder.mkdir()
    lines: list[bytes] = []
    for number in range(cables):
        lines.append(msgspec.json.encode(_as_json(own[number % len(own)], number // len(own))) + b"\n")
        if len(lines) == _IN_FILE or number == cables - 1:
            (folder / f"{number:07d}.jsonl").write_bytes(b"".join(lines))
            lines = []


def _as_json(record: CableRecord, copy: int) -> dict[str, Any]:
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
            if copy and mention.label == "PER" and unit(mention.form, copy) < _VARIED:
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
    """Yields how many milliseconds each kind of page takes, from request to the last byte: median and most."""
    return iter(())
