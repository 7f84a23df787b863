"""Spreadsheets that people edit: written so that any program opens them, read as any program saves them."""

import csv
import io
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

_DELIMITERS = (",", ";", "\t")
# What a spreadsheet program takes for the beginning of a formula (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_PRINTED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # control, format, surrogate, private, none, separators


class SheetError(ValueError):
    """Everything that is wrong with a file, one problem a line: `file:line: what; remedy`."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


def printable(text: str) -> str:
    """Returns text that moves no cursor and hides nothing: white space becomes spaces, invisible characters are escaped."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) in _NOT_PRINTED:
        return character.encode("unicode_escape", "surrogatepass").decode()
    return character


def guarded(text: str) -> str:
    """Returns the text of a cell, after an apostrophe if a spreadsheet program would run it as a formula."""
    return "'" + text if text.startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    """Returns the text that `guarded` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def as_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Returns rows as comma-separated values in printable text, with formulas guarded; readers call `unguarded`."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([guarded(printable(cell)) if isinstance(cell, str) else cell for cell in row])
    return file.getvalue()


def read_table(path: Path, columns: Sequence[str], *, problems: list[str] | None = None) -> list[tuple[int, dict[str, str]]]:
    """Returns the rows of a spreadsheet, column name -> cell, each with the number of its first line; skips empty rows.

    Reads what Excel and LibreOffice save: commas, semicolons or tabs, any line ending, UTF-8 with or without a byte order
    mark, UTF-16 and the Windows code page. There may be other columns, and their order does not matter. Raises SheetError
    if a column is missing or occurs twice, or a row has too many cells; OSError. If a list for `problems` is given, those
    with rows are added to it, and the other rows are returned.
    """
    text = _decoded(path.read_bytes())
    lines = text.splitlines(keepends=True)
    start = 1 if lines and lines[0].lower().startswith("sep=") else 0  # written by Excel
    header = lines[start] if len(lines) > start else ""
    delimiter = max(_DELIMITERS, key=lambda sign: len(set(_cells(header, sign)) & set(columns)))
    names = _cells(header, delimiter)
    if missing := [name for name in columns if name not in names]:
        raise SheetError(
            [f"{path}:{start + 1}: there is no column {', '.join(missing)}; keep the first row as it was exported"]
        )
    if twice := [name for name in columns if names.count(name) > 1]:
        raise SheetError([f"{path}:{start + 1}: column {', '.join(twice)} appears twice; keep one"])
    found: list[str] = [] if problems is None else problems
    rows = _rows(path, lines[start + 1 :], start + 2, names=names, delimiter=delimiter, problems=found)
    if found and problems is None:
        raise SheetError(found)
    return rows


def _rows(
    path: Path, lines: list[str], first: int, *, names: list[str], delimiter: str, problems: list[str]
) -> list[tuple[int, dict[str, str]]]:
    csv.field_size_limit(sys.maxsize if sys.maxsize < 2**31 else 2**31 - 1)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    rows, at = [], 0
    try:
        for cells in reader:
            line, at = first + at, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if any(cell.strip() for cell in cells[len(names) :]):
                problems.append(
                    f"{path}:{line}: has {len(cells)} cells for {len(names)} columns; quote cells that contain '{delimiter}'"
                )
                continue
            rows.append((line, {name: cell.strip() for name, cell in zip(names, [*cells, *[""] * len(names)])}))
    except csv.Error as error:
        problems.append(f"{path}:{first + at}: is not a row of a table ({error}); export again, and edit the new file")
    return rows


def _cells(line: str, delimiter: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
