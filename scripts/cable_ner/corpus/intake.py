"""The first pass: every input is read into the spill file, and what the split needs to know about it is kept."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from ..files import Content, Failure, Source, sources
from ..text import CableError
from ..work import Progress, Runs
from .earlier import Earlier
from .identity import Identity, identify, order_key
from .packing import Spill, Spilled, pack
from .reading import read_with_content
from .settings import GoldFolders
from .tally import BracketTally
from .unlabelled import is_annotated
from .worker import worker

BATCH = 16  # cables read by one task


class Given(NamedTuple):
    """A source, whether it is gold, and the partition it is meant for if the user said so."""

    source: Source
    gold: bool
    side: str


class ReadResult(NamedTuple):
    """The result of reading one source: a packed cable, or, without an identity, the line and the reason of the failure."""

    name: str
    packed: bytes = b""
    identity: Identity | None = None
    content: Content = Content(0, "")
    characters: int = 0
    annotated: bool = False
    line: int = 1
    message: str = ""


def read_all(
    inputs: Sequence[str],
    checked: GoldFolders,
    *,
    engine: Runs,
    spill: Spill,
    tally: BracketTally,
    progress: Progress,
    earlier: Earlier | None,
) -> list[Spilled]:
    """Spills every readable new cable, and returns them in an order that depends only on the cables.

    Raises ValueError for a folder of hand-checked cables that does not exist, and OSError.
    """
    given: Iterator[Given] = _given(inputs, checked, tally)
    if earlier:
        known = earlier.has
        given = (item for item in given if not known(*item))
    cables = []
    for results in progress(engine.map(read_batch, _batched(given, BATCH)), "Reading", None):
        for result in results:
            if result.identity is None:
                tally.reject_file(result.name, result.line, result.message)
            else:
                spilled = spill.add(
                    result.packed,
                    result.identity,
                    content=result.content,
                    characters=result.characters,
                    annotated=result.annotated,
                )
                cables.append(spilled)
    spill.flush()
    tally.gold_without_names = [one.identity.name for one in cables if one.identity.gold and not one.annotated]
    if checked.only_if_twins and not _has_twins([*(cable.identity for cable in cables), *_identities(earlier)]):
        tally.gold_left_out = sum(cable.identity.gold for cable in cables)
        cables = [cable for cable in cables if not cable.identity.gold]
    return sorted(cables, key=lambda cable: (*order_key(cable.identity), cable.identity.gold, cable.characters))


def read_batch(batch: list[Given]) -> list[ReadResult]:
    """Returns the result for each source: the task of this pass."""
    return [_read_one(*given) for given in batch]


def _read_one(source: Source, gold: bool, side: str) -> ReadResult:
    try:
        cable, content = read_with_content(source, worker().settings.scheme)
    except CableError as error:
        return ReadResult(source.name, line=error.line, message=error.message)
    characters = sum(len(paragraph.text) for paragraph in cable.paragraphs)
    identity = identify(cable, gold=gold, side=side)
    return ReadResult(source.name, pack(cable), identity, content, characters, is_annotated(cable))


def _given(inputs: Sequence[str], checked: GoldFolders, tally: BracketTally) -> Iterator[Given]:
    """Yields the sources of all inputs, and tells the tally about those that cannot be opened."""
    for folder in filter(None, (checked.gold, checked.train)):
        if not Path(folder).exists():
            raise ValueError(f"{folder}: no such folder of hand-checked cables; check the path")
    gold, train = ([folder] if folder else [] for folder in (checked.gold, checked.train))
    for items, is_gold, side in ((inputs, False, ""), (gold, True, ""), (train, True, "train")):
        for item in sources(items) if items else ():
            if isinstance(item, Failure):
                tally.pass_over(item)
                continue
            folders = PurePosixPath(item.name).parts[:-1] if is_gold else ()
            yield Given(item, is_gold, side or next((part for part in folders if part in ("dev", "test")), ""))


def _batched(items: Iterable[Given], size: int) -> Iterator[list[Given]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def _identities(earlier: Earlier | None) -> list[Identity]:
    return earlier.identities if earlier else []


def _has_twins(cables: list[Identity]) -> bool:
    """Returns whether at least one gold cable is also among the raw ones."""
    raw = {key for cable in cables if not cable.gold for key in (cable.message, cable.text)}
    return any(cable.gold and not raw.isdisjoint((cable.message, cable.text)) for cable in cables)
