"""What comes in: a bad file is reported in one line, and never stops the others."""

import gzip
import os

import pytest

from cable_ner.corpus import intake, worker
from cable_ner.corpus.conversion import convert
from cable_ner.corpus.settings import GoldFolders
from cable_ner.work import Where
from tests.helpers.conversion import accounted, contents, docs_of, mentions, sides, tar_of, with_gold


def test_intake_without_a_cable_says_what_is_wrong(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"")
    with pytest.raises(ValueError, match=r"^no cable in .*a\.txt:1: is empty; remove it, or fetch it again\)$"):
        convert([str(tmp_path)], tmp_path / "out")
    assert contents(tmp_path / "out") == {}


MEGABYTE = b"[PER Ann Lee  ] baked . " * 41_667


# What is put at the end of a cable's fifth line: the kind of the one problem, its message, and the fate of its brackets.
IN_A_CABLE = {
    "unclosed": (
        "Then [PER Ann Bell met the guild .",
        "unclosed annotation",
        "'[PER Ann Bell met the guild .' is never closed; close it or escape it",
        ("missing", "unclosed annotation", 0, 1),
    ),
    "nested": (
        "The [ORG Friends of [PER Ann Bell  ] Club  ] sang .",
        "nested annotation",
        "'[PER Ann Bell]' lies inside another annotation, which is kept; remove one",
        ("rejected", "nested annotation", 1, 1),
    ),
    "unknown label": (
        "In [GPE Rome  ] .",
        "unknown label",
        "'[GPE Rome]' has a label that is not kept; map it with --label-map GPE=LABEL",
        ("rejected", "unknown label GPE", 0, 1),
    ),
    "empty annotation": (
        "In [LOC   ] .",
        "empty annotation",
        "'[LOC ]' annotates nothing; remove it",
        ("rejected", "empty annotation", 0, 1),
    ),
}


@pytest.mark.usefixtures("one_tokenizer")
@pytest.mark.parametrize("case", IN_A_CABLE)
def test_intake_bad_annotation_gives_one_line(tmp_path, write_cables, cable, case):
    extra, kind, message, (fate, reason, more_entities, count) = IN_A_CABLE[case]
    raw = write_cables(tmp_path / "raw", range(8))
    (raw / "bad.txt").write_text(cable(99, extra), encoding="utf8")
    report = convert([str(raw)], tmp_path / "out")
    assert report.data["problems"] == [{"file": "bad.txt", "line": 5, "kind": kind, "message": message}]
    assert report.data["problem_kinds"] == {kind: 1}
    brackets = report.data["brackets"]
    assert brackets["total"] == accounted(report) == 36 + more_entities + count
    assert brackets["entity"] == 36 + more_entities
    assert brackets[fate] == {reason: count}
    assert report.rejected_files == []
    assert len(sides(tmp_path / "out")) == 9


# The file's name and bytes, and the one line that is told of it: its line, its kind, its message.
AS_A_FILE = {
    "empty file": ("bad.txt", b"", 1, "file rejected", "is empty; remove it, or fetch it again"),
    "white space": ("bad.txt", b" \n\n", 1, "file rejected", "is empty; remove it, or fetch it again"),
    "garbage": (
        "bad.txt", b"a\n\x81\x8d\xff\xfe", 2, "file rejected",
        "is neither UTF-8 nor Windows-1252 text; save it as UTF-8",
    ),
    "NUL byte": (
        "bad.txt", b"one\ntwo\0", 2, "file rejected",
        "holds a NUL byte, so it is binary or UTF-16; save it as UTF-8",
    ),
    "UTF-16": (
        "bad.txt", "word".encode("utf-16"), 1, "file rejected",
        "holds a NUL byte, so it is binary or UTF-16; save it as UTF-8",
    ),
    "no cable's page": (
        "bad.txt", b"<html><body>hello</body></html>", 1, "file rejected",
        "is a web page without a <pre> block; give the cable's own page or its text",
    ),
    "100 MB on a line": (
        "bad.txt", MEGABYTE * 100, 1, "file rejected",
        "is larger than 10,000,000 bytes, too large for one cable; give one file per cable, or an archive of files",
    ),
    "1 MB in a paragraph": (
        "bad.txt", b"word " * 200_001, 1, "file rejected",
        "has a paragraph of 1,000,004 characters, more than 1,000,000; is it one cable?",
    ),
    "truncated gz": (
        "bad.txt.gz", gzip.compress(b"word " * 99)[:-9], 0, "file rejected",
        "is cut short or damaged (Compressed file ended before the end-of-stream marker was reached); fetch it again",
    ),
    "member outside": (
        "bad.tar.gz/../../x", tar_of("../../x", b"word"), 0, "file rejected",
        "points outside its archive; pack it again with plain relative names",
    ),
}  # fmt: skip


@pytest.mark.usefixtures("one_tokenizer")
@pytest.mark.parametrize("case", AS_A_FILE)
def test_intake_bad_file_gives_one_line(tmp_path, write_cables, case):
    name, data, line, kind, message = AS_A_FILE[case]
    raw = write_cables(tmp_path / "raw", range(8))
    (raw / name.split("/")[0]).write_bytes(data)
    report = convert([str(raw)], tmp_path / "out")
    assert report.data["problems"] == [{"file": name, "line": line, "kind": kind, "message": message}]
    assert report.rejected_files == [(f"{name}:{line}" if line else name, message)]
    assert report.data["files_rejected"] == 1
    assert report.data["brackets"]["total"] == accounted(report) == 32
    assert sorted(sides(tmp_path / "out")) == sorted(f"c{number}.txt" for number in range(8))


@pytest.mark.usefixtures("one_tokenizer")
def test_intake_windows_1252_is_read_and_told_of(tmp_path, write_cables):
    raw = write_cables(tmp_path / "raw", range(8))
    (raw / "bad.txt").write_bytes("[LOC Málaga  ] said :\n“ olé ” .".encode("cp1252"))
    report = convert([str(raw)], tmp_path / "out")
    message = "not UTF-8, read as Windows-1252; save it as UTF-8 to be sure"
    assert report.data["problems"] == [{"file": "bad.txt", "line": 1, "kind": "encoding", "message": message}]
    assert report.rejected_files == []
    assert mentions(docs_of(tmp_path / "out"))["LOC", "Málaga"] == 1


@pytest.mark.usefixtures("one_tokenizer")
def test_intake_folder_named_like_a_file_is_told_of_and_read(tmp_path, write_cables, cable):
    raw = write_cables(tmp_path / "raw", range(8))
    write_cables(raw / "bad.txt", [99])
    report = convert([str(raw)], tmp_path / "out")
    message = "is a folder with the name of a file; its contents were read"
    assert report.data["problems"] == [{"file": "bad.txt", "line": 0, "kind": "passed over", "message": message}]
    assert report.rejected_files == []
    assert "bad.txt/c99.txt" in sides(tmp_path / "out")


@pytest.mark.usefixtures("one_tokenizer")
def test_intake_same_name_in_two_folders(tmp_path, write_cables):
    raw = tmp_path / "raw"
    for number in range(4):
        write_cables(raw / f"x{number}", [number])
        (raw / f"x{number}" / f"c{number}.txt").rename(raw / f"x{number}" / "cable.txt")
    report = convert([str(raw)], tmp_path / "out")
    assert sorted(sides(tmp_path / "out")) == [f"x{number}/cable.txt" for number in range(4)]
    assert report.data["brackets"]["total"] == 16
    assert report.data["problems"] == []


def test_intake_all_bad_at_once(tmp_path, write_cables, cable):
    raw = write_cables(tmp_path / "raw", range(8))
    for number, (extra, *_) in enumerate(IN_A_CABLE.values()):
        (raw / f"in{number}.txt").write_text(cable(50 + number, extra), encoding="utf8")
    for number, (name, data, *_) in enumerate(AS_A_FILE.values()):
        if len(data) < 10_000:
            (raw / f"{number}{name.split('/')[0]}").write_bytes(data)
    report = convert([str(raw)], tmp_path / "out", where=Where(processes=2))
    assert len(report.data["problems"]) == len(IN_A_CABLE) + len(AS_A_FILE) - 2
    assert len(sides(tmp_path / "out")) == 8 + len(IN_A_CABLE)
    assert accounted(report) == report.data["brackets"]["total"] == 32 + 4 * 4 + 5


@pytest.mark.usefixtures("one_tokenizer")
def test_intake_name_that_is_not_utf8_does_not_stop_the_others(tmp_path, write_cables, cable):
    raw = write_cables(tmp_path / "raw", range(8))
    with open(os.fsencode(raw) + b"/caf\xe9.txt", "wb") as file:
        file.write(cable(99).encode())
    convert([str(raw)], tmp_path / "out")
    assert len(sides(tmp_path / "out")) >= 8


@pytest.mark.usefixtures("one_tokenizer")
def test_intake_member_name_that_is_not_utf8_does_not_stop_the_others(tmp_path, write_cables):
    raw = write_cables(tmp_path / "raw", range(8))
    # As written by a tar of the nineties, or by someone who means ill.
    (raw / "a.tar.gz").write_bytes(tar_of("caf\udce9.txt", b"word"))
    convert([str(raw)], tmp_path / "out")
    assert len(sides(tmp_path / "out")) >= 8


@pytest.mark.usefixtures("one_tokenizer")
@pytest.mark.parametrize("case", ["annotation", "name"])
def test_intake_message_is_one_line(tmp_path, write_cables, cable, case):
    raw = write_cables(tmp_path / "raw", range(8))
    if case == "annotation":
        (raw / "bad.txt").write_text(cable(99, "In [GPE New\nYork  ] ."), encoding="utf8")
    else:
        (raw / "b\nad.txt").write_bytes(b"")
    report = convert([str(raw)], tmp_path / "out")
    [row] = report.data["problems"]
    assert "\n" not in row["file"] + row["message"]


@pytest.mark.usefixtures("one_tokenizer")
def test_intake_empty_page_gives_one_line(tmp_path, write_cables):
    raw = write_cables(tmp_path / "raw", range(8))
    (raw / "bad.txt").write_text("<code><pre> </pre></code>", encoding="utf8")
    report = convert([str(raw)], tmp_path / "out")
    assert [row["file"] for row in report.data["problems"]] == ["bad.txt"]


def test_intake_size_of_tasks_does_not_matter(tmp_path, write_cables, monkeypatch):
    raw = write_cables(tmp_path / "raw", range(8))
    convert([str(raw)], tmp_path / "a")
    monkeypatch.setattr(intake, "BATCH", 1)
    # Every cable meets a vocabulary of its own.
    monkeypatch.setattr(worker, "MAX_STRINGS", 0)
    convert([str(raw)], tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


@pytest.mark.parametrize(("numbers", "used"), [([0, 1, 2, 3], True), ([40, 41, 42, 43], False), ([3, 40, 41, 42], True)])
def test_intake_gold_is_used_only_if_it_is_of_these_cables(converted, raw, tmp_path, cable, numbers, used):
    gold = with_gold(tmp_path / "gold", numbers[:2], cable, "dev")
    with_gold(gold, numbers[2:], cable, "test")
    report = convert([str(raw)], tmp_path / "out", checked=GoldFolders(str(gold), only_if_twins=True))
    assert report.data["partitions"]["test"]["labels"] == ("gold" if used else "silver")
    assert report.data["partitions"]["train"]["labels"] == "silver"
    warning = "the 4 hand-checked cables belong to another archive and are left out"
    assert report.data["split"]["warnings"] == ([] if used else [warning])
    if not used:
        output, without = converted
        assert report.data | {"split": without.data["split"]} == without.data
        written, expected = contents(tmp_path / "out"), contents(output)
        del written["convert.json"], expected["convert.json"]
        assert written == expected


@pytest.mark.parametrize("name", ["gold", "train"])
def test_intake_gold_that_does_not_exist_is_an_error(raw, tmp_path, name):
    with pytest.raises(ValueError, match="glod: no such folder of hand-checked cables; check the path"):
        convert([str(raw)], tmp_path / "out", checked=GoldFolders(**{name: str(tmp_path / "glod")}))
    assert contents(tmp_path / "out") == {}
