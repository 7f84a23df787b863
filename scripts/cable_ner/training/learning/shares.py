"""Shares of the cables, each of which holds the smaller ones."""

import math
from collections.abc import Iterable, Mapping, Sequence

from spacy.tokens import Doc

from ...files import unit
from ..runs.messages import cable_name, messages_of


def parse_shares(text: str) -> list[float]:
    """Returns shares such as `0.25,0.5,1`, each once, in ascending order. Raises ValueError unless 0 < share <= 1."""
    shares = set()
    for part in filter(None, (part.strip() for part in text.split(","))):
        try:
            share = float(part)
        except ValueError:
            share = math.nan
        if not 0 < share <= 1:
            raise ValueError(f"--shares {text}: '{part}' is not above 0 and at most 1; give shares such as 0.25,0.5,1")
        shares.add(share)
    if not shares:
        raise ValueError("--shares is empty; give shares above 0 and at most 1, such as 0.25,0.5,1")
    return sorted(shares)


def nested(docs: Sequence[Doc], shares: Sequence[float], seed: int) -> list[list[Doc]]:
    """Returns the Docs of each share of the cables, in their order. A larger share holds all of a smaller one.

    Messages are drawn by a hash of themselves and the seed until they have that many cables. All cables of a message,
    and copies of a text, stay together, so there may be a few more.
    """
    keys = messages_of(docs)
    cables: dict[str, set[str]] = {}
    for doc, key in zip(docs, keys):
        cables.setdefault(key, set()).add(cable_name(doc))
    ranked = sorted(cables, key=lambda key: (unit(f"learning {key}", seed), key))
    total = sum(map(len, cables.values()))
    drawn = (_first(ranked, cables, max(round(share * total), 1)) for share in shares)
    return [[doc for doc, key in zip(docs, keys) if key in taken] for taken in drawn]


def _first(ranked: Iterable[str], cables: Mapping[str, set[str]], wanted: int) -> set[str]:
    """Returns the first messages that together have as many cables as wanted."""
    taken: set[str] = set()
    count = 0
    for key in ranked:
        if count >= wanted:
            break
        taken.add(key)
        count += len(cables[key])
    return taken
