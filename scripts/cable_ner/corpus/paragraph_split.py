"""The split of one to three messages by paragraph, because they are too few to be split whole."""

from collections.abc import Sequence

from ..text import PARAGRAPH, Cable
from .identity import paragraph_key
from .partitions import PARTITIONS, Shares, allot, ranked


def by_paragraph(cables: Sequence[Cable], shares: Shares, *, seed: int = 0) -> dict[str, str]:
    """Returns a partition for the digest (`paragraph_key`) of each paragraph.

    Body paragraphs with mentions are divided among the partitions, or those of any zone if these are too few. The rest goes
    into the first partition with a share.
    """
    keys = _keys(cables, {PARAGRAPH})
    if len(keys) < len(PARTITIONS):
        keys = _keys(cables, None)
    rest = next(name for name, share in zip(PARTITIONS, shares) if share > 0)
    found = {paragraph_key(paragraph): rest for cable in cables for paragraph in cable.paragraphs}
    return {**found, **allot(ranked(keys, seed), shares)}


def _keys(cables: Sequence[Cable], zones: set[str] | None) -> set[str]:
    """Returns the digests of the paragraphs with a mention, in these zones or in any."""
    return {
        paragraph_key(paragraph)
        for cable in cables
        for paragraph in cable.paragraphs
        if paragraph.mentions and (zones is None or paragraph.zone in zones)
    }
