"""Known cables are not converted again; those that hold something else now are named, whatever their time stamps say."""

import json
import os
import shutil

import pytest

from cable_ner.corpus import intake
from cable_ner.corpus.conversion import convert
from cable_ner.corpus.increments import convert_new
from cable_ner.corpus.settings import GoldFolders
from cable_ner.files import Source
from tests.helpers.archives import pack_tar, pack_zip
from tests.helpers.folders import rewrite


def announced(*inputs, corpus, **options):
    """Returns what is told of inputs that hold nothing new."""
    lines = []
    assert convert_new([str(item) for item in inputs], corpus, announce=lines.append, **options) is None
    return lines


def test_increments_convert_nothing_old(raw, corpus, write_cables, monkeypatch):
    write_cables(raw, [30])
    parsed = []
    read = intake.read_with_content
    monkeypatch.setattr(
        intake, "read_with_content", lambda source, scheme: parsed.append(source.name) or read(source, scheme)
    )
    convert_new([str(raw)], corpus)
    assert parsed == ["c30.txt"]


def test_increments_do_without_the_old_files(raw, corpus, write_cables):
    shutil.rmtree(raw)
    write_cables(raw, [30])
    assert convert_new([str(raw)], corpus).data["cables"] == 1


def test_increments_name_known_cables_that_changed(raw, corpus, write_cables):
    rewrite(raw / "c3.txt", "Milltown", "Hilltown")
    with (raw / "c5.txt").open("ab") as file:
        file.write(b" ")
    os.utime(raw / "c7.txt")  # as it was, with a new time
    told = (
        "c3.txt, c5.txt changed after conversion; the old text is still used. `spacy project run all` converts everything"
        " again"
    )
    assert announced(raw, corpus=corpus) == [told]
    write_cables(raw, [30])
    assert convert_new([str(raw)], corpus).data["increment"]["changed"] == ["c3.txt", "c5.txt"]
    rewrite(raw / "c30.txt", "Milltown", "Hilltown")  # (in the increment)
    assert announced(raw, corpus=corpus) == [told.replace("c3.txt, ", "c3.txt, c30.txt, ")]


@pytest.mark.parametrize(("ending", "pack"), [(".tar", pack_tar), (".zip", pack_zip)])
def test_increments_name_members_of_archives_that_changed(cable, tmp_path, one_tokenizer, ending, pack):
    members = {f"c{number}.txt": cable(number).encode() for number in range(24)}
    path = tmp_path / f"all{ending}"
    path.write_bytes(pack(members))
    convert([str(path)], tmp_path / "corpus")
    path.write_bytes(pack(dict(reversed(members.items()))))  # (the same cables, in another archive)
    assert announced(path, corpus=tmp_path / "corpus") == []
    path.write_bytes(pack({**members, "c3.txt": members["c3.txt"].replace(b"Milltown", b"Hilltown")}))
    [line] = announced(path, corpus=tmp_path / "corpus")
    assert line.startswith(f"all{ending}/c3.txt changed after conversion")


def test_increments_name_hand_checked_cables_that_changed(raw, tmp_path, write_cables, one_tokenizer):
    gold = write_cables(tmp_path / "gold", range(4))
    convert([str(raw)], tmp_path / "corpus", checked=GoldFolders(str(gold)))
    rewrite(gold / "c2.txt", "PER", "ORG")
    [line] = announced(raw, corpus=tmp_path / "corpus", checked=GoldFolders(str(gold)))
    assert line.startswith("c2.txt changed after conversion")


def test_increments_name_a_sidecar_that_changed(raw, corpus):
    (raw / "c4.txt.missing.jsonl").write_text("{}", encoding="utf8")
    [line] = announced(raw, corpus=corpus)
    assert line.startswith("c4.txt changed after conversion")


def test_increments_say_what_cannot_be_compared(raw, corpus, monkeypatch):
    def denied(_source, _content):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Source, "is_still", denied)
        [line] = announced(raw, corpus=corpus)
    assert "and 19 more cannot be read; the old text is still used. Check the permissions" in line
    path = corpus / "cables.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()]
    rows = [{key: value for key, value in row.items() if key not in ("size", "digest")} for row in rows]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf8")
    [line] = announced(raw, corpus=corpus)
    assert line.startswith("c0.txt, c1.txt, c10.txt, c11.txt, c12.txt and 19 more: converted by an earlier version")
