"""The models on disk: the current one, every earlier one, and the candidates.

    training/model-best         the current model
    training/models/<id>        every model that was ever current; files are hard-linked, so they take up space only once
    training/candidates/<id>    a candidate with its report, until it becomes current, or permanently if it was refused

A model is identified by a digest of its files. A model just trained by `spacy project run all` has no lineage record yet; it
is adopted first.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import srsly

from ..files import link_or_copy, locked, write_bytes
from .digests import MARK, model_digest
from .lineage import Row, append, is_row, read_lineage

CURRENT, KEPT, CANDIDATES = "model-best", "models", "candidates"
LOCK = ".retrain.lock"
MAKING = ".making-"  # drafts in the folder of kept models


@contextmanager
def lock(training: Path) -> Iterator[None]:
    """Keeps other runs out of the folder. Raises OSError that names the process holding the lock."""
    training.mkdir(parents=True, exist_ok=True)
    with locked(training / LOCK):
        yield


def current(training: Path) -> str | None:
    """Returns the id of the model in model-best; None if there is no model, or if it is not in the lineage (see `adopt`)."""
    model = training / CURRENT
    if not (model / "meta.json").exists():
        return None
    digest = model_digest(model)
    marked = mark_of(model)
    if marked and marked["digest"] == digest:
        return str(marked["id"])
    return next((row["id"] for row in reversed(read_lineage(training)) if row["digest"] == digest), None)


def current_row(training: Path) -> Row | None:
    """Returns the record of the training of the current model; None where `current` returns None."""
    name = current(training)
    made = next((row for row in read_lineage(training) if row["id"] == name), None)
    return made if made or not name else mark_of(training / CURRENT)


def mark_of(model: Path) -> Row | None:
    """Returns the record in a model's folder, if there is one that can be read."""
    with suppress(OSError, ValueError):
        row = srsly.read_json(model / MARK)
        if is_row(row):
            return dict(row)
    return None


def adopt(model: Path, training: Path, row: Row) -> None:
    """Keeps a model and adds its record. Its folder is not touched, so that `spacy project run` sees no change."""
    keep(model, training, row)
    append(training, row)


def keep(model: Path, training: Path, row: Row) -> Path:
    """Makes the folder that keeps a model's files permanently, unless it exists, and returns it."""
    folder: Path = training / KEPT / row["id"]
    if is_kept(training, row):
        return folder
    making = training / KEPT / f"{MAKING}{row['id']}"
    shutil.rmtree(making, ignore_errors=True)
    link_tree(model, making)
    write_bytes(making / MARK, (srsly.json_dumps(row, indent=2) + "\n").encode())
    shutil.rmtree(folder, ignore_errors=True)
    os.rename(making, folder)
    return folder


def is_kept(training: Path, row: Row) -> bool:
    """Returns whether the model of a record is kept, with its original files."""
    folder: Path = training / KEPT / row["id"]
    return folder.exists() and bool(model_digest(folder) == row["digest"])


def kept(training: Path, row: Row) -> Path:
    """Returns the folder of a model that was ever current or refused. Raises ValueError if it is gone or has changed."""
    folders: list[Path] = [training / KEPT / row["id"], training / CANDIDATES / row["id"] / CURRENT]
    folder = next((folder for folder in folders if folder.is_dir()), None)
    if folder is None:
        raise ValueError(f"{folders[0]}: this model has been removed; choose another one (`cable-ner models list`)")
    if model_digest(folder) != row["digest"]:
        raise ValueError(f"{folder}: the files of this model have been changed since it was kept; remove the folder")
    return folder


def link_tree(source: Path, target: Path) -> None:
    """Makes a copy of a folder, of hard links where the disk supports them."""
    shutil.copytree(source, target, copy_function=link_or_copy)
