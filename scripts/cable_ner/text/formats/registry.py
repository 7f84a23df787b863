"""Which format a file is in: by its ending, and where that leaves several, by its content."""

from collections.abc import Callable, Iterator

from ..standoff import Document, FormatError
from .cas import is_json_cas, read_json_cas, read_xmi
from .columns import read_columns
from .json_values import decoded
from .rows import read_lines, read_row, read_rows
from .webanno import is_webanno, read_webanno

Reader = Callable[[bytes], Iterator[Document | FormatError]]
_COLUMNS = (".conll", ".conll03", ".conllu", ".iob", ".iob2", ".bio", ".bilou", ".biluo", ".bioes")


def read_json(data: bytes) -> Iterator[Document | FormatError]:
    """Yields the texts of a JSON file: a list of rows or of Label Studio's tasks, or a UIMA CAS.

    Yields an error for each row that is not a text with annotations, and raises FormatError for all else.
    """
    try:
        found = decoded(data)
    except ValueError as error:
        raise FormatError(f"is not JSON ({error}); export it again") from None
    if is_json_cas(found):
        yield from read_json_cas(data)
        return
    rows = list(enumerate(found if isinstance(found, list) else [found], 1))
    yield from read_rows(rows, read_row)


def read_tabs(data: bytes) -> Iterator[Document]:
    """Yields the texts of a file with tabs: WebAnno TSV 3, or CoNLL columns. Raises FormatError."""
    return read_webanno(data) if is_webanno(data) else read_columns(data)


# Formats by the ending of a file. (brat's is a file beside the text, and `.csv` is read a record at a time.)
FILES: dict[str, Reader] = {
    ".jsonl": read_lines, ".ndjson": read_lines, ".json": read_json, ".xmi": read_xmi, ".tsv": read_tabs,
    **dict.fromkeys(_COLUMNS, read_columns),
}  # fmt: skip


def text_name(name: str) -> str:
    """Returns a name under which a text is read as one: with `.txt`, where its ending would say that it is another file."""
    return f"{name}.txt" if reader_of(name) or name.lower().endswith((".csv", ".ann")) else name


def reader_of(name: str) -> Reader | None:
    """Returns the reader for a file's name, or None if its format is not told by its ending."""
    lower = name.lower()
    return next((reader for ending, reader in FILES.items() if lower.endswith(ending)), None)
