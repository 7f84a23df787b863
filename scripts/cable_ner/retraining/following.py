"""What `spacy train` writes into its log while it runs, for the person who waits."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .options import Say

_EVERY = 1.0  # seconds between two looks at the log
# A row of spaCy's table: epoch, step, losses and scores; the last one is the score of the model.
_ROW = re.compile(r"^\s*\d+\s+(\d+)\s.*\s(\d\.\d+)\s*$")


@contextmanager
def followed(log: Path, say: Say) -> Iterator[None]:
    """Says each evaluation that is written into a log, until the context is left."""
    ended, told = threading.Event(), 0

    def tell() -> None:
        nonlocal told
        lines = log.read_text(encoding="utf8", errors="replace").splitlines(keepends=True) if log.exists() else []
        rows = [row for line in lines if line.endswith("\n") and (row := _ROW.match(line))]
        for row in rows[told:]:
            say(f"Training: step {row[1]}, score {row[2]} on dev")
        told = max(told, len(rows))

    def watch() -> None:
        while not ended.wait(_EVERY):
            tell()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
        tell()
