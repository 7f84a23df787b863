"""Increments: the cables that are added to a converted archive, month after month, each batch in a folder of its own.

`corpus/` holds the base, as `convert` writes it; `corpus/increments/001`, `002` ... hold the same files for the cables
that came later. No old cable is read again: all that is needed of it is in cables.jsonl.
"""

import os
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import spacy.about
import srsly

from ..files import ENDING, STANDARD_INPUT, Source, link_or_copy, replacing, shard_files
from ..work import Where
from .conversion import REPORT, convert
from .earlier import Earlier, NothingNew
from .identity import Identity
from .new_split import Placed
from .partitions import PARTITIONS
from .reasons import Reason, WhyLeftOut, why_left_out
from .report import Report
from .settings import ConversionSettings, GoldFolders, Progress, as_recorded, no_progress
from .sketches import checked
from .writing import CABLES

FOLDER, AUDITED = "increments", "audited"
_MOST_NAMED = 5
_ANEW = "`spacy project run all` converts everything anew"


class Increment(NamedTuple):
    """Converted cables: the base (number 0), or what came later. `cables` counts those of each partition.

    `digest` is of the data: the DocBin files that are trained on and scored with, and cables.jsonl.
    """

    number: int
    path: Path
    cables: dict[str, int]
    digest: str


# -- what is there -------------------------------------------------------------------------------


def base(corpus: Path) -> Increment:
    """Returns the base. Raises ValueError if there is none."""
    missing = [name for name in (CABLES, REPORT, f"train{ENDING}") if not (corpus / name).exists()]
    if missing:
        raise ValueError(f"{corpus}: there is no {missing[0]}; run `spacy project run all` first")
    return _increment(0, corpus)


def on_disk(corpus: Path) -> list[Increment]:
    """Returns the base and the increments that came to it, in order. Raises ValueError if there is no base."""
    first = base(corpus)
    return [first, *(_increment(number, path) for number, path in _folders(corpus, _digest(corpus / CABLES)))]


def outdated(corpus: Path) -> list[Path]:
    """Returns the folders of increments that belong to an earlier base, which was converted again since."""
    kept = {path for _, path in _folders(corpus, _digest(corpus / CABLES))}
    return [path for _, path in _numbered(corpus) if path not in kept]


def _numbered(corpus: Path) -> list[tuple[int, Path]]:
    folder = corpus / FOLDER
    paths = folder.iterdir() if folder.is_dir() else ()
    return sorted((int(path.name), path) for path in paths if path.name.isascii() and path.name.isdecimal())


def _folders(corpus: Path, of_base: str) -> list[tuple[int, Path]]:
    return [
        (number, path)
        for number, path in _numbered(corpus)
        if (path / REPORT).exists() and _report(path).get("increment", {}).get("base") == of_base
    ]


def _increment(number: int, path: Path) -> Increment:
    parts = _report(path)["partitions"]
    increment = Increment(number, path, {name: part["cables"] for name, part in parts.items()}, "")
    total = blake2b(digest_size=16)
    for file in (path / CABLES, *(file for name in PARTITIONS for file in docbins(increment, name))):
        total.update(f"{file.relative_to(path).as_posix()} {_digest(file)}\n".encode())
    return increment._replace(digest=total.hexdigest())


def _report(path: Path) -> dict[str, Any]:
    try:
        data = srsly.read_json(path / REPORT)
        data["settings"], data["partitions"]  # noqa: B018
    except (ValueError, LookupError, TypeError) as error:
        raise ValueError(f"{path / REPORT}: is not what `convert` writes ({error}); {_ANEW}") from error
    return data


def _digest(file: Path) -> str:
    state = file.stat()
    return _digest_of(file, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=4096)
def _digest_of(file: Path, _size: int, _changed: int) -> str:
    total = blake2b(digest_size=16)
    with file.open("rb") as stream:
        while data := stream.read(1 << 20):
            total.update(data)
    return total.hexdigest()


def docbins(increment: Increment, partition: str, *, audited: bool = True) -> list[Path]:
    """Returns the DocBin files of a partition; for train, the audited ones if there are any and `audited` is set."""
    path = increment.path / f"{partition}{ENDING}"
    other = increment.path / AUDITED / path.name
    if partition == "train" and audited and other.exists():
        path = other
    return shard_files(path) if path.exists() else []


def gather(increments: Sequence[Increment], partition: str, folder: Path, *, times: Mapping[int, int] | None = None) -> Path:
    """Makes a folder of links to the DocBin files of a partition, which spaCy takes as one corpus, and returns it.

    Files are linked (copied where a disk has no links), those of an increment as often as `times` says of its number, once
    by default. A folder that is there is replaced. Raises OSError.
    """
    with replacing(folder.parent, [folder.name]) as scratch:
        (scratch / folder.name).mkdir()
        for increment in increments:
            if not increment.cables.get(partition):
                continue
            for time in range((times or {}).get(increment.number, 1)):
                for file in docbins(increment, partition):
                    link_or_copy(file, scratch / folder.name / f"{increment.number:03d}-{time}-{file.name}")
        if not any((scratch / folder.name).iterdir()) and increments:  # spaCy wants a file, if there is nothing in it
            for file in docbins(increments[0], partition)[:1]:
                link_or_copy(file, scratch / folder.name / file.name)
    return folder


def labels_of(increment: Increment, partition: str) -> str:
    """Returns whether the labels of a partition are gold, silver, or 'gold and silver', and nothing if it is empty."""
    part = _report(increment.path)["partitions"].get(partition, {})
    return part.get("labels", "") if part.get("cables") else ""


# -- what is new ---------------------------------------------------------------------------------


def settings_differ(corpus: Path, settings: ConversionSettings) -> list[str]:
    """Returns how these settings differ from those the base was converted with, one line for each difference.

    The language and the version of spaCy stand for the tokenizer. Raises ValueError if there is no base.
    """
    base(corpus)
    data = _report(corpus)
    # (as JSON has them)
    present = srsly.json_loads(srsly.json_dumps({**as_recorded(settings), "spacy": spacy.about.__version__}))
    recorded = {**data["settings"], "spacy": data.get("spacy", "")}
    found = []
    for key, name in _NAMES.items():
        old, now = recorded.get(key), present[key]
        if key == "labels" and old is not None and sorted(old) == sorted(now):
            continue
        if old is None:
            found.append(f"{name}: not known of the base, which an earlier version converted; {_ANEW}")
        elif old != now and key.endswith("_digest"):
            found.append(f"{name}: {'changed' if old and now else 'used' if now else 'not used'}{_SINCE}")
        elif old != now:
            found.append(f"{name}: {_shown(now)}, where the base has {_shown(old)}")
    return found


_NAMES = {
    "labels": "labels", "label_map": "label map", "rules_digest": "label rules", "corrections_digest": "corrections",
    "lang": "language", "seed": "seed", "partition": "shares of train, dev and test", "spacy": "tokenizer of spaCy",
}  # fmt: skip
_SINCE = " since the base was converted"


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ",".join(f"{old}={new}" for old, new in value.items()) or "none"
    if isinstance(value, list):
        return ",".join(map(_shown, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def convert_new(
    inputs: Sequence[str],
    corpus: Path,
    *,
    settings: ConversionSettings = ConversionSettings(),
    checked: GoldFolders = GoldFolders(),
    where: Where = Where(),
    progress: Progress = no_progress,
    announce: Callable[[str], None] = lambda _line: None,
    output: Path | None = None,
) -> Report | None:
    """Converts the cables that the base and its increments do not have, into an increment; None if there are none.

    A cable is known by its name, the path below the input, as in the full conversion: give the same inputs. A known one
    is not opened. If its file is newer than its conversion, `announce` is told, as it is of all that a user should know.
    The increment is there as a whole or not at all. With `output`, it is written into that folder instead, and `corpus`
    stays as it is. Raises ValueError as `convert` does, and if there is no base or one that says too little of its cables.
    """
    if missing := [item for item in inputs if item != STANDARD_INPUT and not os.path.exists(item)]:
        raise ValueError(f"{missing[0]}: does not exist; check the path")
    for path in outdated(corpus) if (corpus / CABLES).exists() else ():
        announce(f"{path}: belongs to a base that was converted anew since, and is not used; remove it")
    known = _Known(on_disk(corpus))
    earlier = Earlier(known.placed, known.has, {"base": _digest(corpus / CABLES), "changed": known.changed})
    numbers = [number for number, _ in _numbered(corpus)]
    name = f"{max(numbers, default=0) + 1:03d}"
    options: dict[str, Any] = {"settings": settings, "checked": checked, "where": where, "progress": progress}
    report, rejected = None, []
    try:
        if output is not None:
            report = convert(inputs, output, **options, earlier=earlier)
        else:
            with replacing(corpus / FOLDER, [name]) as scratch:
                report = convert(inputs, scratch / name, **options, earlier=earlier)
    except NothingNew as error:
        rejected = error.rejected_files
        if output is None and not numbers:
            _remove_if_empty(corpus / FOLDER)
    for line in _to_tell(known, report, rejected):
        announce(line)
    return report


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _to_tell(known: "_Known", report: Report | None, rejected: list[tuple[str, str]]) -> Iterator[str]:
    if known.changed:
        yield (
            f"{_named(known.changed)} changed since {'it was' if len(known.changed) == 1 else 'they were'} converted,"
            " and the old text is kept; `spacy project run all` reads everything again"
        )
    for name, message in rejected[:_MOST_NAMED]:
        yield f"{name}: {message}"
    if len(rejected) > _MOST_NAMED:
        yield f"{len(rejected) - _MOST_NAMED} more files were rejected, and nothing else is new"
    if report is None:
        return
    for text, count in report.data["left_out"].items():
        reason = why_left_out(text).reason
        if reason is Reason.COPY_OF_EARLIER:
            yield f"{count} new {_cables(count)} left out, a {text}: moved, renamed, or given from another folder?"
        elif reason.is_about_earlier:
            yield f"{count} new {_cables(count)} left out: {text}"


def _cables(count: int) -> str:
    return "cable is" if count == 1 else "cables are"


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


class _Known:
    """The cables of some increments: where they are, and when they were converted; `changed` are the newer files."""

    def __init__(self, increments: Iterable[Increment]) -> None:
        self.placed: list[Placed] = []
        self.changed: list[str] = []
        self._when: dict[tuple[str, bool, bool], int] = {}
        for increment in increments:
            when = (increment.path / CABLES).stat().st_mtime_ns
            for placed in read_placed(increment.path / CABLES):
                self.placed.append(placed)
                self._when[_key(placed.identity.name, placed.identity.gold, placed.identity.side)] = when

    def has(self, source: Source, is_gold: bool, side: str) -> bool:
        """Returns whether a cable was converted before. Members of archives have no time of their own to compare."""
        when = self._when.get(_key(source.name, is_gold, side))
        if when is None:
            return False
        try:
            if source.path and os.stat(source.path).st_mtime_ns > when:
                self.changed.append(source.name)
        except OSError:
            pass  # it is not read in any case
        return True


def _key(name: str, is_gold: bool, side: str) -> tuple[str, bool, bool]:
    """Returns what no two cables share: hand-checked ones to train on are in a folder of their own."""
    return name, is_gold, is_gold and side == "train"


def read_placed(path: Path) -> list[Placed]:
    """Returns where a conversion put its cables, from the cables.jsonl that it wrote. Raises ValueError.

    Those whose paragraphs were shared out are there once for each partition that has some.
    """
    found = []
    with path.open(encoding="utf8") as file:
        for number, line in enumerate(file, 1):
            try:
                row = srsly.json_loads(line)
                identity = Identity(
                    row["cable"], row["message"], row["text"], row.get("year", 0), row["gold"], row.get("side", ""),
                    checked(b64decode(row.get("sketch", ""), validate=True)), row.get("own", ""),
                )  # fmt: skip
                if not all(isinstance(value, str) for value in (*identity[:3], identity.side, identity.own)):
                    raise ValueError("a name or digest is no text")
                if row.get("partition", "train") not in PARTITIONS:
                    raise ValueError(f"there is no partition '{row['partition']}'")
                if "left_out" in row or row["paragraphs"]:
                    left_out = row.get("left_out")
                    found.append(Placed(identity, row.get("partition", ""), why_left_out(left_out) if left_out else None))
                elif "partition" in row:  # a cable without text, or without any for this partition
                    found.append(Placed(identity, "", WhyLeftOut(Reason.NOTHING, row["partition"])))
            except (ValueError, LookupError, TypeError) as error:
                reason = f"has no {error}" if isinstance(error, KeyError) else str(error)
                raise ValueError(
                    f"{path}:{number}: {reason}; it was written by another version: run `spacy project run all` again"
                ) from None
    return found
