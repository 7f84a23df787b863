"""Which model is current, what it came from, and how another takes its place.

    training/model-best         the current model
    training/models/<id>        every model that was ever current, its files hard-linked, so that they cost their size once
    training/candidates/<id>    a model with its report, before it is current, and for good if it lost
    training/lineage.jsonl      a line a decision: what the model is made of, its scores, whether it was taken, and why

A model is known by a digest of its files. One that `spacy project run all` has trained is in no line yet, and is adopted.
To take a model's place is a row of steps: the folders are exchanged, the line is written, the report is put in place, the
candidate's folder is removed. A run that is killed in between is finished by the next one (`recover`).
"""

import ctypes
import errno
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

import spacy
import srsly
from thinc.api import Config

from .. import __version__
from ..files import link_or_copy, locked, replacing, write_bytes

Row = dict[str, Any]
CURRENT, KEPT, CANDIDATES, LINEAGE = "model-best", "models", "candidates", "lineage.jsonl"
MARK = "lineage.json"  # in the folder of a model: its line
ROW = "row.json"  # in the folder of a candidate: the line that is to be written
PUBLISHED = ("metrics.json", "evaluation", "report.html", "train.jsonl")  # of the current model
FIRST, ACCEPTED, FORCED, ROLLED_BACK = "first", "accepted", "forced", "rolled back"
REFUSED = "refused"
LOCK = ".retrain.lock"
_SWAP, _INCOMING, _OUTGOING, _MAKING = ".swap.json", ".incoming-", ".outgoing-", ".making-"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # of Linux, linux/fcntl.h and linux/fs.h
_CANNOT = (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM)


# -- the lineage ---------------------------------------------------------------------------------


def read_lineage(training: Path) -> list[Row]:
    """Returns the lines, oldest first; none if there is no lineage yet. Raises ValueError for a line that is none."""
    path = training / LINEAGE
    rows: list[Row] = []
    if not path.exists():
        return rows
    for number, line in enumerate(path.read_text(encoding="utf8", errors="replace").splitlines(), 1):
        try:
            row = srsly.json_loads(line)
        except ValueError:
            row = None
        if not _is_row(row):
            raise ValueError(f"{path}:{number}: is not the line of a model; mend or remove it")
        rows.append(row)
    return rows


def append(training: Path, row: Row) -> None:
    """Writes a line, if it is not there yet."""
    rows, row = read_lineage(training), srsly.json_loads(srsly.json_dumps(row))  # (numbers as they are read back)
    if row not in rows:
        write_bytes(training / LINEAGE, "".join(srsly.json_dumps(one) + "\n" for one in [*rows, row]).encode())


def row_of(training: Path, name: str) -> Row:
    """Returns the line in which a model was made, by its id or the beginning of one. Raises ValueError if it is of none."""
    rows = read_lineage(training)
    found = {row["id"]: row for row in reversed(rows) if row["id"].startswith(name)}  # (the first line of each)
    if name in found:
        return found[name]
    if len(found) != 1:
        known = ", ".join(dict.fromkeys(row["id"] for row in rows)) or "none yet"
        raise ValueError(f"{training / LINEAGE}: {len(found) or 'no'} models are called '{name}'; there are {known}")
    return next(iter(found.values()))


_KEYS = {"id", "parent", "date", "way", "digest", "data", "labels", "scores", "decision", "reason", "versions"}


def _is_row(row: object) -> bool:
    """Returns whether something read is a line of ours. Its id becomes the name of a folder."""
    return (
        isinstance(row, dict)
        and row.keys() >= _KEYS
        and re.fullmatch(r"[\w-]+", str(row["id"])) is not None
        and isinstance(row["data"], dict)
        and row["data"].keys() >= {"increments", "digests", "cables"}
    )


def digest_of(model: Path) -> str:
    """Returns a digest of a model's files: of all that it is, and not of how fast it was scored on dev."""
    state = blake2b(digest_size=16)
    for path in sorted(path for path in model.rglob("*") if path.is_file() and path.name != MARK):
        data = path.read_bytes()
        if path == model / "meta.json":
            meta = srsly.json_loads(data)
            data = srsly.json_dumps({key: meta[key] for key in sorted(meta) if key != "performance"}).encode()
        state.update(f"{path.relative_to(model).as_posix()} {len(data)} ".encode() + data)
    return state.hexdigest()


def config_digest(model: Path) -> str:
    """Returns a digest of the configuration that a model was trained with, but for where its files were."""
    config = Config().from_disk(model / "config.cfg", interpolate=False)
    config.pop("paths", None)
    config.get("training", {}).get("logger", {}).pop("output_file", None)
    return blake2b(config.to_str(interpolate=False).encode(), digest_size=8).hexdigest()


def labels_of(model: Path) -> list[str]:
    """Returns the labels that a model gives mentions, of its meta.json. Raises OSError and ValueError for what is none."""
    try:
        labels = srsly.read_json(model / "meta.json")["labels"]
        return sorted({label for name in labels for label in labels[name]})
    except (ValueError, LookupError, TypeError) as error:
        raise ValueError(f"{model}: is not the folder of a model ({error}); run `spacy project run all`") from error


def new_row(
    training: Path,
    model: Path,
    *,
    parent: str | None,
    decision: str,
    reason: str,
    data: Mapping[str, Any],
    way: str,
    scores: Mapping[str, Any] | None = None,
    gate: list[Row] | None = None,
) -> Row:
    """Returns the line of a model, with an id that no other has."""
    digest, now = digest_of(model), datetime.now(UTC)
    taken = {row["id"] for row in read_lineage(training)}
    stem = name = f"{now:%Y-%m-%d}-{digest[:8]}"
    number = 1
    while name in taken:
        name, number = f"{stem}-{number + 1}", number + 1
    return {
        "id": name,
        "parent": parent,
        "date": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "way": way,
        "config": config_digest(model),
        "digest": digest,
        "data": dict(data),
        "labels": labels_of(model),
        "scores": scores,
        "gate": gate,
        "decision": decision,
        "reason": reason,
        "versions": {"spacy": spacy.__version__, "cable_ner": __version__},
    }


# -- the current model ---------------------------------------------------------------------------


def current(training: Path) -> str | None:
    """Returns the id of the model in model-best; None if there is none, or it is in no line (adopt it)."""
    model = training / CURRENT
    if not (model / "meta.json").exists():
        return None
    digest = digest_of(model)
    marked = _mark(model)
    if marked and marked["digest"] == digest:
        return marked["id"]
    return next((row["id"] for row in reversed(read_lineage(training)) if row["digest"] == digest), None)


def current_row(training: Path) -> Row | None:
    """Returns the line in which the current model was made; None as `current`."""
    name = current(training)
    made = next((row for row in read_lineage(training) if row["id"] == name), None)
    return made if made or not name else _mark(training / CURRENT)


def _mark(model: Path) -> Row | None:
    """Returns the line that is in a model's folder, if there is one that can be read."""
    with suppress(OSError, ValueError):
        row = srsly.read_json(model / MARK)
        if _is_row(row):
            return row
    return None


def adopt(model: Path, training: Path, row: Row) -> None:
    """Keeps a model and writes its line; its folder stays as it is, so that `spacy project run` finds nothing changed."""
    keep(model, training, row)
    append(training, row)


def keep(model: Path, training: Path, row: Row) -> Path:
    """Returns the folder that has a model's files for good."""
    folder = training / KEPT / row["id"]
    if folder.exists() and digest_of(folder) == row["digest"]:
        return folder
    making = training / KEPT / f"{_MAKING}{row['id']}"
    shutil.rmtree(making, ignore_errors=True)
    link_tree(model, making)
    write_bytes(making / MARK, (srsly.json_dumps(row, indent=2) + "\n").encode())
    shutil.rmtree(folder, ignore_errors=True)
    os.rename(making, folder)
    return folder


def link_tree(source: Path, target: Path) -> None:
    """Makes a folder of the same files: not copies, where the disk has links."""
    shutil.copytree(source, target, copy_function=link_or_copy)


def kept(training: Path, row: Row) -> Path:
    """Returns the folder of a model that was once current, or lost. Raises ValueError if it is not as it was."""
    folders = [training / KEPT / row["id"], training / CANDIDATES / row["id"] / CURRENT]
    folder = next((folder for folder in folders if folder.is_dir()), None)
    if folder is None:
        raise ValueError(f"{folders[0]}: the model is not there any more")
    if digest_of(folder) != row["digest"]:
        raise ValueError(f"{folder}: is not the model that was put there; its files were changed. Remove it")
    return folder


# -- one in place of another ---------------------------------------------------------------------


def swap(training: Path, name: str) -> None:
    """Makes a kept model the current one, in one system call where the system can; the one before has to be kept.

    Where it cannot (file systems without RENAME_EXCHANGE, systems that are not Linux) there is a moment without
    model-best, and a run that is killed in it is finished by the next (`recover`).
    """
    incoming, outgoing, best = training / f"{_INCOMING}{name}", training / f"{_OUTGOING}{name}", training / CURRENT
    shutil.rmtree(incoming, ignore_errors=True)
    link_tree(training / KEPT / name, incoming)
    if not best.exists():
        os.rename(incoming, best)
    elif exchange(incoming, best):
        shutil.rmtree(incoming)
    else:
        write_bytes(training / _SWAP, srsly.json_dumps({"incoming": incoming.name, "outgoing": outgoing.name}).encode())
        os.rename(best, outgoing)
        os.rename(incoming, best)
        (training / _SWAP).unlink()
        shutil.rmtree(outgoing)


def exchange(first: Path, second: Path) -> bool:
    """Gives each of two folders the other's name in one system call (renameat2); returns False where there is none."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):
        return False
    if renameat2(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(second))


def recover(training: Path) -> list[Row]:
    """Finishes what a run that was killed has begun, and removes what it left; returns the lines it wrote for that."""
    _recover_swap(training)
    done = [row for folder in sorted((training / CANDIDATES).glob("*")) if (row := finish(training, folder))]
    marked = _mark(training / CURRENT)
    if marked and current(training) == marked["id"] and marked["id"] not in {row["id"] for row in read_lineage(training)}:
        append(training, marked)
        done.append(marked)
    for folder in (training / KEPT).glob(f"{_MAKING}*"):
        shutil.rmtree(folder, ignore_errors=True)
    return done


def _recover_swap(training: Path) -> None:
    journal, best = training / _SWAP, training / CURRENT
    if journal.exists():
        names = srsly.read_json(journal)
        if not best.exists():
            os.rename(next(training / names[key] for key in names if (training / names[key]).exists()), best)
        journal.unlink()
    for folder in (*training.glob(f"{_INCOMING}*"), *training.glob(f"{_OUTGOING}*")):
        shutil.rmtree(folder, ignore_errors=True)


def finish(training: Path, candidate: Path) -> Row | None:
    """Does what is left to be done for a candidate by its line (row.json): all of it, or none if that was done.

    One that lost is written down. One that won takes the place of the model it was made to replace; if another has done so
    meanwhile, the candidate is removed. Returns the line if anything was done.
    """
    row = _candidate_row(candidate)
    if row is None:
        return None
    if row["decision"] == REFUSED:
        written = row in read_lineage(training)
        append(training, row)
        return None if written else row
    present = current(training)
    if present != row["id"]:
        if present != row["parent"]:
            shutil.rmtree(candidate)
            return None
        keep(candidate / CURRENT, training, row)
        swap(training, row["id"])
    append(training, row)
    _publish(training, candidate)
    shutil.rmtree(candidate)
    return row


def _candidate_row(candidate: Path) -> Row | None:
    if candidate.name.startswith(".") or not (candidate / ROW).exists():
        return None
    row = srsly.read_json(candidate / ROW)
    return row if _is_row(row) else None


def _publish(training: Path, candidate: Path) -> None:
    """Puts the report of what is now the current model in place of the one before."""
    with replacing(training, PUBLISHED) as scratch:
        for name in PUBLISHED:
            source = candidate / name
            if source.is_dir():
                shutil.copytree(source, scratch / name)
            elif source.exists():
                shutil.copy(source, scratch / name)


def roll_back_row(training: Path, row: Row) -> Row:
    """Returns the line that a model which was current before is it again. Raises ValueError if it was not, or is now."""
    before = current(training)
    if row["id"] == before:
        raise ValueError(f"{row['id']} is the current model")
    if not (training / KEPT / row["id"]).is_dir():
        raise ValueError(f"{row['id']} never was the current model; `retrain --again --force` takes what was refused")
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return {**row, "parent": before, "date": now, "decision": ROLLED_BACK, "reason": f"in place of {before}, by hand"}


def settle(training: Path, work: Path, row: Row) -> Row:
    """Makes a folder of work the candidate of a line, which stands from then on, and does what the line says.

    Raises ValueError if the current model is not the one any more that the candidate was compared with.
    """
    write_bytes(work / ROW, (srsly.json_dumps(row, indent=2) + "\n").encode())
    candidate = training / CANDIDATES / row["id"]
    shutil.rmtree(candidate, ignore_errors=True)
    os.rename(work, candidate)
    if finish(training, candidate) is None:
        raise ValueError(f"{training / CURRENT}: has become another model meanwhile; run it again")
    return row


# -- one run at a time ---------------------------------------------------------------------------


@contextmanager
def lock(training: Path) -> Iterator[None]:
    """Keeps other runs out of the folder. Raises OSError that names the process holding the lock."""
    training.mkdir(parents=True, exist_ok=True)
    with locked(training / LOCK):
        yield


# -- for the package -----------------------------------------------------------------------------


def line_of(training: Path) -> list[str]:
    """Returns the ids of the models that were ever current, in the order in which they first were."""
    return list(dict.fromkeys(row["id"] for row in read_lineage(training) if row["decision"] != REFUSED))


def version_of(training: Path, base: str) -> str:
    """Returns the version of the current model's package: the last number of `base` and how many models were before it.

    A model has the same version for good, also after a roll back; one that is in no line yet has the next.
    Raises ValueError if `base` does not end in a number.
    """
    before = line_of(training)
    name = current(training)
    number = before.index(name) if name in before else len(before)
    parts = re.fullmatch(r"(.*?)(\d+)", base, re.DOTALL)
    if parts is None:
        raise ValueError(f"the version '{base}' does not end in a number; give one such as 0.1.0")
    return f"{parts[1]}{int(parts[2]) + number}"


def card_lines(training: Path) -> list[str]:
    """Returns what a model card says of where the current model comes from; nothing if it is in no line."""
    made = current_row(training)
    before = line_of(training)
    if made is None or made["id"] not in before:
        return []
    lines = [
        f"- Model {made['id']} of {made['date'][:10]}, number {before.index(made['id']) + 1} of its line; {made['way']}."
    ]
    if numbers := [number for number in made["data"].get("increments", []) if number]:
        lines.append(f"- It has seen the first cables and {len(numbers)} later deliveries ({_names(numbers)}).")
    if made["parent"] and made["decision"] != FIRST:
        lines.append(f"- It took the place of {made['parent']} ({made['decision']}): {made['reason']}.")
    return lines


def _names(numbers: list[int]) -> str:
    return ", ".join(f"{number:03}" for number in numbers)
