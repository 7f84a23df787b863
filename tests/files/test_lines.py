"""Lines are appended as a whole, whatever stops the writing; a torn last line is told of, and left out."""

import errno
import os

import pytest

from cable_ner.files import TornLineWarning, append_lines, cut_torn_line, whole_lines, write_whole
from tests.helpers.disks import FullFile

ROW = b'{"form":"Ana \xc3\xa9"}'


def lines(path):
    return [line for _, line in whole_lines(path)]


def test_lines_torn_at_any_byte_are_told_of_and_replaced(tmp_path):
    path = tmp_path / "rows.jsonl"
    append_lines(path, [ROW, ROW])
    whole = path.read_bytes()
    assert whole == ROW + b"\n" + ROW + b"\n"
    for end in range(len(ROW) + 2, len(whole) - 1):
        path.write_bytes(whole[:end])
        with pytest.warns(TornLineWarning, match=rf"{path}:2: was cut off while it was being written and is ignored"):
            assert lines(path) == [ROW + b"\n"]
        assert path.read_bytes() == whole[:end]  # reading changes nothing: another program may be writing the line
        append_lines(path, [ROW])
        assert path.read_bytes() == whole


@pytest.mark.parametrize(
    "data", [b"", ROW, ROW + b"\n", ROW + b"\n  ", b"\xef\xbb\xbf" + ROW, b'{"a"\n', b"bread", b"\xff\xfe{"]
)
@pytest.mark.filterwarnings("error")
def test_lines_that_are_not_torn_stay(tmp_path, data):
    path = tmp_path / "rows.jsonl"
    path.write_bytes(data)
    assert b"".join(lines(path)) == data.removeprefix(b"\xef\xbb\xbf")
    cut_torn_line(path)
    append_lines(path, [ROW])
    assert path.read_bytes() == data + (ROW + b"\n" if data.endswith(b"\n") or not data else b"\n" + ROW)


def test_lines_of_no_file(tmp_path):
    assert lines(tmp_path / "none") == []
    cut_torn_line(tmp_path / "none")
    append_lines(tmp_path / "new" / "rows.jsonl", [ROW])
    assert lines(tmp_path / "new" / "rows.jsonl") == [ROW + b"\n"]


def test_lines_on_a_full_disk_are_not_begun(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_bytes(ROW + b"\n")
    with FullFile(path, "r+") as file, pytest.raises(OSError, match="No space left"):
        write_whole(file, ROW + b"\n")
    assert path.read_bytes() == ROW + b"\n"


def test_lines_that_cannot_be_synced_are_taken_back(tmp_path, monkeypatch):
    path = tmp_path / "rows.jsonl"
    append_lines(path, [ROW])

    def fails(_descriptor):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OSError, match="error") as caught:
        append_lines(path, [ROW])
    assert caught.value.filename == str(path)
    assert path.read_bytes() == ROW + b"\n"
