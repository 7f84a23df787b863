"""Known cables are not opened again; those whose file changed are named."""

import os
import shutil

from cable_ner.corpus.increments import convert_new
from cable_ner.files import Source


def test_increments_read_nothing_old(raw, corpus, write_cables, monkeypatch):
    write_cables(raw, [30])
    opened = []
    read = Source.read
    monkeypatch.setattr(Source, "read", lambda source: opened.append(source.name) or read(source))
    convert_new([str(raw)], corpus)
    assert opened == ["c30.txt"]


def test_increments_do_without_the_old_files(raw, corpus, write_cables):
    shutil.rmtree(raw)
    write_cables(raw, [30])
    assert convert_new([str(raw)], corpus).data["cables"] == 1


def test_increments_of_a_known_cable_that_changed_are_not_made(raw, corpus, write_cables):
    lines = []
    when = (corpus / "cables.jsonl").stat().st_mtime_ns
    for number, later in ((3, 1), (4, 0), (5, 10**9)):
        os.utime(raw / f"c{number}.txt", ns=(when + later, when + later))
    assert convert_new([str(raw)], corpus, announce=lines.append) is None
    assert lines == [
        "c3.txt, c5.txt changed after conversion; the old text is still used. `spacy project run all` converts everything"
        " again"
    ]
    write_cables(raw, [30])
    assert convert_new([str(raw)], corpus).data["increment"]["changed"] == ["c3.txt", "c5.txt"]
