"""A model over new cables: batches of whole cables, in several processes, and a run that is stopped can go on."""

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import srsly
from spacy.language import Language

from .. import __version__
from ..corpus import INLINE
from ..files import STANDARD_INPUT, Journal, Source, is_local, make_folder, replacing, sources, write_bytes
from ..model import fingerprint, labels_of_model
from ..work import Where, engine_for
from .name_list import NameList
from .output import JOURNAL, REPORT, TABLE
from .renderings import INLINE_LABEL
from .report import report_of
from .resuming import Bar, NoBar, TagRun, forget
from .settings import TagSettings
from .stale import drop_stale
from .worker import own_worker, start_worker, tag_batch


def tag(
    inputs: Sequence[str],
    output: Path,
    *,
    model: str,
    settings: TagSettings = TagSettings(),
    names: NameList = NameList(),
    where: Where = Where(),
    home: Path | None = None,
    restart: bool = False,
    bar: Bar = NoBar(),
) -> dict[str, Any]:
    """Tags every cable in the inputs and returns the report (the content of tag.json).

    `names` have their label wherever they stand alone, whatever the model says.

    Cables that the journal has as done are skipped, unless `restart` or they hold something else now; those that failed are
    tried again. What an earlier run has written of cables that changed or are gone is removed. The journal is in `home`, a
    folder of this machine: `output` itself, unless that is a URL. The output is the same wherever the work runs.
    Raises ValueError for settings that make no sense or differ from those the journal was begun with, and for inputs without
    a cable; OSError.
    """
    begun = time.monotonic()
    home = _home_of(inputs, output, home)
    written = [REPORT]
    with (
        replacing(home, written) as scratch,
        engine_for(where, start_worker, (model, settings, output, scratch, names)) as engine,
    ):
        point = own_worker().point
        made_with = {
            **_made_with(own_worker().nlp, settings),
            "names": names.digest() or None,
            "promise": point._asdict() if point else None,
        }
        if restart:
            forget(output, home)
        with Journal(home / JOURNAL, made_with) as journal:
            run = TagRun(inputs, output, home, settings, journal)
            for done in engine.map(tag_batch, run.batches(bar)):
                run.finish(done)
                bar.update(len(done.rows))
            run.close()
            own_worker().forget_words()
            if not run.cables:
                if not journal.batches:
                    forget(output, home)
                raise ValueError(_nothing_read(inputs, run.failures))
            if run.has_stale:
                written += drop_stale(run.earlier, own_worker(), home)
            report = report_of(run, made_with, round(time.monotonic() - begun, 1))
        write_bytes(scratch / REPORT, (srsly.json_dumps(report, indent=2) + "\n").encode())
        if home != output:
            make_folder(output)
            for name in (TABLE, REPORT):
                path = scratch / name if name in written else home / name
                if path.exists():
                    write_bytes(output / name, path.read_bytes())
    return report


def _home_of(inputs: Sequence[str], output: Path, home: Path | None) -> Path:
    """Returns the folder of the journal. Raises ValueError if there is none for it, or the output overlaps the input."""
    if is_local(output):
        _check_apart(inputs, output)
    elif home is None:
        raise ValueError(f"--output {output}: a journal cannot be kept at a URL; give a folder for it with --journal")
    return home or output


def _check_apart(inputs: Sequence[str], output: Path) -> None:
    """Raises ValueError if the output would be read as input or written over it."""
    target = output.resolve()
    for item in inputs:
        path = Path(item).resolve()
        if item != STANDARD_INPUT and target.is_relative_to(path):
            raise ValueError(f"--output {output}: is inside the input {item}; give a folder outside it")


def _made_with(nlp: Language, settings: TagSettings) -> dict[str, Any]:
    """Returns what the output depends on besides the cables, as the journal and the report have it."""
    if settings.format == INLINE and (odd := [label for label in labels_of_model(nlp) if not INLINE_LABEL.fullmatch(label)]):
        raise ValueError(f"--format inline: its markup has no label such as '{odd[0]}'; give another --format")
    meta = nlp.meta
    model = {"name": f"{meta.get('lang')}_{meta.get('name')}", "version": meta.get("version"), "digest": fingerprint(nlp)}
    return {"version": __version__, "model": model, **asdict(settings), "scores": settings.with_scores}


def _nothing_read(inputs: Sequence[str], failures: Mapping[str, str]) -> str:
    told = "; ".join(f"{name}: {message}" for name, message in list(failures.items())[:3])
    return f"no cable in {' '.join(inputs)}" + (f" ({told})" if told else "; give files, folders or archives of cables")


def count(inputs: Sequence[str]) -> int | None:
    """Returns how many cables there are to read, or None for inputs that can be read only once."""
    if any(item == STANDARD_INPUT or not (os.path.isfile(item) or os.path.isdir(item)) for item in inputs):
        return None
    return sum(isinstance(item, Source) for item in sources(inputs))
