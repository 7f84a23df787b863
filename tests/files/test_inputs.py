"""Files, folders, archives and standard input: every cable is found once, and nothing stops the others."""

import base64
import bz2
import copy
import gzip
import hashlib
import io
import lzma
import os
import socket
import struct
import subprocess
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cable_ner.files.inputs import DEPTH, FOLDERS, NAME, RATIO, Failure, Source, sources
from cable_ner.files.inputs import MEMBERS as MOST_MEMBERS
from cable_ner.text import MAX_BYTES

CABLE = b"[PER Ann Lee  ] baked bread . \n"


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


# -- files and folders ---------------------------------------------------------------------------


def test_sources_file_is_named_by_itself(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.txt").write_bytes(CABLE)
    assert read(tmp_path / "deep" / "a.txt") == {"a.txt": CABLE}


def test_sources_folder_is_walked_in_order_of_names(tmp_path):
    for name in ("b.txt", "a/2.txt", "a/10.txt", "noending", "z.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    assert list(read(tmp_path).items()) == [
        ("a/10.txt", b"a/10.txt"),
        ("a/2.txt", b"a/2.txt"),
        ("b.txt", b"b.txt"),
        ("noending", b"noending"),
        ("z.html", b"z.html"),
    ]


def test_sources_same_name_in_two_folders_are_two_cables(tmp_path):
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_bytes(folder.encode())
    assert read(tmp_path) == {"x/a.txt": b"x", "y/a.txt": b"y"}
    assert read(tmp_path / "x", tmp_path / "y") == {"x/a.txt": b"x", "y/a.txt": b"y"}
    assert read(tmp_path / "y" / "a.txt", tmp_path / "x" / "a.txt") == {"x/a.txt": b"x", "y/a.txt": b"y"}


def test_sources_several_inputs_are_named_below_the_folder_they_share(tmp_path):
    for name in ("one/raw/a.txt", "two/b.txt", "two/c.zip"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(pack_zip({"m.txt": CABLE}) if name.endswith(".zip") else CABLE)
    names = set(read(tmp_path / "one", tmp_path / "two" / "b.txt", tmp_path / "two" / "c.zip"))
    assert names == {"one/raw/a.txt", "two/b.txt", "two/c.zip/m.txt"}


def test_sources_names_do_not_depend_on_the_order_of_inputs(tmp_path):
    for name in ("one/a.txt", "two/b.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(name.encode())
    assert read(tmp_path / "one", tmp_path / "two") == read(tmp_path / "two", tmp_path / "one")


def test_sources_input_given_twice_is_read_once(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_bytes(CABLE)
    monkeypatch.chdir(tmp_path)
    assert read("a.txt", "./a.txt", tmp_path / "a.txt") == {"a.txt": CABLE}
    assert failures("a.txt", "./a.txt", tmp_path / "a.txt") == {}


@pytest.mark.parametrize("second", ["raw/a.txt", "raw/sub"])
def test_sources_overlapping_inputs_are_read_once(tmp_path, second):
    (tmp_path / "raw" / "sub").mkdir(parents=True)
    (tmp_path / "raw" / "a.txt").write_bytes(CABLE)
    (tmp_path / "raw" / "sub" / "b.txt").write_bytes(CABLE)
    found = [item.name for item in sources([str(tmp_path / "raw"), str(tmp_path / second)])]
    assert sorted(found) == ["raw/a.txt", "raw/sub/b.txt"]


def test_sources_input_inside_another_is_read_though_its_folder_passes_it_over(tmp_path):
    (tmp_path / "raw").mkdir()
    for name in ("a.txt", "notes.md", ".hidden.txt"):
        (tmp_path / "raw" / name).write_bytes(name.encode())
    inputs = [tmp_path / "raw", tmp_path / "raw" / "notes.md", tmp_path / "raw" / ".hidden.txt"]
    assert read(*inputs) == {f"raw/{name}": name.encode() for name in ("a.txt", "notes.md", ".hidden.txt")}
    assert failures(*inputs) == {}


def test_sources_missing_input_is_told_of_and_the_others_are_read(tmp_path):
    (tmp_path / "a.txt").write_bytes(CABLE)
    missing = str(tmp_path / "none")
    assert failures(missing, tmp_path / "a.txt") == {missing: "does not exist; check the path"}
    assert read(missing, tmp_path / "a.txt") == {"a.txt": CABLE}


def test_sources_passes_over_sidecars_hidden_files_and_what_is_no_cable(tmp_path):
    for name in ("a.txt", "a.txt.missing.jsonl", ".hidden.txt", "README.md", "train.spacy", "convert.json", "x.csv"):
        (tmp_path / name).write_bytes(CABLE)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "b.txt").write_bytes(CABLE)
    assert read(tmp_path) == {"a.txt": CABLE}
    passed_over = [item for item in sources([str(tmp_path)]) if isinstance(item, Failure)]
    # A sidecar belongs to its cable, and hidden files are nobody's business: neither is worth a line.
    assert [item.name for item in passed_over] == ["README.md", "convert.json", "train.spacy", "x.csv"]
    assert not any(item.fatal for item in passed_over)


def test_sources_sidecar_is_read_beside_its_cable_only(tmp_path):
    (tmp_path / "a.txt").write_bytes(CABLE)
    (tmp_path / "a.txt.missing.jsonl").write_text('{"index": 0}\n', encoding="utf8")
    (tmp_path / "b.txt").write_bytes(CABLE)
    sidecars = {item.name: item.sidecar() for item in sources([str(tmp_path)])}
    assert sidecars == {"a.txt": '{"index": 0}\n', "b.txt": ""}


def test_sources_folder_named_like_a_file_is_told_of_and_read(tmp_path):
    (tmp_path / "a.txt").mkdir()
    (tmp_path / "a.txt" / "b.txt").write_bytes(CABLE)
    assert read(tmp_path) == {"a.txt/b.txt": CABLE}
    [told] = [item for item in sources([str(tmp_path)]) if isinstance(item, Failure)]
    assert told == Failure("a.txt", "is a folder named like a file; what is in it is read", fatal=False)


@pytest.mark.parametrize("ending", [".zip", ".gz", ".tar"])
def test_sources_folder_named_like_an_archive_is_read_as_a_folder(tmp_path, ending):
    (tmp_path / f"a{ending}").mkdir()
    (tmp_path / f"a{ending}" / "b.txt").write_bytes(CABLE)
    assert read(tmp_path) == {f"a{ending}/b.txt": CABLE}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_sources_fifo_in_a_folder_does_not_block(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "z.txt").write_bytes(CABLE)
    assert read(tmp_path) == {"z.txt": CABLE}
    assert failures(tmp_path) == {"pipe.txt": "is neither a file nor a folder; remove it, or give what it points to"}


def test_sources_links_in_a_folder(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "b.txt").write_bytes(CABLE)
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "a.txt").symlink_to(outside / "b.txt")
    (folder / "dangling.txt").symlink_to(tmp_path / "none")
    # A link to a folder is not followed: it may lead round in a circle.
    (folder / "circle").symlink_to(folder)
    (folder / "itself.txt").symlink_to(folder / "itself.txt")
    assert read(folder) == {"a.txt": CABLE}
    assert set(failures(folder)) == {"circle", "dangling.txt", "itself.txt"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is unreadable for root")
@pytest.mark.parametrize("name", ["a.txt", "a.zip", "a.gz", "a.tar"])
def test_sources_unreadable_file_does_not_stop_the_others(tmp_path, name):
    (tmp_path / name).write_bytes(CABLE)
    (tmp_path / name).chmod(0)
    (tmp_path / "z.txt").write_bytes(CABLE)
    items = list(sources([str(tmp_path)]))
    assert [item.name for item in items] == [name, "z.txt"]
    if isinstance(items[0], Source):
        with pytest.raises(OSError, match="denied"):
            items[0].read()
    else:
        assert "permission" in items[0].message.lower()


def test_sources_folder_that_cannot_be_opened_does_not_stop_the_others(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    (tmp_path / "z.txt").write_bytes(CABLE)
    scandir = os.scandir

    def denied(folder):  # noqa: ANN001, ANN202
        if Path(folder).name == "a":
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", denied)
    assert read(tmp_path) == {"z.txt": CABLE}
    [message] = failures(tmp_path).values()
    assert message == "cannot be opened (Permission denied); check its permissions"


def test_sources_folder_that_cannot_be_opened_is_named_once(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    scandir = os.scandir

    def denied(folder):  # noqa: ANN001, ANN202
        if Path(folder).name == "a":
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", denied)
    assert list(failures(tmp_path)) == ["a"]


def test_sources_huge_file_is_not_read_whole(tmp_path):
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(5 * MAX_BYTES)
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(bytes(3 * MAX_BYTES), 1))
    assert {name: len(data) for name, data in read(tmp_path).items()} == {"a.txt": MAX_BYTES + 1, "b.txt": MAX_BYTES + 1}


# -- archives ------------------------------------------------------------------------------------

MEMBERS = {"a.txt": CABLE, "deep/b.txt": b"two", "deep/c.txt": b"three"}
TAR_MODES = {".tar": "w", ".tar.gz": "w:gz", ".tgz": "w:gz", ".tar.bz2": "w:bz2", ".tar.xz": "w:xz", ".gz": "w:gz"}


@pytest.mark.parametrize("ending", TAR_MODES)
def test_sources_tar_members_are_named_below_the_archive(tmp_path, ending):
    path = tmp_path / f"cables{ending}"
    path.write_bytes(pack_tar(MEMBERS, TAR_MODES[ending]))
    expected = {f"cables{ending}/{name}": data for name, data in MEMBERS.items()}
    assert read(path) == expected
    assert read(tmp_path) == expected


@pytest.mark.parametrize("ending", [".zip", ".ZIP"])
def test_sources_zip_members_are_named_below_the_archive(tmp_path, ending):
    (tmp_path / f"cables{ending}").write_bytes(pack_zip(MEMBERS))
    assert read(tmp_path) == {f"cables{ending}/{name}": data for name, data in MEMBERS.items()}


@pytest.mark.parametrize(("ending", "module"), [(".gz", gzip), (".bz2", bz2), (".xz", lzma)])
def test_sources_packed_file_is_named_without_its_ending(tmp_path, ending, module):
    (tmp_path / f"a.txt{ending}").write_bytes(module.compress(CABLE))
    assert read(tmp_path) == {"a.txt": CABLE}


def test_sources_gz_file_beside_a_file_of_its_name_keeps_a_name_of_its_own(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"one")
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"two"))
    assert read(tmp_path) == {"a.txt": b"one", "a.txt.gz": b"two"}
    assert read(tmp_path / "a.txt.gz") == {"a.txt.gz": b"two"}


def test_sources_members_of_one_name_are_told_of(tmp_path):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for data in (b"old", b"new"):
            member = tarfile.TarInfo("a.txt")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    (tmp_path / "a.tar").write_bytes(packed.getvalue())
    assert read(tmp_path) == {"a.tar/a.txt": b"old"}
    assert failures(tmp_path) == {"a.tar/a.txt": "has the name of another cable; rename one, or pack the archive again"}


def test_sources_gz_of_several_parts_is_read_to_the_end(tmp_path):
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"one ") + gzip.compress(b"two"))
    assert read(tmp_path) == {"a.txt": b"one two"}


@pytest.mark.parametrize(("ending", "module"), [(".tar.gz", gzip), (".tar.bz2", bz2), (".tar.xz", lzma)])
def test_sources_packed_tar_of_several_parts_is_read_to_the_end(tmp_path, ending, module):
    # As bgzip, pbzip2 and pixz write them.
    packed = pack_tar({f"{number}.txt": noise(3000, number) for number in range(4)})
    half = len(packed) // 2
    (tmp_path / f"a{ending}").write_bytes(module.compress(packed[:half]) + module.compress(packed[half:]))
    assert len(read(tmp_path)) == 4
    assert failures(tmp_path) == {}


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_sources_tars_in_a_row_are_read_to_the_end(tmp_path, mode):
    (tmp_path / "a.tar").write_bytes(pack_tar({"a.txt": b"one"}, mode) + pack_tar({"b.txt": b"two"}, mode))
    assert read(tmp_path) == {"a.tar/a.txt": b"one", "a.tar/b.txt": b"two"}
    assert failures(tmp_path) == {}


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz"])
def test_sources_members_that_are_no_cables_are_passed_over(tmp_path, name):
    members = {"README.md": b"x", "a.txt": CABLE, ".hidden/b.txt": b"x", "._a.txt": b"x", "a.txt.missing.jsonl": b"{}"}
    (tmp_path / name).write_bytes(pack_zip(members) if name == "a.zip" else pack_tar(members, TAR_MODES[name[1:]]))
    assert read(tmp_path) == {f"{name}/a.txt": CABLE}
    told = {item.name: item.fatal for item in sources([str(tmp_path)]) if isinstance(item, Failure)}
    assert told == {f"{name}/README.md": False, f"{name}/a.txt.missing.jsonl": False}


@pytest.mark.parametrize("outer", ["a.zip", "a.tar", "a.tar.gz"])
def test_sources_gz_members_are_unpacked(tmp_path, outer):
    members = {"x.txt.gz": gzip.compress(CABLE), "y.tar.gz": pack_tar({"z.txt": b"inner"}, "w:gz")}
    (tmp_path / outer).write_bytes(pack_zip(members) if outer == "a.zip" else pack_tar(members, TAR_MODES[outer[1:]]))
    assert read(tmp_path) == {f"{outer}/x.txt": CABLE, f"{outer}/y.tar.gz/z.txt": b"inner"}


@pytest.mark.parametrize("bad", ["../../x.txt", "/etc/x.txt", "a/../../x.txt", "C:/x.txt", "a\\..\\..\\x.txt", "..\\x.txt"])
@pytest.mark.parametrize("name", ["a.zip", "a.tar"])
def test_sources_member_that_points_outside_is_refused(tmp_path, name, bad):
    members = {"a.txt": CABLE, bad: b"evil", "z.txt": CABLE}
    (tmp_path / name).write_bytes(pack_zip(members) if name == "a.zip" else pack_tar(members))
    assert read(tmp_path) == {f"{name}/a.txt": CABLE, f"{name}/z.txt": CABLE}
    [(where, message)] = failures(tmp_path).items()
    assert where.startswith(f"{name}/")
    assert message == "points outside its archive; pack it again with plain relative names"


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_sources_links_and_devices_in_a_tar_are_refused(tmp_path, kind):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = kind, "../../../etc/hostname"
        archive.addfile(link)
        folder = tarfile.TarInfo("folder")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        member = tarfile.TarInfo("z.txt")
        member.size = len(CABLE)
        archive.addfile(member, io.BytesIO(CABLE))
    (tmp_path / "a.tar").write_bytes(packed.getvalue())
    assert read(tmp_path) == {"a.tar/z.txt": CABLE}
    assert failures(tmp_path) == {"a.tar/link.txt": "is a link or a device, not a file; pack the file itself"}


def test_sources_encrypted_member_does_not_stop_the_others(tmp_path):
    packed = bytearray(pack_zip({"a.txt": CABLE, "z.txt": CABLE}))
    # The first bit of a member's flags says that it is encrypted, in its own header and in the directory.
    packed[6] |= 1
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(packed)
    assert read(tmp_path) == {"a.zip/z.txt": CABLE}
    [(name, message)] = failures(tmp_path).items()
    assert name == "a.zip/a.txt"
    assert message.startswith("cannot be read (")
    assert message.endswith("without a password")


def test_sources_damaged_zip_member_does_not_stop_the_others(tmp_path):
    packed = bytearray(pack_zip({"a.txt": noise(500), "z.txt": CABLE}))
    packed[100] ^= 0xFF
    (tmp_path / "a.zip").write_bytes(packed)
    assert read(tmp_path) == {"a.zip/z.txt": CABLE}
    assert list(failures(tmp_path)) == ["a.zip/a.txt"]


def test_sources_zip_of_an_unknown_compression_does_not_stop_the_others(tmp_path):
    packed = bytearray(pack_zip({"a.txt": CABLE, "z.txt": CABLE}))
    directory = packed.index(b"PK\x01\x02")
    packed[8:10] = packed[directory + 10 : directory + 12] = struct.pack("<H", 99)
    (tmp_path / "a.zip").write_bytes(packed)
    assert read(tmp_path) == {"a.zip/z.txt": CABLE}


def _nameless() -> bytes:
    """Returns a zip whose directory has lost a member's name: what was the name is its extra field."""
    packed = bytearray(pack_zip({"abc": CABLE}))
    directory = packed.index(b"PK\x01\x02")
    packed[directory + 28 : directory + 32] = struct.pack("<HH", 0, 3)
    return bytes(packed)


@pytest.mark.parametrize(
    "packed",
    [pack_zip({"é.txt": CABLE}).replace("é".encode(), b"\xff\xff"), _nameless()],
    ids=["name is not UTF-8", "name is empty"],
)
def test_sources_zip_with_a_damaged_name_does_not_stop_the_others(tmp_path, packed):
    (tmp_path / "a.zip").write_bytes(packed)
    (tmp_path / "z.txt").write_bytes(CABLE)
    assert read(tmp_path)["z.txt"] == CABLE
    assert len(failures(tmp_path)) == 1


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tar.xz"])
@pytest.mark.parametrize("data", [b"", b"This is no archive. " * 60])
def test_sources_archive_in_name_only_is_told_of(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    (tmp_path / "z.txt").write_bytes(CABLE)
    assert read(tmp_path) == {"z.txt": CABLE}
    [(where, message)] = failures(tmp_path).items()
    assert where == name
    assert message.startswith("is cut short or damaged")
    assert message.endswith("fetch it again")


def test_sources_gz_in_name_only_is_read_as_text(tmp_path):
    (tmp_path / "a.gz").write_bytes(CABLE)
    assert list(read(tmp_path).values()) == [CABLE]


# -- what was cut short --------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [5, 30, 60])
def test_sources_truncated_gz_is_refused(tmp_path, kept):
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(noise(100))[:kept])
    (tmp_path / "z.txt").write_bytes(CABLE)
    assert read(tmp_path) == {"z.txt": CABLE}
    [(name, message)] = failures(tmp_path).items()
    assert name == "a.txt.gz"
    assert message.startswith("is cut short or damaged")


def test_sources_gz_with_a_wrong_checksum_is_refused(tmp_path):
    packed = bytearray(gzip.compress(CABLE))
    packed[-5] ^= 1
    (tmp_path / "a.txt.gz").write_bytes(packed)
    assert read(tmp_path) == {}
    assert list(failures(tmp_path)) == ["a.txt.gz"]


def test_sources_tar_gz_with_a_wrong_checksum_is_told_of(tmp_path):
    packed = bytearray(pack_tar({"a.txt": CABLE}, "w:gz"))
    packed[-5] ^= 1
    (tmp_path / "a.tar.gz").write_bytes(packed)
    [message] = failures(tmp_path).values()
    assert message.startswith("is cut short or damaged after 1 members (CRC check failed")


def cut_tar(mode: str) -> bytes:
    """Returns an archive of five members of 6,000 characters, cut in the midst of the fourth."""
    members = {f"{number}.txt": noise(6000, number) for number in range(5)}
    whole = pack_tar(members, mode)
    before = len(pack_tar(dict(list(members.items())[:3]), mode)) if mode != "w" else 3 * (512 + 6144)
    return whole[: before + 1500]


_NO_END_MARKER = "Compressed file ended before the end-of-stream marker was reached"


@pytest.mark.parametrize(
    ("ending", "reason"), [(".tar", "unexpected end of data"), (".tar.gz", _NO_END_MARKER), (".tar.xz", _NO_END_MARKER)]
)
def test_sources_truncated_tar_keeps_the_members_before_the_cut(tmp_path, ending, reason):
    (tmp_path / f"a{ending}").write_bytes(cut_tar(TAR_MODES[ending]))
    assert read(tmp_path) == {f"a{ending}/{number}.txt": noise(6000, number) for number in range(3)}
    [(name, message)] = failures(tmp_path).items()
    assert name == f"a{ending}"
    assert message == f"is cut short or damaged after 3 members ({reason}); fetch it again"


def test_sources_truncated_tar_gz_keeps_the_members_before_the_cut_on_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", Stdin(cut_tar("w:gz")))
    assert read("-") == {f"stdin.txt/{number}.txt": noise(6000, number) for number in range(3)}


@pytest.mark.parametrize("damage", ["cut in a header", "cut between members", "header damaged"])
@pytest.mark.parametrize("packed", [False, True])
def test_sources_tar_that_ends_too_early_is_told_of(tmp_path, damage, packed):
    whole = pack_tar({f"{number}.txt": noise(6000, number) for number in range(5)})
    header = 2 * (512 + 6144)
    if damage == "header damaged":
        data = whole[:header] + b"\xff" + whole[header + 1 :]
    else:
        data = whole[: header + (100 if damage == "cut in a header" else 0)]
    path = tmp_path / ("a.tar.gz" if packed else "a.tar")
    path.write_bytes(gzip.compress(data) if packed else data)
    assert len(read(path)) == 2
    assert list(failures(path)) == [path.name]


@pytest.mark.parametrize("kept", range(1, 30))
def test_sources_tar_gz_cut_anywhere_in_its_first_bytes_does_not_stop_the_others(tmp_path, kept):
    (tmp_path / "a.tar.gz").write_bytes(pack_tar({"a.txt": CABLE}, "w:gz")[:kept])
    (tmp_path / "z.txt").write_bytes(CABLE)
    assert read(tmp_path) == {"z.txt": CABLE}
    assert list(failures(tmp_path)) == ["a.tar.gz"]


DAMAGED = {
    "a.txt.gz": gzip.compress(CABLE),
    "a.tar": pack_tar({"deep" * 40 + "/a.txt": CABLE, "b": CABLE}),
    "a.tar.gz": pack_tar({"deep" * 40 + "/a.txt": CABLE, "b": CABLE}, "w:gz"),
    "a.tar.bz2": pack_tar({"deep" * 40 + "/a.txt": CABLE, "b": CABLE}, "w:bz2"),
    "a.tar.xz": pack_tar({"deep" * 40 + "/a.txt": CABLE, "b": CABLE}, "w:xz"),
    "a.zip": pack_zip({"deep" * 40 + "/a.txt": CABLE, "b": CABLE}),
}


@settings(derandomize=True, deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(sorted(DAMAGED)),
    flips=st.lists(st.tuples(st.integers(0, 2047), st.integers(0, 255)), max_size=5),
    kept=st.integers(0, 2048) | st.none(),
)
def test_sources_no_damage_raises(tmp_path, name, flips, kept):
    data = bytearray(DAMAGED[name])
    for place, value in flips:
        data[place % len(data)] = value
    (tmp_path / name).write_bytes(data[:kept])
    for item in sources([str(tmp_path / name)]):
        assert item.name


@pytest.mark.parametrize("name", sorted(DAMAGED))
def test_sources_cut_anywhere_is_told_of_or_loses_nothing(tmp_path, name):
    (tmp_path / name).write_bytes(DAMAGED[name])
    whole = read(tmp_path / name)
    assert whole
    for kept in range(2, len(DAMAGED[name]), 7):
        (tmp_path / name).write_bytes(DAMAGED[name][:kept])
        told = failures(tmp_path / name)
        assert told or read(tmp_path / name) == whole, kept


# -- standard input ------------------------------------------------------------------------------


def test_sources_standard_input_is_a_cable(monkeypatch):
    monkeypatch.setattr(sys, "stdin", Stdin(CABLE))
    assert read("-") == {"stdin.txt": CABLE}


@pytest.mark.parametrize(
    "packed", [pack_zip(MEMBERS), pack_tar(MEMBERS), pack_tar(MEMBERS, "w:gz")], ids=["zip", "tar", "tar.gz"]
)
def test_sources_standard_input_is_an_archive(monkeypatch, packed):
    monkeypatch.setattr(sys, "stdin", Stdin(packed))
    assert read("-") == {f"stdin.txt/{name}": data for name, data in MEMBERS.items()}


def test_sources_standard_input_is_a_gz_file(monkeypatch):
    monkeypatch.setattr(sys, "stdin", Stdin(gzip.compress(CABLE)))
    assert read("-") == {"stdin.txt": CABLE}


def test_sources_standard_input_beside_a_file(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_bytes(b"file")
    monkeypatch.setattr(sys, "stdin", Stdin(b"input"))
    assert read("-", tmp_path / "a.txt", "-") == {"stdin.txt": b"input", "a.txt": b"file"}


def test_sources_standard_input_of_a_slow_writer_is_an_archive(monkeypatch):
    monkeypatch.setattr(sys, "stdin", Stdin(pack_tar(MEMBERS), first=100))
    assert read("-") == {f"stdin.txt/{name}": data for name, data in MEMBERS.items()}


def test_sources_standard_input_of_a_truncated_zip_is_told_of(monkeypatch):
    monkeypatch.setattr(sys, "stdin", Stdin(pack_zip({"a.txt": noise(5000)})[:3000]))
    assert read("-") == {}
    monkeypatch.setattr(sys, "stdin", Stdin(pack_zip({"a.txt": noise(5000)})[:3000]))
    assert list(failures("-")) == ["stdin.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_sources_named_pipe_that_is_asked_for_is_read(tmp_path, python):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = subprocess.Popen([python, "-c", "import sys; open(sys.argv[1], 'wb').write(b'text')", str(pipe)])
    try:
        assert read(pipe) == {"pipe": b"text"}
    finally:
        writer.wait(timeout=10)


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs sockets in the file system")
def test_sources_socket_that_is_asked_for_does_not_stop_the_others(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "z.txt").write_bytes(CABLE)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        assert read("socket", "z.txt") == {"z.txt": CABLE}
        assert list(failures("socket", "z.txt")) == ["socket"]


# -- nothing is written --------------------------------------------------------------------------

_WATCH = """
import sys
written = []
def watch(event, arguments):
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & 3 and arguments[0] != "/dev/null":
        written.append(str(arguments[0]))
    elif event in ("os.mkdir", "os.rename", "os.link", "os.symlink", "os.truncate", "tempfile.mkstemp", "tempfile.mkdtemp"):
        written.append(event)
from cable_ner.files.inputs import Source, sources
sys.addaudithook(watch)
found = [item for item in sources(sys.argv[1:]) if isinstance(item, Source) and item.read()]
print(len(found), written)
"""


def test_sources_never_write_to_disk(tmp_path, python, environment):
    folder = tmp_path / "raw"
    folder.mkdir()
    members = {"a.txt": noise(200_000), "../../x.txt": CABLE, "b.txt.gz": gzip.compress(CABLE)}
    for ending, mode in TAR_MODES.items():
        (folder / f"a{ending}").write_bytes(pack_tar(members, mode))
    (folder / "a.zip").write_bytes(pack_zip(members))
    (folder / "plain.txt").write_bytes(CABLE)
    command = [python, "-c", _WATCH, str(folder), "-"]
    done = subprocess.run(command, input=pack_zip(members), capture_output=True, env=environment, cwd=tmp_path, check=True)
    # Two members of each of eight archives (standard input is one), and the file.
    assert done.stdout.decode().strip() == f"{2 * (len(TAR_MODES) + 2) + 1} []"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["raw", "temporary"]
    assert not list((tmp_path / "temporary").iterdir())


def test_sources_do_not_hold_an_archive_in_memory(tmp_path):
    """A tar is read member by member: the first cable comes before the last byte of the archive was read."""
    (tmp_path / "a.tar").write_bytes(pack_tar({f"{number}.txt": noise(100_000, number) for number in range(10)}))
    stream = sources([str(tmp_path / "a.tar")])
    assert next(stream).data == noise(100_000, 0)
    with (tmp_path / "a.tar").open("r+b") as file:
        file.truncate(300_000)
    rest = list(stream)
    assert isinstance(rest[-1], Failure)
    assert len(rest) < 9


def test_sources_zlib_is_what_the_damage_tests_assume():
    # The tests above cut packed noise at a share of its length, which holds only if it hardly compresses.
    assert len(zlib.compress(noise(10_000))) > 6_000


# -- archives that unpack to too much ------------------------------------------------------------

_PEAK = """
import resource, sys
from cable_ner.files.inputs import Failure, sources
usage = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000  # kilobytes on Linux
before, cables, size = usage(), 0, 0
for item in sources(sys.argv[1:]):
    if isinstance(item, Failure):
        print(item.name, item.message)
    else:
        cables, size = cables + 1, size + len(item.read())
print(cables, size, round(usage() - before))
"""
_TOO_MUCH = f"unpacks to more than {RATIO} times its size, as no cables do; unpack it, and give those"


class Peak(NamedTuple):
    """What became of an archive: lines of failures, cables, their bytes, and megabytes of memory it took at most."""

    told: list[str]
    cables: int
    size: int
    memory: int


@pytest.fixture
def peak(python, environment) -> Callable[..., Peak]:
    """Returns a function that reads inputs in a process of their own."""

    def run(*inputs: object, stdin: bytes | None = None) -> Peak:
        command = [python, "-c", _PEAK, *map(str, inputs)]
        done = subprocess.run(command, input=stdin, env=environment, capture_output=True, check=True, timeout=60)
        *told, last = done.stdout.decode().splitlines()
        return Peak(told, *map(int, last.split()))

    return run


def zeros(module: ModuleType, size: int) -> bytes:
    """Returns so many zeros, packed a piece at a time."""
    packer = {
        gzip: lambda: zlib.compressobj(9, wbits=31),
        bz2: bz2.BZ2Compressor,
        lzma: lambda: lzma.LZMACompressor(preset=0),
    }[module]()
    piece = bytes(10_000_000)
    return b"".join([*(packer.compress(piece) for _ in range(size // len(piece))), packer.flush()])


@pytest.mark.parametrize(("ending", "module"), [(".gz", gzip), (".bz2", bz2), (".xz", lzma)])
def test_sources_packed_file_of_zeros_is_unpacked_no_further_than_a_cable_goes(tmp_path, peak, ending, module):
    (tmp_path / f"a.txt{ending}").write_bytes(zeros(module, 200_000_000))
    found = peak(tmp_path / f"a.txt{ending}")
    assert found[:3] == ([], 1, MAX_BYTES + 1)  # which `markup` refuses
    assert found.memory < 60


@pytest.mark.parametrize(("ending", "module"), [(".gz", gzip), (".bz2", bz2), (".xz", lzma)])
def test_sources_tar_of_zeros_is_a_bomb(tmp_path, peak, ending, module):
    (tmp_path / f"a.tar{ending}").write_bytes(zeros(module, 200_000_000))
    (tmp_path / "z.txt").write_bytes(CABLE)
    found = peak(tmp_path)
    assert found.told == [f"a.tar{ending} {_TOO_MUCH}"]
    assert found.cables == 1
    assert found.memory < 60


def test_sources_members_before_a_bomb_are_read(tmp_path, peak):
    members = {"a.txt": CABLE, **{f"{number}.txt": b"a" * MAX_BYTES for number in range(20)}}
    (tmp_path / "a.tar.gz").write_bytes(pack_tar(members, "w:gz"))
    found = peak(tmp_path)
    assert found.told == [f"a.tar.gz {_TOO_MUCH}"]
    assert found.cables == 1 + 6  # of ten million bytes each; 64 million of a small archive are read


def overlapping(count: int, size: int) -> bytes:
    """Returns a zip archive whose members are all the same bytes of it (https://www.bamsoftware.com/hacks/zipbomb/)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.txt", b"a" * size)
        first = archive.infolist()[0]
        archive.filelist = [copy.copy(first) for _ in range(count)]
    return packed.getvalue()


def test_sources_zip_of_overlapping_members_is_a_bomb(tmp_path, peak):
    packed = overlapping(1000, MAX_BYTES)
    assert len(packed) < 100_000
    assert len(zipfile.ZipFile(io.BytesIO(packed)).infolist()) == 1000
    (tmp_path / "a.zip").write_bytes(packed)
    (tmp_path / "z.txt").write_bytes(CABLE)
    found = peak(tmp_path)
    assert f"a.zip {_TOO_MUCH}" in found.told
    assert found.cables == 2  # (members that have a name of others are not read as cables, but were unpacked)
    assert found.memory < 60


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_sources_zip_member_that_is_not_deflated_is_refused(tmp_path, peak, method):
    """Python's `zipfile` unpacks all of it into memory, however much is asked for."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", CABLE)
        with archive.open(zipfile.ZipInfo("bomb.txt"), "w") as member:
            member._zinfo.compress_type = method
            member._compressor = zipfile._get_compressor(method)
            for _ in range(10):
                member.write(bytes(10_000_000))
        archive.writestr("z.txt", CABLE)
    found = peak(tmp_path)
    assert found.told == [
        "a.zip/bomb.txt is packed with neither deflate nor nothing; pack it again as zip programs do by default"
    ]
    assert found.cables == 2
    assert found.memory < 30


def test_sources_zip_with_too_many_members_is_refused_before_they_take_memory(tmp_path, peak):
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 0, 20, 0, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    directory = entry * (MOST_MEMBERS + 1)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 7, 7, len(directory), 0, 0)  # (which claims that there are seven)
    (tmp_path / "a.zip").write_bytes(directory + end)
    found = peak(tmp_path)
    assert found.told == [f"a.zip is a zip archive of more than {MOST_MEMBERS:,} members; pack it as .tar.gz, or as several"]
    assert found.memory < 80


def test_sources_zip_of_many_empty_members_names_the_first_and_counts_the_others(tmp_path, peak):
    (tmp_path / "a.zip").write_bytes(pack_zip({f"{number}.txt": b"" for number in range(5000)} | {"z.txt": CABLE}))
    found = peak(tmp_path)
    assert found.cables == 1
    assert len(found.told) == 1001
    assert found.told[0] == "a.zip/0.txt is empty; remove it, or fetch it again"
    assert found.told[-1] == "a.zip holds 4,000 more members that are not read, and not listed; pack only cables"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_sources_of_many_members_of_one_name_the_first_is_read_and_the_others_counted(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for _ in range(1503):
            archive.writestr("a.txt", CABLE)
    assert read(tmp_path) == {"a.zip/a.txt": CABLE}
    told = [item for item in sources([str(tmp_path)]) if isinstance(item, Failure)]
    assert len(told) == 1001
    assert told[-1].message == "502 more cables have the name of another, and are not listed"


def test_sources_zip_in_a_pipe_is_held_up_to_a_limit(peak, monkeypatch):
    packed = pack_zip(MEMBERS)
    assert peak("-", stdin=packed).cables == 3
    monkeypatch.setattr("cable_ner.files.inputs.UNSEEKABLE_ZIP", len(packed) - 1)
    monkeypatch.setattr(sys, "stdin", Stdin(packed, first=100))
    monkeypatch.setattr(sys.stdin.buffer.raw, "seekable", lambda: False)
    assert failures("-") == {
        "stdin.txt": f"is a zip archive of more than {len(packed) - 1:,} bytes in a pipe; give the file itself"
    }


def nested(levels: int) -> bytes:
    """Returns a cable in so many archives."""
    data = CABLE
    for _ in range(levels):
        data = pack_tar({"in.tar.gz" if data is not CABLE else "a.txt": data}, "w:gz")
    return data


def test_sources_archives_in_archives_are_unpacked_to_a_depth(tmp_path):
    path = tmp_path / "a.tar.gz"
    path.write_bytes(nested(DEPTH))
    assert read(path) == {"a.tar.gz/" + "in.tar.gz/" * (DEPTH - 1) + "a.txt": CABLE}
    path.write_bytes(nested(DEPTH + 1))
    assert failures(path) == {"a.tar.gz" + "/in.tar.gz" * DEPTH: f"is an archive in {DEPTH} others; unpack it first"}


def test_sources_bombs_in_an_archive_are_left_out_one_by_one(tmp_path, peak):
    bomb = zeros(lzma, 200_000_000)
    cables = {f"{number}.txt": noise(9_000, number) for number in range(100)}
    members = {"bomb.tar.xz": bomb, **cables, "x.tar.gz": pack_tar({"in.txt": CABLE}, "w:gz")}
    (tmp_path / "a.zip").write_bytes(pack_zip(members))
    (tmp_path / "a.tar").write_bytes(pack_tar(members))
    found = peak(tmp_path)
    assert found.told == [f"a.tar/bomb.tar.xz {_TOO_MUCH}", f"a.zip/bomb.tar.xz {_TOO_MUCH}"]
    assert found.cables == 2 * 101
    assert found.memory < 60


def test_sources_many_bombs_in_an_archive_are_together_one(tmp_path, peak):
    bomb = zeros(lzma, 30_000_000)
    assert len(bomb) < 20_000
    members = {f"{number}.tar.xz": bomb for number in range(10)}
    (tmp_path / "a.zip").write_bytes(pack_zip(members))
    (tmp_path / "a.tar.gz").write_bytes(pack_tar(members, "w:gz"))
    (tmp_path / "z.txt").write_bytes(CABLE)
    found = peak(tmp_path)
    # After three of twenty million bytes each there are 64 million: that is the archive's, not a member's.
    assert [line.split()[0] for line in found.told] == [
        *(f"a.tar.gz/{number}.tar.xz" for number in range(3)), "a.tar.gz",
        *(f"a.zip/{number}.tar.xz" for number in range(3)), "a.zip",
    ]  # fmt: skip
    assert found.cables == 1


def test_sources_archive_of_copies_is_no_bomb(tmp_path):
    """Thirty copies of every cable, packed as well as can be."""
    text = noise(20_000)
    members = {f"{copy}/{number}.txt": text[number * 1000 :] * 5 for copy in range(30) for number in range(15)}
    (tmp_path / "a.tar.xz").write_bytes(pack_tar(members, "w:xz"))
    assert len(read(tmp_path)) == 450
    assert failures(tmp_path) == {}


def test_sources_xz_that_wants_much_memory_is_refused(tmp_path, peak):
    for name, size in (("large.txt.xz", 200 << 20), ("usual.txt.xz", 64 << 20)):
        filters = [{"id": lzma.FILTER_LZMA2, "dict_size": size, "mode": lzma.MODE_FAST, "mf": lzma.MF_HC3}]
        (tmp_path / name).write_bytes(lzma.compress(CABLE, filters=filters))
    found = peak(tmp_path)
    assert found.told == [
        "large.txt.xz takes more than 128,000,000 bytes of memory to unpack; pack it again with xz -9 or gzip"
    ]
    assert found.cables == 1


def test_sources_xz_of_several_streams_is_read_to_its_end(tmp_path):
    parts = [lzma.compress(CABLE), bytes(8), lzma.compress(b"two"), bytes(4)]
    (tmp_path / "a.txt.xz").write_bytes(b"".join(parts))
    assert read(tmp_path) == {"a.txt": CABLE + b"two"}
    (tmp_path / "a.txt.xz").write_bytes(b"".join(parts) + b"no xz at all")
    assert list(failures(tmp_path)) == ["a.txt.xz"]


def header(name: str, size: int, kind: bytes = tarfile.REGTYPE, **fields: object) -> bytes:
    member = tarfile.TarInfo(name)
    member.size, member.type = size, kind
    for key, value in fields.items():
        setattr(member, key, value)
    return member.tobuf(tarfile.GNU_FORMAT)


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK])
def test_sources_tar_with_a_huge_header_is_refused_before_it_takes_memory(tmp_path, peak, kind):
    with (tmp_path / "a.tar").open("wb") as file:
        file.write(header("a", 2_000_000_000, kind))
        file.truncate(2_000_000_000)  # (a file with a hole, which takes no place)
    (tmp_path / "z.txt").write_bytes(CABLE)
    found = peak(tmp_path)
    assert found.told == ["a.tar has a header of more than 1,000,000 bytes; pack it again with short names"]
    assert found.cables == 1
    assert found.memory < 20


def test_sources_tar_with_an_endless_chain_of_headers_is_refused(tmp_path, peak):
    record = b"11 a=bcdefg\n"[:11]
    chain = header("a", len(record), tarfile.XHDTYPE) + record.ljust(512, b"\0")
    (tmp_path / "a.tar").write_bytes(chain * 20_000)
    found = peak(tmp_path)
    assert len(found.told) == 1
    assert found.memory < 30


def test_sources_tar_with_many_global_headers_is_refused(tmp_path, peak):
    packed = io.BytesIO()
    for number in range(200):
        record = tarfile.TarInfo.create_pax_global_header({f"key{number}": "x" * 10_000})
        packed.write(record + header(f"{number}.txt", 3) + b"two".ljust(512, b"\0"))
    packed.write(bytes(1024))
    (tmp_path / "a.tar").write_bytes(packed.getvalue())
    found = peak(tmp_path)
    assert found.told == ["a.tar has more than 100 global headers; pack it again"]
    assert found.cables == 100


def test_sources_sparse_members_are_refused(tmp_path, peak):
    pax = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "b.txt", "GNU.sparse.realsize": "8000000000"}
    member = tarfile.TarInfo("b.txt")
    member.size, member.pax_headers = 512, pax
    packed = member.tobuf(tarfile.PAX_FORMAT) + b"1\n8000000000\n0\n".ljust(512, b"\0")
    (tmp_path / "a.tar").write_bytes(packed + header("z.txt", 3) + b"two".ljust(512, b"\0") + bytes(1024))
    found = peak(tmp_path)
    assert found.told == ["a.tar/b.txt is a sparse file, which is no text; pack it again without holes"]
    assert found[1:3] == (1, 3)


def test_sources_sparse_map_without_end_is_refused(tmp_path, peak):
    member = tarfile.TarInfo("b.txt")
    member.size = 50_000_000
    member.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0"}
    (tmp_path / "a.tar").write_bytes(member.tobuf(tarfile.PAX_FORMAT) + b"9999999999\n" + b"1\n" * 25_000_000)
    found = peak(tmp_path)
    assert found.told == ["a.tar has a header of more than 1,000,000 bytes; pack it again with short names"]
    assert found.memory < 60


@pytest.mark.parametrize("size", ["-512", "-1000000", "99999999999999999999"])
def test_sources_sizes_that_lead_backwards_end(tmp_path, size, peak):
    """https://nvd.nist.gov/vuln/detail/CVE-2025-8194: an endless loop, in archives that are not read as streams."""
    member = tarfile.TarInfo("a.txt")
    member.pax_headers = {"size": size}
    (tmp_path / "a.tar").write_bytes(member.tobuf(tarfile.PAX_FORMAT) * 3 + bytes(10_240))
    found = peak(tmp_path)
    assert found.told[-1].startswith("a.tar is cut short or damaged after ")


# -- hostile names -------------------------------------------------------------------------------

ODD_NAMES = ["a\nb.txt", "a\x1b[2J.txt", "\u202etxt.a", "a\u2028b.txt", "a\tb.txt", "\u200ba.txt", "é.txt", "e\u0301.txt"]


@pytest.mark.parametrize("name", ODD_NAMES)
@pytest.mark.parametrize("where", ["folder", "a.zip", "a.tar"])
def test_sources_names_are_printable_and_on_one_line(tmp_path, name, where):
    if where == "folder":
        (tmp_path / name).write_bytes(CABLE)
    else:
        (tmp_path / where).write_bytes(pack_zip({name: CABLE}) if where == "a.zip" else pack_tar({name: CABLE}))
    [(found, data)] = read(tmp_path).items()
    assert data == CABLE
    assert found.isprintable()
    assert found.isascii() == (name != "é.txt" and name != "e\u0301.txt")


def test_sources_names_that_are_no_text_are_escaped(tmp_path):
    (tmp_path / "a.tar").write_bytes(pack_tar({"b\udcff.txt": CABLE}))
    (tmp_path / os.fsdecode(b"\xff.txt")).write_bytes(CABLE)
    assert read(tmp_path) == {"a.tar/b\\udcff.txt": CABLE, "\\udcff.txt": CABLE}


def test_sources_names_that_are_one_when_escaped_are_told_of(tmp_path):
    (tmp_path / "a.zip").write_bytes(pack_zip({"a\nb.txt": CABLE, "a\\nb.txt": b"two"}))
    found = {**read(tmp_path), **failures(tmp_path)}
    assert len(found) in (1, 2)  # (in a zip, a backslash is taken for a slash)
    (tmp_path / "a.zip").unlink()
    for name in ("a\nb.txt", "a\\nb.txt"):
        (tmp_path / name).write_bytes(name.encode())
    assert len(read(tmp_path)) == 1
    assert list(failures(tmp_path)) == ["a\\nb.txt"]


def test_sources_names_that_differ_in_case_only_are_two_cables(tmp_path):
    (tmp_path / "a.zip").write_bytes(pack_zip({"a.txt": CABLE, "A.txt": b"two"}))
    assert read(tmp_path) == {"a.zip/a.txt": CABLE, "a.zip/A.txt": b"two"}


@pytest.mark.parametrize("archive", ["a.zip", "a.tar"])
def test_sources_very_long_names_are_refused(tmp_path, archive):
    fits, too_long = "x" * 200 + "/" + "y" * (NAME - 201), "z" * 60_000
    members = {fits: CABLE, too_long: CABLE}
    (tmp_path / archive).write_bytes(pack_zip(members) if archive == "a.zip" else pack_tar(members))
    assert read(tmp_path) == {f"{archive}/{fits}": CABLE}
    assert failures(tmp_path) == {
        f"{archive}/{'z' * 80}…": "has a name of more than 1,024 characters; pack it again with a short one"
    }


def test_sources_folders_in_folders_are_read_to_a_depth(tmp_path):
    deepest = tmp_path.joinpath(*"f" * FOLDERS)
    deepest.mkdir(parents=True)
    (deepest / "a.txt").write_bytes(CABLE)
    (deepest / "g").mkdir()
    (deepest / "g" / "b.txt").write_bytes(CABLE)
    prefix = "f/" * FOLDERS
    assert read(tmp_path) == {f"{prefix}a.txt": CABLE}
    assert failures(tmp_path) == {f"{prefix}g": "is more than 100 folders deep; give it as an input of its own"}


def test_sources_sidecar_larger_than_a_cable_is_not_read(tmp_path):
    (tmp_path / "a.txt").write_bytes(CABLE)
    with (tmp_path / "a.txt.missing.jsonl").open("wb") as file:
        file.truncate(5 * MAX_BYTES)
    [item] = sources([str(tmp_path)])
    with pytest.raises(OSError, match="larger than 10,000,000 bytes"):
        item.sidecar()
