"""The conversion of new cables alone, into an increment of their own."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ...files import STANDARD_INPUT, replacing
from ...work import Progress, Where, no_progress
from ..conversion import convert
from ..earlier import Earlier, NothingNew
from ..reasons import Reason, why_left_out
from ..report import Report
from ..settings import ConversionSettings, GoldFolders
from ..unlabelled import UNANNOTATED_REMEDY
from ..writing import CABLES
from .folders import FOLDER, digest_of, numbered, on_disk, outdated
from .known import KnownCables

_MOST_NAMED = 5


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
    """Converts the cables that are in neither the base nor its increments into a new increment; None if there are none.

    A cable is recognised by its name, which is its path below the input, so give the same inputs as for the base. Known
    cables are not converted again. `announce` is told what a user should know, for instance which of them changed after
    conversion, in size or digest. The increment is written completely or not at all; with `output`, it is written into that
    folder, and `corpus` is left alone. Raises ValueError as `convert` does, and if there is no base or its records are
    incomplete.
    """
    if missing := [item for item in inputs if item != STANDARD_INPUT and not os.path.exists(item)]:
        raise ValueError(f"{missing[0]}: does not exist; check the path")
    for path in outdated(corpus) if (corpus / CABLES).exists() else ():
        announce(f"{path}: belongs to an earlier conversion of the base and is ignored; remove it")
    known = KnownCables(on_disk(corpus))
    earlier = Earlier(known.placed, known.has, {"base": digest_of(corpus / CABLES), "changed": known.changed})
    numbers = [number for number, _ in numbered(corpus)]
    name = f"{max(numbers, default=0) + 1:03d}"
    options: dict[str, Any] = {"settings": settings, "checked": checked, "where": where, "progress": progress}
    report, rejected, unlabelled = None, [], list[str]()
    try:
        if output is not None:
            report = convert(inputs, output, **options, earlier=earlier)
        else:
            with replacing(corpus / FOLDER, [name]) as scratch:
                report = convert(inputs, scratch / name, **options, earlier=earlier)
    except NothingNew as error:
        rejected, unlabelled = error.rejected_files, error.unlabelled
        if output is None and not numbers:
            _remove_if_empty(corpus / FOLDER)
    for line in (*_announcements(known, report, rejected), *_about_unlabelled(report, unlabelled)):
        announce(line)
    return report


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _announcements(known: KnownCables, report: Report | None, rejected: list[tuple[str, str]]) -> Iterator[str]:
    if known.changed:
        yield (
            f"{_named(known.changed)} changed after conversion; the old text is still used. `spacy project run all` converts"
            " everything again"
        )
    if known.unread:
        yield f"{_named(known.unread)} cannot be read; the old text is still used. Check the permissions"
    if known.unknown:
        yield (
            f"{_named(known.unknown)}: converted by an earlier version, so it is unknown whether they changed; `spacy"
            " project run all` converts everything again"
        )
    for name, message in rejected[:_MOST_NAMED]:
        yield f"{name}: {message}"
    if len(rejected) > _MOST_NAMED:
        yield f"{len(rejected) - _MOST_NAMED} more files were rejected; nothing else is new"
    if report is None:
        return
    for text, count in report.data["left_out"].items():
        reason = why_left_out(text).reason
        if reason is Reason.COPY_OF_EARLIER:
            was = "was it" if count == 1 else "were they"
            yield f"{count} new {_cables(count)} left out ({text}): {was} moved, renamed, or given from another folder?"
        elif reason.is_about_earlier:
            yield f"{count} new {_cables(count)} left out: {text}"


def _about_unlabelled(report: Report | None, names: Sequence[str]) -> Iterator[str]:
    """Yields a line about new cables without any annotation, if there are some; `names` are those where no other was new."""
    names = names or (report.data["unlabelled"]["names"] if report and "unlabelled" in report.data else [])
    if names:
        are_out = f"{len(names)} new {_cables(len(names))} left out, without any annotation"
        yield f"{are_out}: {_named(names)}; {UNANNOTATED_REMEDY}"


def _cables(count: int) -> str:
    return "cable is" if count == 1 else "cables are"


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more
