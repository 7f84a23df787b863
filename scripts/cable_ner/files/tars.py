"""The members of a tar archive, read as a stream."""

import tarfile
from collections.abc import Iterator
from typing import Any, Self

from .errors import first_line
from .limits import TAR_GLOBALS, TAR_HEADER, LimitError
from .members import member_name
from .source import Failure, Source
from .unpacking import Rejoined, take


class _Header(tarfile.TarInfo):
    """The header of a member. A damaged or missing one raises, where tarfile would take it for the end."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> Self:
        """Returns the next header. Raises HeaderError at the end, ReadError where a header should be."""
        assert isinstance(archive, _Tar)
        after_zeros, archive.after_zeros = archive.after_zeros, False
        first = archive.source.left is None  # and no header that goes before another
        if first:
            archive.source.left = TAR_HEADER
        try:
            return super().fromtarfile(archive)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]  # (the stubs lack it)
            archive.after_zeros = True
            raise
        except tarfile.HeaderError as error:
            if after_zeros and isinstance(error, tarfile.EmptyHeaderError):  # type: ignore[attr-defined]  # (they lack it, too)
                raise
            raise tarfile.ReadError(str(error)) from None
        finally:
            if first:
                archive.source.left = None


class _Tar(tarfile.TarFile):
    """A tar archive, or several in a row: read to the end of the stream, which must come after a block of zeros."""

    tarinfo = _Header
    ignore_zeros = True
    after_zeros = False

    def __init__(self, *args: Any, source: Rejoined, **options: Any) -> None:
        self.source = source
        super().__init__(*args, **options)


def tar_members(stream: Rejoined, name: str) -> Iterator[Source | Failure]:
    """Yields the members of the archive `name`, and a Failure for each one that cannot be read. Raises LimitError."""
    done = 0
    try:
        with _Tar.open(fileobj=stream, mode="r|", source=stream) as archive:  # type: ignore[call-overload]  # (source is ours)
            for header in archive:
                archive.members.clear()  # which would grow with the archive
                if len(archive.pax_headers) > TAR_GLOBALS:
                    raise LimitError(f"has more than {TAR_GLOBALS} global headers; pack it again")
                if member := _member(archive, header, name):
                    yield member
                    done += isinstance(member, Source)
    except LimitError:
        raise
    except Exception as error:  # tarfile raises more than it documents
        yield Failure(name, f"is cut short or damaged after {done} members ({first_line(error)}); fetch it again")


def _member(archive: _Tar, header: tarfile.TarInfo, name: str) -> Source | Failure | None:
    full = member_name(name, header.name)
    if header.isdir() or not full:
        return None
    if isinstance(full, Failure):
        return full
    if not header.isfile():
        return Failure(full, "is a link or a device, not a file; pack the file itself")
    if header.issparse():
        return Failure(full, "is a sparse file, not text; pack it again without holes")
    data = archive.extractfile(header)
    return None if data is None else Source(full, data=take(data))
