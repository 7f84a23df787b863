"""Archives that unpack to too much cost neither memory nor hours."""

import bz2
import copy
import functools
import gzip
import io
import json
import lzma
import os
import struct
import subprocess
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import NamedTuple

import pytest

from cable_ner.files import Failure, sources
from cable_ner.files.limits import DEPTH, RATIO
from cable_ner.files.limits import MEMBERS as MOST_MEMBERS
from cable_ner.text import MAX_BYTES
from tests.helpers import no_network
from tests.helpers.archives import CABLE, MEMBERS, Stdin, failures, noise, pack_tar, pack_zip, read

# -- archives that unpack to too much --------------------------------------------------------------


# Answers each line of inputs with what became of them, read in a fork of its own: to import takes longer than most of them.
_PEAK = """
import json, os, resource, signal, sys
from cable_ner.files.inputs import Failure, sources
usage = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000  # kilobytes on Linux
def peak(inputs):
    before, told, cables, size = usage(), [], 0, 0
    for item in sources(inputs):
        if isinstance(item, Failure):
            told.append(f"{item.name} {item.message}")
        else:
            cables, size = cables + 1, size + len(item.read())
    return told, cables, size, round(usage() - before)
for line in sys.stdin:
    child = os.fork()
    if not child:
        signal.alarm(60)
        print(json.dumps(peak(json.loads(line))), flush=True)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        print("null", flush=True)
"""
_TOO_MUCH = f"unpacks to more than {RATIO} times its size, far more than cables do; unpack it, and give the cables"


class Peak(NamedTuple):
    """What became of an archive: lines of failures, cables, their bytes, and megabytes of memory it took at most."""

    told: list[str]
    cables: int
    size: int
    memory: int


@pytest.fixture(scope="module")
def peaks(python, tmp_path_factory) -> Iterator[subprocess.Popen]:
    """Yields the process that reads inputs in forks."""
    guard = no_network.guard(tmp_path_factory.mktemp("guard"))
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([python, "-c", _PEAK], env=os.environ | guard, **pipes) as process:
        yield process
    assert no_network.told(guard) == ""


@pytest.fixture
def peak(peaks) -> Callable[..., Peak]:
    """Returns a function that reads inputs in a process of their own."""

    def run(*inputs: object) -> Peak:
        print(json.dumps(list(map(str, inputs))), file=peaks.stdin, flush=True)
        found = json.loads(peaks.stdout.readline())
        assert found, "the process failed, or took a minute"
        return Peak(*found)

    return run


@functools.cache
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
    (tmp_path / f"a.txt{ending}").write_bytes(zeros(module, 100_000_000))
    found = peak(tmp_path / f"a.txt{ending}")
    assert found[:3] == ([], 1, MAX_BYTES + 1)  # which `markup` refuses
    assert found.memory < 60


@pytest.mark.parametrize(("ending", "module"), [(".gz", gzip), (".bz2", bz2), (".xz", lzma)])
def test_sources_tar_of_zeros_is_a_bomb(tmp_path, peak, ending, module):
    (tmp_path / f"a.tar{ending}").write_bytes(zeros(module, 100_000_000))
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
        "a.zip/bomb.txt is compressed by another method than deflate; pack it again with a zip program's default settings"
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
    assert found.told[-1] == "a.zip holds 4,000 more members that were skipped and are not listed; pack only cables"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_sources_of_many_members_of_one_name_the_first_is_read_and_the_others_counted(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for _ in range(1503):
            archive.writestr("a.txt", CABLE)
    assert read(tmp_path) == {"a.zip/a.txt": CABLE}
    told = [item for item in sources([str(tmp_path)]) if isinstance(item, Failure)]
    assert len(told) == 1001
    assert told[-1].message == "502 more cables share a name with another one and are not listed"


def test_sources_zip_in_a_pipe_is_held_up_to_a_limit(monkeypatch):
    packed = pack_zip(MEMBERS)

    def pipe() -> None:
        monkeypatch.setattr(sys, "stdin", Stdin(packed, first=100))
        monkeypatch.setattr(sys.stdin.buffer.raw, "seekable", lambda: False)

    pipe()
    assert len(read("-")) == 3
    monkeypatch.setattr("cable_ner.files.archives.UNSEEKABLE_ZIP", len(packed) - 1)
    pipe()
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
    assert failures(path) == {"a.tar.gz" + "/in.tar.gz" * DEPTH: f"is nested in {DEPTH} other archives; unpack it first"}


def test_sources_bombs_in_an_archive_are_left_out_one_by_one(tmp_path, peak):
    bomb = zeros(lzma, 100_000_000)
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
    assert found.told == ["a.tar/b.txt is a sparse file, not text; pack it again without holes"]
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
