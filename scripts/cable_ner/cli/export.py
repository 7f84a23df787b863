"""`cable-ner export`: DocBin files to annotated cables, and to what other programs read or search."""

from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import spacy
import typer

from ..corpus import DATASETS, FORMATS, INLINE, MARK, whole_cables, write_datasets
from ..files import ENDING, SIDECAR, read_docs, remove_drafts, write_bytes
from ..index import exports
from ..text import formats
from ..work import number_of, stoppable
from .console import errors_told, msg, progress
from .export_archive import export_datashare, export_ftm, export_sentences
from .options import DocBins, Lang

Format = Literal["inline", "jsonl", "conll", "brat", "datasets", "ftm", "datashare", "xlsx"]
Missing = Literal["mark", "outside", "leave-out"]


def main(
    docbins: DocBins,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder to write to")],
    format: Annotated[
        Format,
        typer.Option("--format", "-f", help="Output format; inline, jsonl, conll and brat can be converted again"),
    ] = "inline",
    missing: Annotated[
        Missing,
        typer.Option(
            help="In conll, brat and datasets, tokens whose label is unknown: mark them (conll: -; brat: MISSING;"
            " datasets: -100), take them for no name (outside), or leave out their paragraphs"
        ),
    ] = "mark",
    documents: Annotated[
        Path | None,
        typer.Option(help="For datashare: the documents of its index, as Elasticsearch gives them, one hit a line"),
    ] = None,
    name: Annotated[
        list[str], typer.Option(help="For xlsx: a name, in any spelling; give several for names that belong together")
    ] = [],  # noqa: B006 (Typer reads it, nobody changes it)
    lang: Lang = "en",
) -> None:
    """Convert DocBin files to other formats.

    Writes one file per cable, with the names and folders of the input. `datasets` writes one parquet file per DocBin file,
    `ftm` (OpenAleph), `datashare` and `xlsx` (the sentences of a name) write a few files for all cables.
    """
    stopped = f"stopped; the files in {output} are complete, but some are still missing; run the same command again"
    with errors_told(stopped=stopped), stoppable():
        if format == DATASETS:
            rows = export_datasets(docbins, output, missing=missing, lang=lang)
            msg.good(f'{number_of(rows, "paragraphs")} in {output}; load them with load_dataset("{output}")')
            return
        if format in (exports.FTM, exports.DATASHARE, exports.XLSX):
            ways = {
                exports.FTM: lambda: export_ftm(docbins, output, lang=lang),
                exports.DATASHARE: lambda: export_datashare(docbins, output, documents, lang=lang),
                exports.XLSX: lambda: export_sentences(docbins, output, name, lang=lang),
            }
            done = ways[format]()
            msg.good(done.done)
            for line in done.left_out:
                msg.warn(f"left out: {line}")
            return
        cables, files = export(docbins, output, format=format, missing=missing, lang=lang)
    msg.good(f"{number_of(cables, 'cables')} in {number_of(files, 'files')} in {output}")


def export_datasets(docbins: list[Path], output: Path, *, missing: str, lang: str = "en") -> int:
    """Writes the Docs of DocBin files, each a partition of its name, and returns how many there were.

    Raises ValueError for two files of one name, and as `write_datasets` does.
    """
    vocab = spacy.blank(lang).vocab
    partitions = {path.name.removesuffix(ENDING): partial(read_docs, path, vocab) for path in docbins}
    if len(partitions) < len(docbins):
        raise ValueError("two of the DocBin files have the same name, which names the partition; export them on their own")
    return write_datasets(partitions, output, missing=missing)


def export(
    docbins: list[Path], output: Path, *, format: str = INLINE, missing: str = MARK, lang: str = "en"
) -> tuple[int, int]:
    """Writes the cables of DocBin files, and returns how many cables and files there were.

    Raises ValueError for a cable whose name points outside the output folder, or comes twice.
    """
    vocab = spacy.blank(lang).vocab
    docs = (doc for path in docbins for doc in read_docs(path, vocab))
    cables, written, folders = 0, set[Path](), set[Path]()
    for group in progress("cable")(whole_cables(docs), "Writing", None):
        cables += 1
        name = formats.text_name(str(group[0].user_data.get("cable", "cable.txt")))
        (output / (name + SIDECAR)).unlink(missing_ok=True)
        for file in FORMATS[format](group, missing):
            path = output / file.name
            if not path.resolve().is_relative_to(output.resolve()):
                raise ValueError(f"{file.name}: the cable's name points outside {output}; convert it under another name")
            if path in written:
                raise ValueError(
                    f"{file.name}: two cables have this name (gold and silver?); export them to different folders"
                )
            written.add(path)
            if path.parent not in folders:
                path.parent.mkdir(parents=True, exist_ok=True)
                remove_drafts(path.parent)
                folders.add(path.parent)
            write_bytes(path, file.text.encode())
    return cables, len(written)
