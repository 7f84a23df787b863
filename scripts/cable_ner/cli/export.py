"""Write the cables of DocBin files as annotated text, JSON lines or CoNLL columns."""

from pathlib import Path
from typing import Annotated

import spacy
import typer
from tqdm import tqdm
from wasabi import msg

from ..corpus import FORMATS, INLINE, whole_cables
from ..files import SIDECAR, explain, read_docs, remove_drafts, write_bytes
from ..work import STOPPED, stoppable
from .options import Lang


def main(
    docbins: Annotated[list[Path], typer.Argument(help="DocBin files, or folders of shards")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder to write to")],
    format: Annotated[str, typer.Option(help=" or ".join(FORMATS))] = INLINE,
    lang: Lang = "en",
) -> None:
    """Write one file a cable, named and foldered as the input was; inline files can be converted again."""
    if format not in FORMATS:
        msg.fail(f"--format {format} is none of {', '.join(FORMATS)}", exits=1)
    try:
        with stoppable():
            cables, files = export(docbins, output, format=format, lang=lang)
    except (ValueError, OSError) as error:
        msg.fail(explain(error), exits=1)
    except KeyboardInterrupt:
        msg.warn(f"stopped; what is in {output} is whole, but not all of it; run the same command again", exits=STOPPED)
    msg.good(f"{cables} cables in {files} files in {output}")


def export(docbins: list[Path], output: Path, *, format: str = INLINE, lang: str = "en") -> tuple[int, int]:
    """Writes the cables of DocBin files, and returns how many cables and files there were.

    Raises ValueError for a cable whose name points outside the output folder, or comes twice.
    """
    vocab = spacy.blank(lang).vocab
    docs = (doc for path in docbins for doc in read_docs(path, vocab))
    cables, written, folders = 0, set[Path](), set[Path]()
    for group in tqdm(whole_cables(docs), desc="Writing", unit="cable", disable=None, leave=False):
        cables += 1
        (output / (str(group[0].user_data.get("cable", "cable.txt")) + SIDECAR)).unlink(missing_ok=True)
        for file in FORMATS[format](group):
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
