"""Files, folders and standard input: every cable is found once, and nothing stops the others."""

import gzip
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from cable_ner.files import Failure, Source, content_of, sources
from cable_ner.files.limits import FOLDERS, NAME
from cable_ner.text import MAX_BYTES
from tests.helpers.archives import CABLE, MEMBERS, Stdin, failures, noise, pack_tar, pack_zip, read

# -- files and folders -----------------------------------------------------------------------------


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
    assert sidecars == {"a.txt": b'{"index": 0}\n', "b.txt": b""}


def test_sources_folder_named_like_a_file_is_told_of_and_read(tmp_path):
    (tmp_path / "a.txt").mkdir()
    (tmp_path / "a.txt" / "b.txt").write_bytes(CABLE)
    assert read(tmp_path) == {"a.txt/b.txt": CABLE}
    [told] = [item for item in sources([str(tmp_path)]) if isinstance(item, Failure)]
    assert told == Failure("a.txt", "is a folder with the name of a file; its contents were read", fatal=False)


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


# -- standard input --------------------------------------------------------------------------------


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


# -- hostile names ---------------------------------------------------------------------------------


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


def test_sources_tell_whether_they_are_still_the_same(tmp_path):
    path, sidecar = tmp_path / "a.txt", tmp_path / "a.txt.missing.jsonl"
    path.write_bytes(CABLE)
    [item] = sources([str(path)])
    before = content_of(CABLE)
    assert item.is_still(before)
    assert Source("a.txt", data=CABLE).is_still(before)
    assert not Source("a.txt", data=CABLE.swapcase()).is_still(before)
    sidecar.write_bytes(b"{}")
    assert not item.is_still(before)
    assert item.is_still(content_of(CABLE, b"{}"))
    sidecar.write_bytes(b"[]")
    assert not item.is_still(content_of(CABLE, b"{}"))


def test_sources_of_another_size_are_not_read(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_bytes(CABLE)
    [item] = sources([str(tmp_path)])
    monkeypatch.setattr(Source, "read", lambda _: pytest.fail("is read"))
    assert not item.is_still(content_of(CABLE + b"more"))
