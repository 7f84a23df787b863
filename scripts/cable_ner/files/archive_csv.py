"""The archive's table, `cables.csv`: a cable a record, of eight columns without a head, read as a stream.

The columns are a number, the date, the reference ID, the origin, the classification, the references, the header of the
transmission, and the text. Fields are in quotes; a backslash stands before a quote, a backslash or a line end in a field.
Each record becomes a page as the archive's site has it, so that its columns are read as the page's table is.
"""

import codecs
import csv
import html
import io
import re
from collections.abc import Callable, Iterator

from ..text import MAX_BYTES
from .source import Failure, Source

CSV = ".csv"
_COLUMNS = 8
_START = rb'(?:"[0-9]{0,20}"|[0-9]{1,20}),"[^"\n]{0,40}","[^"\n]{1,60}","'  # of a record
_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?\s*" + _START)
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?(?:[^,\n]{1,40},){7}[^,\n]{1,40}\n(?=" + _START + rb")")  # names of the columns
_BETWEEN = re.compile(rb"\n(?=" + _START + rb")")
_LONGEST_START = 200  # bytes
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(.*)")
_CHUNK = 65_536
csv.field_size_limit(2 * MAX_BYTES)  # (of all tables in this process; by default it is 131,072 characters)


def is_archive_csv(start: bytes) -> bool:
    """Returns whether these are the first bytes of such a table."""
    return _FIRST.match(start) is not None or _HEAD.match(start) is not None


def csv_cables(read: Callable[[int], bytes], name: str) -> Iterator[Source | Failure]:
    """Yields the cables of a table, named by their reference IDs, and a Failure for each record that is none.

    `read` returns at most that many bytes, and none at the end. Line numbers are of the table.
    """
    for line, record in _records(read):
        place = f"{name}:{line}"
        if line == 1 and record and not _FIRST.match(record):
            continue  # the names of the columns
        if record is None:
            yield Failure(place, f"has a record of more than {MAX_BYTES:,} bytes, too large for one cable; split it by hand")
            continue
        text = record.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")
        try:
            # (several only if one does not begin as records do)
            rows = [row for row in csv.reader(io.StringIO(text, newline=""), escapechar="\\") if row]
        except csv.Error as error:
            yield Failure(place, f"has a record that cannot be read ({error}); correct its quotes")
            continue
        for row in rows:
            if len(row) != _COLUMNS:
                yield Failure(place, f"has a record of {len(row)} columns, not {_COLUMNS}; correct its quotes")
                continue
            own = (row[2] or row[0] or str(line)).replace("/", "_")
            yield Source(f"{name}/{own}", data=_page(row).encode("utf-8", "surrogateescape"))


def _records(read: Callable[[int], bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Yields the first line of each record and its bytes, or None for one that is too large.

    A record begins where a line looks like the beginning of one, so a damaged one costs no other.
    """
    line, rest = 1, b""
    is_large, dropped = False, 0  # of a record that is too large, only the end is held; how many line ends were dropped

    def record(data: bytes) -> tuple[int, bytes | None]:
        return line, None if is_large or len(data) > MAX_BYTES else data

    while data := read(_CHUNK):
        *whole, rest = _BETWEEN.split(rest + data)
        for one in whole:
            yield record(one)
            line += dropped + one.count(b"\n") + 1
            is_large, dropped = False, 0
        if len(rest) > MAX_BYTES:
            dropped += rest.count(b"\n", 0, len(rest) - _LONGEST_START)
            is_large, rest = True, rest[-_LONGEST_START:]
    if rest.strip():
        yield record(rest)


def _page(row: list[str]) -> str:
    """Returns a record as a page. No line ends are added, so that lines of the page are those of the record."""
    _, date, reference, origin, classification, references, header, text = row
    if found := _DATE.fullmatch(date.strip()):
        date = f"{found[3]}-{int(found[1]):02d}-{int(found[2]):02d}{found[4]}"
    cells = {
        "Reference ID": reference, "Created": date, "Classification": classification, "Origin": origin,
        "References": references,
    }  # fmt: skip
    heads = "".join(f"<th>{head}</th>" for head in cells)
    values = "".join(f"<td>{html.escape(' '.join(cell.split()))}</td>" for cell in cells.values())
    # (the sign of a transmission is a line that begins with FM)
    blocks = [f"&#10;{html.escape(header, quote=False)}"] if header.strip() else []
    blocks.append(html.escape(text, quote=False))
    pages = "".join(f"<code><pre>{block}</pre></code>" for block in blocks)
    return f"<table class='cable'><tr>{heads}</tr><tr>{values}</tr></table>{pages}"
