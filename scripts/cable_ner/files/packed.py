"""Sequences that lie on disk and not in memory: each item is unpacked when it is asked for."""

import io
import os
import shutil
import tempfile
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import IO, Any, TypeVar

import msgspec
import numpy

from .errors import naming

Item = TypeVar("Item")
# Items that are kept in memory: some at least, since unpacking one that is long whenever it takes turns with another would
# take time that grows with the square of its length.
_LEAST_KEPT, _MOST_KEPT = 8, 500_000  # items, bytes as packed


class Packed(Sequence[Item]):
    """A sequence of items of one type (such as a named tuple, also with numpy arrays in it) in a temporary file.

    The file has no name and is gone with the sequence. In memory are 8 bytes an item, and those asked for last.
    Processes that are forked from this one read the same file; to others the sequence is sent as bytes. `ends` tells where
    in the file each item ends, in bytes; its first number is 0.
    """

    def __init__(self, kind: type[Item], items: Iterable[Item] = ()) -> None:
        self._kind = kind
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (open as long as the sequence is there)
        self.ends = array("Q", [0])
        self._encode = msgspec.msgpack.Encoder(enc_hook=_plain).encode
        self._decoder = msgspec.msgpack.Decoder(kind, dec_hook=_array)
        self._kept: OrderedDict[int, Item] = OrderedDict()  # items asked for lately, the last one at the end
        self._kept_bytes = 0
        self.extend(items)

    def append(self, item: Item) -> None:
        """Appends an item."""
        self.extend((item,))

    def extend(self, items: Iterable[Item]) -> None:
        """Appends items, one of which is in memory at a time. Raises OSError that names the folder of temporary files."""
        folder = Path(tempfile.gettempdir())
        self._file.seek(self.ends[-1])
        for item in items:
            data = self._encode(item)
            with naming(folder):
                self.ends.append(self.ends[-1] + self._file.write(data))
        with naming(folder):
            self._file.flush()  # (nothing may be left to write when a process is forked)

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, index: Any) -> Any:
        """Returns an item; a slice is a list of items."""
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        number = range(len(self))[index]
        if number in self._kept:
            self._kept.move_to_end(number)
        else:
            self._keep(number)
        return self._kept[number]

    def _keep(self, number: int) -> None:
        """Unpacks an item, and forgets the ones that were not asked for lately, but for a few."""
        self._kept[number] = self._unpacked(self.ends[number], self.ends[number + 1])
        self._kept_bytes += self.ends[number + 1] - self.ends[number]
        while self._kept_bytes > _MOST_KEPT and len(self._kept) > _LEAST_KEPT:
            gone, _ = self._kept.popitem(last=False)
            self._kept_bytes -= self.ends[gone + 1] - self.ends[gone]

    def __iter__(self) -> Iterator[Item]:
        return (self._unpacked(start, end) for start, end in pairwise(self.ends))

    def __eq__(self, other: object) -> bool:
        """Returns whether another sequence, on disk or in memory, has the same items."""
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(one == two for one, two in zip(self, other))

    __hash__ = None  # type: ignore[assignment]  # (as lists, it can change)

    def _unpacked(self, start: int, end: int) -> Item:
        return self._decoder.decode(self._read(start, end - start))

    def _read(self, start: int, size: int) -> bytes:
        if hasattr(os, "pread"):
            return os.pread(self._file.fileno(), size, start)
        self._file.seek(start)  # (where processes are never forked, nobody else reads this file)
        return self._file.read(size)

    def write_to(self, target: IO[bytes]) -> None:
        """Writes all items to a binary file; see `packed_from`."""
        self._file.seek(0)
        shutil.copyfileobj(self._file, target)

    def __reduce__(self) -> tuple[Any, ...]:
        self._file.seek(0)
        return _received, (self._kind, self.ends, self._file.read())


def packed_from(source: IO[bytes], kind: type[Item], ends: Iterable[int]) -> Packed[Item]:
    """Returns the sequence that `Packed.write_to` wrote to a binary file, from where it is now."""
    found = Packed(kind)
    shutil.copyfileobj(source, found._file)
    found._file.flush()
    found.ends = array("Q", ends)
    return found


def _received(kind: type[Item], ends: "array[int]", data: bytes) -> Packed[Item]:
    return packed_from(io.BytesIO(data), kind, ends)


class Chosen(Sequence[Item]):
    """Those items of a sequence that have these numbers, in their order; 4 bytes an item."""

    def __init__(self, items: Sequence[Item], numbers: Iterable[int]) -> None:
        self._items = items
        self._numbers = array("I", numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, index: Any) -> Any:
        """Returns an item; a slice is a list of items."""
        if isinstance(index, slice):
            return [self._items[number] for number in self._numbers[index]]
        return self._items[self._numbers[index]]

    def __iter__(self) -> Iterator[Item]:
        return (self._items[number] for number in self._numbers)


def _plain(value: Any) -> Any:
    """Returns what msgspec can pack of a value that it cannot: an array as its type, shape and bytes."""
    if isinstance(value, numpy.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    raise NotImplementedError(f"{type(value).__name__} cannot be packed")


def _array(kind: type, value: Any) -> Any:
    if kind is numpy.ndarray:
        dtype, shape, data = value
        return numpy.frombuffer(data, dtype).reshape(shape)
    raise NotImplementedError(f"{kind.__name__} cannot be unpacked")
