"""Limits on what an archive may unpack to.

A small archive that unpacks to very much (a "bomb", https://www.bamsoftware.com/hacks/zipbomb/) must cost neither memory
nor hours.
"""

from dataclasses import dataclass

from ..text import MAX_BYTES

# An archive that unpacks to more than this, and to more than a hundred times its size, is a bomb. Archives of cables unpack
# to two to five times their size, with ten copies of each cable to forty times. Apache Tika and POI have the same ratio.
RATIO = 100
_ANY_RATIO = 64_000_000
_ANY_RATIO_OF_MEMBER = 2 * MAX_BYTES  # of one packed member
DEPTH = 4  # archives in archives
MEMBERS = 500_000  # of a zip archive
ZIP_DIRECTORY = 128_000_000  # bytes: it is read as a whole, and takes 600 bytes of memory a member
UNSEEKABLE_ZIP = 256_000_000  # bytes of a zip archive in a pipe: held in memory, since its directory is at its end
XZ_MEMORY = 128_000_000  # bytes; what `xz -9` packs takes 68 million
TAR_HEADER = 1_000_000  # bytes of what goes before a member: long names, and extensions of other programs
TAR_GLOBALS = 100  # headers that apply to all members
NAME = 1_024  # characters of a member's name
FOLDERS = 100  # folders in folders
MOST_LISTED = 1_000  # failures in one archive


class LimitError(Exception):
    """An archive exceeds a limit; the text says which, and what to do. `meter` is the meter that found out, if one did."""

    def __init__(self, text: str, meter: "Meter | None" = None) -> None:
        super().__init__(text)
        self.meter = meter


@dataclass(eq=False)
class Meter:
    """Counts the bytes read from an archive so far, and the bytes that they were unpacked to.

    `above` is the meter of the archive that this one is in; unpacked bytes count there as well.
    """

    above: "Meter | None" = None
    packed: int = 0
    unpacked: int = 0

    def read(self, count: int) -> None:
        """Counts bytes as they are in the archive."""
        self.packed += count

    def unpack(self, count: int) -> None:
        """Counts unpacked bytes. Raises LimitError if they are too many for an archive of this size."""
        self.unpacked += count
        if self.unpacked > max(_ANY_RATIO_OF_MEMBER if self.above else _ANY_RATIO, RATIO * self.packed):
            raise LimitError(
                f"unpacks to more than {RATIO} times its size, far more than cables do; unpack it, and give the cables", self
            )
        if self.above:
            self.above.unpack(count)

    @property
    def depth(self) -> int:
        """How many archives there are around what is in this one, itself included."""
        return 1 + (self.above.depth if self.above else 0)
