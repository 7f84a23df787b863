"""Twins: the silver and the gold cable of the same message."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NamedTuple

from ..corpus import identify
from ..text import Cable

WAYS = ("text", "name", "name", "message")
"""How a twin is recognised by each of its keys, the surest first."""


class Twin(NamedTuple):
    """A silver cable and the gold one of the same message, and how it was recognised: by text, name or message."""

    silver: Cable
    gold: Cable
    by: str


@dataclass
class Twins:
    """Pairs of the same cable, the names of the gold cables without a twin, and how many silver cables were read."""

    found: list[Twin]
    alone: list[str]
    silver: int


def find_twins(silver: Iterable[Cable], gold: Sequence[Cable]) -> Twins:
    """Returns each gold cable with its silver twin.

    The twin is the cable with the same text (letters and digits), or else the same file name, or else the same message
    and section. A name or message that several gold cables share is not used. The silver cables are read once, and only
    twins are kept.
    """
    tables = _index(gold)
    best: dict[int, tuple[int, Cable]] = {}
    count = 0
    for cable in silver:
        count += 1
        rank, places = _match(cable, tables)
        for index in places:
            if index not in best or rank < best[index][0]:
                best[index] = (rank, cable)
    found = [Twin(best[index][1], gold[index], WAYS[best[index][0]]) for index in sorted(best)]
    return Twins(found, [cable.name for index, cable in enumerate(gold) if index not in best], count)


_Key = tuple[object, ...]


def _index(gold: Sequence[Cable]) -> list[dict[_Key, list[int]]]:
    """Returns, for each kind of key, the places of the gold cables that have a key."""
    tables: list[dict[_Key, list[int]]] = [defaultdict(list) for _ in WAYS]
    for index, cable in enumerate(gold):
        for table, key in zip(tables, _keys(cable)):
            table[key].append(index)
    return tables


def _match(cable: Cable, tables: Sequence[dict[_Key, list[int]]]) -> tuple[int, list[int]]:
    """Returns the first kind of key by which a silver cable is recognised, and the places of the gold cables with it."""
    for rank, (key, table) in enumerate(zip(_keys(cable), tables)):
        places = table.get(key, [])
        # Several gold cables may share one text, and each is compared with it; any other key has to be unambiguous.
        if places and (len(places) == 1 or not rank):
            return rank, places
    return len(WAYS), []


def _keys(cable: Cable) -> tuple[_Key, ...]:
    identity = identify(cable)
    section = cable.meta.get("section")
    return (
        (identity.text,),
        (cable.name,),
        (PurePosixPath(cable.name).name,),
        (identity.message, section, identity.year),
    )
