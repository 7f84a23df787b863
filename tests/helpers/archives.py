"""Archives made for tests, and what is read of inputs."""

import base64
import hashlib
import io
import tarfile
import zipfile

from cable_ner.files import Failure, Source, sources

CABLE = b"[PER Ann Lee  ] baked bread . \n"
MEMBERS = {"a.txt": CABLE, "deep/b.txt": b"two", "deep/c.txt": b"three"}
TAR_MODES = {".tar": "w", ".tar.gz": "w:gz", ".tgz": "w:gz", ".tar.bz2": "w:bz2", ".tar.xz": "w:xz", ".gz": "w:gz"}


def read(*inputs: object) -> dict[str, bytes]:
    """Returns what was found, by name."""
    found = [item for item in sources([str(item) for item in inputs]) if isinstance(item, Source)]
    assert len({item.name for item in found}) == len(found)
    return {item.name: item.read() for item in found}


def failures(*inputs: object) -> dict[str, str]:
    """Returns the messages of what could not be read, by name."""
    return {item.name: item.message for item in sources([str(item) for item in inputs]) if isinstance(item, Failure)}


def pack_tar(members: dict[str, bytes], mode: str = "w") -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()


def pack_zip(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def noise(length: int, seed: int = 0) -> bytes:
    """Returns text that hardly compresses, so that half of a packed file is half of what it holds."""
    return base64.b64encode(hashlib.shake_128(str(seed).encode()).digest(length))[:length]


class Stdin:
    """Standard input that holds these bytes; `first` is what a slow writer has written at the first look."""

    def __init__(self, data: bytes, first: int = 0):
        self.buffer = io.BufferedReader(_Slow(data, first) if first else io.BytesIO(data))


class _Slow(io.RawIOBase):
    def __init__(self, data: bytes, first: int):
        self.rest, self.first = data, first

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # noqa: ANN001
        count, self.first = min(self.first or len(buffer), len(buffer), len(self.rest)), 0
        buffer[:count] = self.rest[:count]
        self.rest = self.rest[count:]
        return count
