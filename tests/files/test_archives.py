"""Archives: every member is found once, and no damage stops the others."""

import bz2
import gzip
import io
import lzma
import struct
import subprocess
import sys
import tarfile
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cable_ner.files import Failure, sources
from tests.helpers.archives import CABLE, MEMBERS, TAR_MODES, Stdin, failures, noise, pack_tar, pack_zip, read

# -- archives --------------------------------------------------------------------------------------


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
    assert failures(tmp_path) == {"a.tar/a.txt": "has the same name as another cable; rename one, or pack the archive again"}


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


# -- what was cut short ----------------------------------------------------------------------------


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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
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


# -- nothing is written ----------------------------------------------------------------------------


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
