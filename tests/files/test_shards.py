"""DocBin files: written whole or not at all, read back in order."""

import itertools
import os
import re
import signal
import stat
import subprocess
import sys
import zlib
from functools import partial
from pathlib import Path

import pytest
import spacy
import srsly
from spacy.tokens import Doc, DocBin, Span
from spacy.training import Corpus

from cable_ner.files import shards
from cable_ner.files.shards import new_docbin, read_docs, replacing, shard_files, shard_path, write_bytes


@pytest.fixture(scope="module")
def nlp():
    return spacy.blank("en")


def tree(folder):
    """Returns what a folder holds, hidden files too: path -> content (None for a folder)."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def fill(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def make_docs(nlp, *texts):
    """Returns Docs whose first token is an entity (of a label spaCy has no string for) and whose last is missing."""
    docs = []
    for number, text in enumerate(texts):
        doc = nlp.make_doc(text)
        doc.set_ents([Span(doc, 0, 1, "MISC")], missing=[doc[len(doc) - 1 :]], default="outside")
        doc.user_data.update(cable=f"{text[:4]}.txt", index=number)
        docs.append(doc)
    return docs


# -- one file ------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"x", b"\0" * 300_000])
def test_shards_write_bytes_makes_and_replaces_a_file(tmp_path, data):
    write_bytes(tmp_path / "a.bin", data)
    assert tree(tmp_path) == {"a.bin": data}
    write_bytes(tmp_path / "a.bin", b"new")
    assert tree(tmp_path) == {"a.bin": b"new"}


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
@pytest.mark.parametrize("before", [{}, {"a.bin": b"old"}], ids=["new", "old"])
def test_shards_write_bytes_that_fails_leaves_everything(tmp_path, monkeypatch, step, error, before):
    fill(tmp_path, before)

    def fail(*_args):
        raise error("no space")

    monkeypatch.setattr(shards.os, step, fail)
    with pytest.raises(error, match="no space"):
        write_bytes(tmp_path / "a.bin", b"new")
    monkeypatch.undo()
    assert tree(tmp_path) == before


def test_shards_write_bytes_over_a_folder_fails_and_leaves_it(tmp_path):
    fill(tmp_path, {"a.bin/inside": b"1"})
    with pytest.raises(OSError, match="a.bin"):
        write_bytes(tmp_path / "a.bin", b"new")
    assert tree(tmp_path) == {"a.bin": None, "a.bin/inside": b"1"}


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_shards_write_bytes_gives_the_rights_any_file_gets(tmp_path, mask, mode):
    old = os.umask(mask)
    try:
        write_bytes(tmp_path / "a.bin", b"x")
        assert stat.S_IMODE((tmp_path / "a.bin").stat().st_mode) == mode
        assert os.umask(mask) == mask  # asking for the mask must not change it
    finally:
        os.umask(old)


def test_shards_write_bytes_takes_any_name_the_disk_takes(tmp_path):
    name = "x" * 250
    (tmp_path / name).write_bytes(b"old")
    write_bytes(tmp_path / name, b"new")
    assert tree(tmp_path) == {name: b"new"}


# -- several files at once -----------------------------------------------------------------------

OLD = {"train.spacy": b"old train", "dev.spacy": b"old dev", "notes.txt": b"mine"}


def test_shards_replacing_moves_the_named_files_only(tmp_path):
    fill(tmp_path, OLD)
    with replacing(tmp_path, ["train.spacy", "dev.spacy"]) as scratch:
        assert scratch.parent == tmp_path  # on the same disk, so that moving is atomic
        fill(scratch, {"train.spacy": b"new train", "dev.spacy": b"new dev", "draft": b"not named"})
        assert {name: (tmp_path / name).read_bytes() for name in OLD} == OLD
    assert tree(tmp_path) == {"train.spacy": b"new train", "dev.spacy": b"new dev", "notes.txt": b"mine"}


def test_shards_replacing_makes_the_folder(tmp_path):
    with replacing(tmp_path / "a" / "b", ["train.spacy"]) as scratch:
        fill(scratch, {"train.spacy": b"new"})
    assert tree(tmp_path / "a" / "b") == {"train.spacy": b"new"}


def test_shards_replacing_removes_names_that_are_no_more(tmp_path):
    fill(tmp_path, {**OLD, "test.spacy/00000.spacy": b"old"})
    with replacing(tmp_path, ["train.spacy", "dev.spacy", "test.spacy", "never.spacy"]) as scratch:
        fill(scratch, {"train.spacy": b"new"})
    assert tree(tmp_path) == {"train.spacy": b"new", "notes.txt": b"mine"}


def test_shards_replacing_turns_a_file_into_a_folder_and_back(tmp_path):
    folder = {"train.spacy/00000.spacy": b"0", "train.spacy/00001.spacy": b"1", "train.spacy/00002.spacy": b"2"}
    for files in ({"train.spacy": b"one"}, folder, {"train.spacy": b"two"}, folder, {"train.spacy/00000.spacy": b"0"}):
        with replacing(tmp_path, ["train.spacy"]) as scratch:
            fill(scratch, files)
        # Shards of the last time must not stay among the new ones: spaCy reads whatever lies there.
        assert {name: content for name, content in tree(tmp_path).items() if content is not None} == files


@pytest.mark.parametrize("error", [OSError, ValueError, KeyboardInterrupt])
def test_shards_replacing_that_fails_leaves_everything(tmp_path, error):
    fill(tmp_path, OLD)

    def run():
        with replacing(tmp_path, ["train.spacy", "dev.spacy"]) as scratch:
            fill(scratch, {"train.spacy": b"new train"})
            raise error("bad cable")

    with pytest.raises(error, match="bad cable"):
        run()
    assert tree(tmp_path) == OLD


# Files take the place of files in one step; a folder first has to go, and what is no more only goes.
OLD_FOLDERS = {"train.spacy/00000.spacy": b"old 0", "train.spacy/00001.spacy": b"1", "dev.spacy": b"old", "test.spacy": b"-"}
NEW_FOLDERS = {"train.spacy": b"new", "dev.spacy/00000.spacy": b"new 0", "cables.jsonl": b"{}"}
NAMES = ["train.spacy", "dev.spacy", "test.spacy", "cables.jsonl"]
NEW = {"train.spacy": b"new train", "dev.spacy": b"new dev"}
MOVES = [  # old files, new files, whether the disk has links, how many moves there are (one says that all is ready)
    pytest.param({"dev.spacy": b"old"}, NEW, True, 3, id="files"),
    pytest.param({"dev.spacy": b"old"}, NEW, False, 4, id="files without links"),
    pytest.param(OLD_FOLDERS, NEW_FOLDERS, True, 7, id="folders"),
]
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a process the POSIX way")


def files_in(folder):
    return {name: content for name, content in tree(folder).items() if content is not None}


def before_moves(patch, action, links=True):
    """Has an action called with the number of each move, from 1, before it is made."""
    numbers, replace = itertools.count(1), os.replace

    def replacement(source, target):
        action(next(numbers))
        replace(source, target)

    def no_links(_source, _target):
        raise PermissionError("no links on this disk")

    patch.setattr(shards.os, "replace", replacement)
    if not links:
        patch.setattr(shards.os, "link", no_links)


def run(folder, new, patch, action, links=True):
    with replacing(folder, NAMES) as scratch:
        fill(scratch, new)
        before_moves(patch, action, links)


def is_killed(folder, new, action, links=True, *, from_start=False):
    """Runs in a fork, and returns whether that was killed by the action."""
    child = os.fork()
    if not child:
        try:
            with pytest.MonkeyPatch.context() as patch:
                if from_start:
                    before_moves(patch, action, links)
                run(folder, new, patch, action, links)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def kill(number, at):
    if number == at:
        os.kill(os.getpid(), signal.SIGKILL)


def fail(number, at):
    if number == at:
        raise OSError("locked")


def settle(folder):
    """Lets a next run put things right, and fail for a reason of its own."""
    with pytest.raises(KeyError, match="mine"), replacing(folder, NAMES):
        raise KeyError("mine")
    assert not list(folder.glob(".*"))
    return files_in(folder)


@pytest.mark.parametrize(("old", "new", "links", "moves"), MOVES)
def test_shards_replacing_that_fails_while_moving_changes_nothing(tmp_path, monkeypatch, old, new, links, moves):
    for at in range(1, moves + 1):
        fill(tmp_path / f"{at}", old)
        with monkeypatch.context() as patch, pytest.raises(OSError, match="locked"):
            run(tmp_path / f"{at}", new, patch, partial(fail, at=at), links)
        assert files_in(tmp_path / f"{at}") == old
        assert not list((tmp_path / f"{at}").glob(".*"))
    with monkeypatch.context() as patch:
        run(tmp_path / f"{at}", new, patch, partial(fail, at=moves + 1), links)
    assert files_in(tmp_path / f"{at}") == new


def test_shards_replacing_that_cannot_put_old_files_back_keeps_them(tmp_path, monkeypatch):
    def fail_from(number):
        if number >= 5:
            raise OSError("disk gone")

    fill(tmp_path, OLD_FOLDERS)
    with monkeypatch.context() as patch, pytest.raises(OSError, match="disk gone"):
        run(tmp_path, NEW_FOLDERS, patch, fail_from)
    assert set(OLD_FOLDERS.values()) <= set(files_in(tmp_path).values())
    assert settle(tmp_path) == NEW_FOLDERS


@forks
def test_shards_replacing_that_is_killed_before_it_is_done_leaves_the_old_files(tmp_path):
    fill(tmp_path, OLD)
    child = os.fork()
    if not child:
        with replacing(tmp_path, NAMES) as scratch:
            (scratch / "train.spacy").write_bytes(b"half")
            os.kill(os.getpid(), signal.SIGKILL)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    assert {name: (tmp_path / name).read_bytes() for name in OLD} == OLD
    assert len(list(tmp_path.glob(".scratch-*"))) == 1
    with replacing(tmp_path, ["train.spacy", "dev.spacy"]) as scratch:
        assert list(tmp_path.glob(".scratch-*")) == [scratch]
        fill(scratch, {"train.spacy": b"new"})
    assert tree(tmp_path) == {"train.spacy": b"new", "notes.txt": b"mine"}


@forks
@pytest.mark.parametrize(("old", "new", "links", "moves"), MOVES)
def test_shards_replacing_that_is_killed_while_moving_is_finished_by_the_next_run(tmp_path, old, new, links, moves):
    for at in range(1, moves + 1):
        folder = tmp_path / f"{at}"
        fill(folder, old)
        assert is_killed(folder, new, partial(kill, at=at), links)
        assert set(old.values()) <= set(files_in(folder).values())
        assert settle(folder) == (old if at == 1 else new)


@forks
def test_shards_replacing_that_is_killed_never_leaves_a_name_without_a_file(tmp_path):
    old = {name: b"old" for name in NEW}
    for at in range(1, 4):
        fill(tmp_path, old)
        assert is_killed(tmp_path, NEW, partial(kill, at=at))
        assert [(tmp_path / name).read_bytes() in (b"old", NEW[name]) for name in NEW] == [True, True]


@forks
@pytest.mark.parametrize(("old", "new", "links", "moves"), MOVES)
def test_shards_replacing_may_be_killed_while_it_finishes_what_another_began(tmp_path, old, new, links, moves):
    for first, second in itertools.product(range(2, moves + 1), range(1, moves)):
        folder = tmp_path / f"{first}-{second}"
        fill(folder, old)
        assert is_killed(folder, new, partial(kill, at=first), links)
        is_killed(folder, new, partial(kill, at=second), links, from_start=True)
        assert settle(folder) == new


@forks
@pytest.mark.parametrize(("old", "new", "links", "moves"), MOVES)
def test_shards_replacing_may_be_killed_while_it_undoes(tmp_path, old, new, links, moves):
    for failed, killed in itertools.product(range(2, moves + 1), range(1, moves)):
        folder = tmp_path / f"{failed}-{killed}"
        fill(folder, old)

        def fail_and_kill(number, failed=failed, killed=killed):
            kill(number, failed + killed)
            fail(number, failed)

        is_killed(folder, new, fail_and_kill, links)
        assert settle(folder) in (old, new)


HOLDER = """
import sys
from pathlib import Path
from cable_ner.files.shards import replacing
with replacing(Path(sys.argv[1]), ["train.spacy"]) as scratch:
    (scratch / "train.spacy").write_bytes(b"theirs")
    print("writing", flush=True)
    sys.stdin.readline()
"""


@pytest.mark.parametrize("is_ended", [True, False], ids=["ended", "killed"])
def test_shards_replacing_is_refused_while_another_run_goes_on(tmp_path, is_ended):
    fill(tmp_path, OLD)
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "writing\n"
        told = rf"{re.escape(str(tmp_path))}: process {other.pid} on .*; wait for it to finish, or give another folder"
        with pytest.raises(OSError, match=told), replacing(tmp_path, NAMES):
            pytest.fail("two runs at once")
        if is_ended:
            other.communicate("\n")
        else:
            other.kill()
    # What the other run left stands in nobody's way.
    expected = {**OLD, "train.spacy": b"theirs"} if is_ended else OLD
    assert settle(tmp_path) == expected


def test_shards_replacing_removes_old_drafts_of_runs_that_were_killed(tmp_path):
    fill(tmp_path, {".writing-old": b"half", ".writing-new": b"half", "mine.txt": b"mine"})
    os.utime(tmp_path / ".writing-old", (1, 1))
    with replacing(tmp_path, ["train.spacy"]):
        pass
    assert tree(tmp_path) == {".writing-new": b"half", "mine.txt": b"mine"}  # another run may be writing it


def test_shards_write_bytes_names_the_file_not_the_draft(tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        write_bytes(tmp_path / "none" / "a.bin", b"x")
    assert caught.value.filename == str(tmp_path / "none" / "a.bin")


@pytest.mark.parametrize("name", [".scratch-", ".scratch-x", ".scratch-x-y"])
def test_shards_replacing_removes_scratch_folders_of_no_process(tmp_path, name):
    fill(tmp_path, {f"{name}/train.spacy": b"old"})
    with replacing(tmp_path, ["train.spacy"]):
        pass
    assert tree(tmp_path) == {}


def test_shards_replacing_removes_what_a_killed_run_of_the_same_number_left(tmp_path):
    fill(tmp_path, {f".scratch-{os.getpid()}-abc/train.spacy": b"half"})
    with replacing(tmp_path, ["train.spacy"]):
        pass
    assert tree(tmp_path) == {}


# -- shards of a partition -----------------------------------------------------------------------


def test_shards_path_is_the_partitions_own_file_if_there_is_one(tmp_path):
    assert shard_path(tmp_path, "train", 0, 1) == tmp_path / "train.spacy"
    assert shard_path(tmp_path, "train", 0, 2) == tmp_path / "train.spacy" / "00000.spacy"
    assert shard_path(tmp_path, "train", 12, 13) == tmp_path / "train.spacy" / "00012.spacy"


def test_shards_files_are_in_order(tmp_path):
    paths = [shard_path(tmp_path, "train", number, 12) for number in range(12)]
    fill(tmp_path, {path.relative_to(tmp_path).as_posix(): b"" for path in reversed(paths)})
    fill(tmp_path, {"train.spacy/notes.txt": b"mine", "train.spacy/.00000.spacy-abc": b"half"})
    assert shard_files(tmp_path / "train.spacy") == paths
    assert shard_files(paths[3]) == [paths[3]]


@pytest.mark.parametrize(
    "make", [lambda path: None, lambda path: path.mkdir(), lambda path: fill(path, {"notes.txt": b"mine"})]
)
def test_shards_files_that_are_not_there_are_told_of(tmp_path, make):
    make(tmp_path / "train.spacy")
    with pytest.raises(FileNotFoundError, match="train.spacy: no DocBin files there; convert the cables first"):
        shard_files(tmp_path / "train.spacy")


def _write_shards(nlp, folder, *shards_of_texts):
    for number, texts in enumerate(shards_of_texts):
        path = shard_path(folder, "train", number, len(shards_of_texts))
        path.parent.mkdir(exist_ok=True)
        write_bytes(path, new_docbin(make_docs(nlp, *texts)).to_bytes())
    return folder / "train.spacy"


def view(doc):
    return doc.text, [(ent.text, ent.label_) for ent in doc.ents], [token.ent_iob for token in doc], dict(doc.user_data)


@pytest.mark.parametrize(
    "texts",
    [
        [["Rome fell today.", "Paris  stood."]],
        [["Rome fell today.", "Paris  stood."], ["Lima slept."]],
        [["Rome fell today."], ["Lima slept."], ["Oslo woke."], ["Bonn ate."]] * 3,
    ],
    ids=["one file", "two shards", "twelve shards"],
)
def test_shards_are_read_in_order_and_by_spacy_alike(nlp, tmp_path, texts):
    path = _write_shards(nlp, tmp_path, *texts)
    expected = [view(doc) for shard in texts for doc in make_docs(nlp, *shard)]
    assert [view(doc) for doc in read_docs(path, spacy.blank("en").vocab)] == expected
    examples = list(Corpus(path)(nlp))
    assert [view(example.reference) for example in examples] == expected
    # What a model is trained on is the natural text, tokenised anew.
    assert [example.predicted.text for example in examples] == [text for text, *_ in expected]


def test_shards_keep_entities_missing_and_user_data(nlp, tmp_path):
    (doc,) = read_docs(_write_shards(nlp, tmp_path, ["Rome fell today."]), spacy.blank("en").vocab)
    assert view(doc) == ("Rome fell today.", [("Rome", "MISC")], [3, 2, 2, 0], {"cable": "Rome.txt", "index": 0})


@pytest.mark.parametrize("texts", [[], [""], ["Rome fell  today.\n"], ["Rome fell.", "Zoë 🙂 left", "Rome woke"]])
def test_shards_docbin_holds_what_spacys_own_would(nlp, texts):
    docs = [doc for text in texts for doc in (make_docs(nlp, text) if text else [nlp.make_doc("")])]
    for doc in docs[:1]:
        doc.cats["odd"] = 0.5
        doc.spans["all"] = [doc[:]] if len(doc) else []
    ours, theirs = new_docbin(docs), DocBin(attrs=shards.ATTRS, store_user_data=True, docs=docs)
    vocab = spacy.blank("en").vocab
    for own, spacys, doc in zip(ours.get_docs(vocab), theirs.get_docs(nlp.vocab), docs, strict=True):
        assert view(own) == view(spacys) == view(doc)
        assert own.to_json() == spacys.to_json()
        assert own.cats == doc.cats
        assert [(span.start, span.end) for span in own.spans.get("all", [])] == [
            (s.start, s.end) for s in doc.spans.get("all", [])
        ]


@pytest.mark.parametrize("texts", [[], ["Rome fell  today.", "Zoë 🙂 left"]])
def test_shards_bytes_are_spacys_own_when_decompressed(nlp, texts):
    docbin = new_docbin(make_docs(nlp, *texts))
    assert zlib.decompress(docbin.to_bytes()) == zlib.decompress(DocBin.to_bytes(docbin))


def test_shards_docbin_knows_unknown_spaces(nlp):
    docs = [Doc(nlp.vocab, words=["Rome", "fell"]), nlp.make_doc("Rome fell")]
    stored = DocBin().from_bytes(new_docbin(docs).to_bytes())
    assert [doc.has_unknown_spaces for doc in stored.get_docs(nlp.vocab)] == [True, False]


def test_shards_docbin_takes_docs_of_several_vocabularies(nlp):
    # A process takes a new vocabulary when its old one has grown too large, also in the middle of a task.
    docs = [*make_docs(spacy.blank("en"), "Zwolle fell."), *make_docs(spacy.blank("en"), "Lima slept.")]
    stored = DocBin().from_bytes(new_docbin(docs).to_bytes())
    assert [doc.text for doc in stored.get_docs(nlp.vocab)] == ["Zwolle fell.", "Lima slept."]


def test_shards_same_docs_same_bytes(nlp):
    texts = ["Rome fell today.", "Paris stood."]
    assert new_docbin(make_docs(nlp, *texts)).to_bytes() == new_docbin(make_docs(spacy.blank("en"), *texts)).to_bytes()


def test_shards_empty_partition_is_a_file_without_docs(nlp, tmp_path):
    write_bytes(tmp_path / "dev.spacy", new_docbin().to_bytes())
    assert list(read_docs(tmp_path / "dev.spacy", nlp.vocab)) == []


def _good(nlp):
    return new_docbin(make_docs(nlp, "Rome fell today.")).to_bytes()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda good: b"",
        lambda good: b"no DocBin",
        lambda good: good[:-4],
        lambda good: good[: len(good) // 2],
        lambda good: good[:20] + b"xx" + good[22:],
        lambda good: zlib.compress(srsly.msgpack_dumps({"a": 1})),
        lambda good: zlib.compress(srsly.msgpack_dumps([1, 2])),
        lambda good: zlib.compress(b"\xc1"),
    ],
    ids=["empty", "text", "cut short", "half", "damaged", "other keys", "a list", "no msgpack"],
)
def test_shards_file_that_is_no_docbin_is_named(nlp, tmp_path, spoil):
    path = tmp_path / "train.spacy"
    path.write_bytes(spoil(_good(nlp)))
    with pytest.raises(ValueError, match="is not a DocBin file .*convert the cables again") as caught:
        list(read_docs(path, nlp.vocab))
    assert str(caught.value).startswith(f"{path}: ")


def test_shards_bad_file_among_good_ones_is_named_after_the_good_ones_are_read(nlp, tmp_path):
    path = _write_shards(nlp, tmp_path, ["Rome fell."], ["Lima slept."], ["Oslo woke."])
    (path / "00001.spacy").write_bytes(b"no DocBin")
    docs = read_docs(path, nlp.vocab)
    assert next(docs).text == "Rome fell."
    with pytest.raises(ValueError, match="00001.spacy: is not a DocBin file"):
        next(docs)


def test_shards_are_read_one_after_the_other(nlp, tmp_path, monkeypatch):
    path = _write_shards(nlp, tmp_path, ["Rome fell."], ["Lima slept."], ["Oslo woke."])
    opened, from_disk = [], DocBin.from_disk
    monkeypatch.setattr(DocBin, "from_disk", lambda self, file: (opened.append(Path(file).name), from_disk(self, file))[1])
    docs = read_docs(path, nlp.vocab)
    assert [(next(docs).text, list(opened)) for _ in range(3)] == [
        ("Rome fell.", ["00000.spacy"]),
        ("Lima slept.", ["00000.spacy", "00001.spacy"]),
        ("Oslo woke.", ["00000.spacy", "00001.spacy", "00002.spacy"]),
    ]
