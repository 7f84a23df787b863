"""Conversion as a whole: the same bytes whatever happens, nothing half written."""

import json
import os
import subprocess
import sys
import tarfile
from collections import Counter
from pathlib import Path

import pytest
from spacy.training import Corpus

from cable_ner.corpus import conversion, intake
from cable_ner.corpus.conversion import convert
from cable_ner.corpus.partitions import BASELINE, PARTITIONS
from cable_ner.corpus.settings import ConversionSettings
from cable_ner.work import Where
from tests.helpers.conversion import NLP, NONE, SHIPPED, WRITTEN, contents, decided, docs_of, form, mentions, sides


def test_conversion_counts(converted):
    output, report = converted
    assert sorted(contents(output)) == list(WRITTEN)
    written = json.loads((output / "convert.json").read_text(encoding="utf8"))
    assert written == json.loads(json.dumps(report.data))
    assert docs_of(output, BASELINE) == []
    parts = report.data["partitions"]
    assert sum(part["cables"] for part in parts.values()) == report.data["cables"] == 24
    assert sum(part["paragraphs"] for part in parts.values()) == 4 * 24
    assert sum((Counter(part["mentions"]) for part in parts.values()), Counter()) == {"PER": 48, "LOC": 24, "ORG": 24}
    assert report.data["brackets"] == {"total": 96, "entity": 96, **NONE}
    assert {part["labels"] for part in parts.values()} == {"silver"}
    near = {"cables": 0, "groups": 0}
    assert report.data["split"] == {"mode": "by message", "warnings": [], "near_copies": near}
    assert report.data["problems"] == report.data["unaligned"] == report.data["furniture"] == []
    assert report.rejected_files == []
    for name, part in parts.items():
        docs = docs_of(output, name)
        assert len(docs) == part["paragraphs"]
        assert sum(map(len, docs)) == part["tokens"]
        assert all(doc.has_annotation("ENT_IOB") for doc in docs)


def test_conversion_docs_hold_what_the_cable_says(converted):
    docs = [doc for doc in docs_of(converted[0]) if doc.user_data["cable"] == "c7.txt"]
    assert [doc.text for doc in docs] == [
        "UNCLAS TESTPOST 000007 SIPDIS E.O. 12958: N/A TAGS: PREL",
        "SUBJECT: BREAD AND MARKETS 7",
        "1. (U) Mayor Ann Lee7 of Milltown spoke about harvest number 7, and of rain in the valley."
        " Bakers of the Millers Guild agreed, in year 7 of the market, that bread was good.",
        "2. (U) Lee7 thanked all.",
    ]
    assert [[(ent.text, ent.label_) for ent in doc.ents] for doc in docs] == [
        [],
        [],
        [("Ann Lee7", "PER"), ("Milltown", "LOC"), ("Millers Guild", "ORG")],
        [("Lee7", "PER")],
    ]
    assert [doc.user_data["zone"] for doc in docs] == ["header", "subject", "paragraph", "paragraph"]
    assert docs[3].user_data == {
        "cable": "c7.txt", "labels": "silver", "index": 3, "paragraphs": 4, "zone": "paragraph", "paragraph": 2,
        "marking": "U", "markup": "html", "dialect": "double", "pilcrows": True, "spacing": "tokens", "post": "TESTPOST",
        "number": 7, "classification": "UNCLAS", "tags": ("PREL",), "subject": "BREAD AND MARKETS 7",
    }  # fmt: skip


def test_conversion_is_read_by_spacy_as_it_is(converted):
    output, report = converted
    for name in PARTITIONS:
        examples = list(Corpus(output / f"{name}.spacy")(NLP))
        found = Counter(ent.label_ for example in examples for ent in example.reference.ents)
        assert found == report.data["partitions"][name]["mentions"]
        # spaCy makes the predicted side of an example from the text: its tokens have to be ours.
        assert all([t.text for t in example.predicted] == [t.text for t in example.reference] for example in examples)


def test_conversion_that_fails_leaves_the_old_files(raw, tmp_path, monkeypatch):
    convert([str(raw)], tmp_path / "out")
    before = contents(tmp_path / "out")
    monkeypatch.setattr(conversion, "report_of", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        convert([str(raw)], tmp_path / "out", settings=ConversionSettings(seed=5))
    assert contents(tmp_path / "out") == before


@pytest.fixture
def halves(tmp_path, write_cables):
    """Two folders of 24 cables in all, with something amiss in both."""
    first = write_cables(tmp_path / "first", range(0, 24, 2), "[ORG S/NF  ] pre-[LOC Rome  ]s .")
    second = write_cables(tmp_path / "second", range(1, 24, 2), "[PER Bell")
    (first / "empty.txt").write_bytes(b"")
    (second / "empty.txt").write_bytes(b"\0")
    return [str(first), str(second)]


def test_conversion_order_of_inputs_does_not_matter(halves, tmp_path):
    convert(halves, tmp_path / "a")
    convert(halves[::-1], tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_conversion_order_of_files_does_not_matter(raw, tmp_path):
    """Cables that come in another order, as the members of an archive do, give the same Docs in the same order."""
    for name, files in (("a.tar", sorted(raw.iterdir())), ("b.tar", sorted(raw.iterdir(), reverse=True))):
        folder = tmp_path / name[0]
        folder.mkdir()
        with tarfile.open(folder / "cables.tar", "w") as archive:
            for path in files:
                archive.add(path, path.name)
        convert([str(folder)], folder / "out")
    assert contents(tmp_path / "a" / "out") == contents(tmp_path / "b" / "out")


def test_conversion_number_of_processes_does_not_matter(halves, tmp_path, monkeypatch):
    # Small tasks, so that there are many of them to get into disorder.
    monkeypatch.setattr(intake, "BATCH", 2)
    rows = [form("Milltown", "LOC", "ORG"), form("valley", "", "LOC"), form("Bern", "LOC", ""), form("Bell", "PER", "")]
    settings = ConversionSettings(rules=SHIPPED, corrections=decided(tmp_path, *rows).corrections)
    for number in (1, 2):
        convert(halves, tmp_path / str(number), settings=settings, where=Where(processes=number))
    assert contents(tmp_path / "1") == contents(tmp_path / "2")
    assert mentions(docs_of(tmp_path / "1"))["LOC", "valley"] == 24


def test_conversion_twice_gives_the_same_bytes(halves, tmp_path):
    convert(halves, tmp_path / "a")
    first = contents(tmp_path / "a")
    convert(halves, tmp_path / "a")
    assert contents(tmp_path / "a") == first


def test_conversion_after_adding_equals_conversion_from_scratch(tmp_path, write_cables):
    raw = write_cables(tmp_path / "raw", range(24))
    convert([str(raw)], tmp_path / "out")
    before = sides(tmp_path / "out")
    write_cables(raw, range(24, 40))
    convert([str(raw)], tmp_path / "out")
    convert([str(raw)], tmp_path / "scratch")
    assert contents(tmp_path / "out") == contents(tmp_path / "scratch")
    after = sides(tmp_path / "out")
    assert len(after) == 40
    assert {name: after[name] for name in before} == before


@pytest.mark.usefixtures("one_tokenizer")
def test_conversion_seed_changes_the_split_and_nothing_else(converted, raw, tmp_path):
    convert([str(raw)], tmp_path / "b", settings=ConversionSettings(seed=1))
    assert sides(converted[0]) != sides(tmp_path / "b")
    assert mentions(docs_of(converted[0])) == mentions(docs_of(tmp_path / "b"))


# Converts in forks of one warm process, so that many moments can be tried. A fork is killed when it is about to do something
# in the output folder for the n-th time: with "moves", to move something directly in it; with "any", to open, move, make or
# remove something, and n is given as a share of how often an undisturbed conversion does so.
_KILLER = """
import json, os, signal, sys
from pathlib import Path
from cable_ner.corpus import ConversionSettings, convert, writing

raw, output, how = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
moments = json.loads(sys.argv[4])
writing.SHARD_CHARACTERS = int(sys.argv[5])
kinds = {"os.rename"} if how == "moves" else {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link"}

def in_a_fork(moment):
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        count = 0
        def watch(event, arguments):
            nonlocal count
            if event not in kinds or str(output) not in str(arguments[:2]):
                return
            if how == "moves" and output not in (Path(arguments[0]).parent, Path(arguments[1]).parent):
                return
            if count == moment:
                os.kill(os.getpid(), signal.SIGKILL)
            count += 1
        sys.addaudithook(watch)
        convert([str(raw)], output, settings=ConversionSettings(seed=1))
        os.write(writer, str(count).encode())
        os._exit(0)
    _, status = os.waitpid(child, 0)
    os.close(writer)
    with os.fdopen(reader) as told:
        return os.WIFSIGNALED(status), int(told.read() or 0)

convert([str(raw)], output)
whole = 1
if how == "any":
    whole = in_a_fork(-1)[1]
    convert([str(raw)], output)
for moment in moments:
    killed, _ = in_a_fork(int(moment * whole))
    print(json.dumps({"moment": moment, "killed": killed}), flush=True)
    input()
"""


class _Killer:
    """A conversion that is killed at each moment in turn; the test looks at the output in between."""

    def __init__(self, raw: Path, output: Path, how: str, moments: list, shard: int, environment: dict[str, str]):
        command = [sys.executable, "-c", _KILLER, str(raw), str(output), how, json.dumps(moments), str(shard)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)

    def __iter__(self):  # noqa: ANN204
        for line in self.process.stdout:
            yield json.loads(line)
            print(file=self.process.stdin, flush=True)

    def __enter__(self) -> "_Killer":
        return self

    def __exit__(self, *exception: object) -> None:
        self.process.communicate(timeout=60)
        assert self.process.returncode == 0


def visible(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in contents(folder).items() if not name.startswith(".")}


@pytest.fixture
def two_splits(converted, raw, tmp_path):
    """The outputs of two seeds: what is there before the conversion that is killed, and what it would have written."""
    convert([str(raw)], tmp_path / "seed1", settings=ConversionSettings(seed=1))
    return [contents(converted[0]), contents(tmp_path / "seed1")]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_conversion_killed_at_any_moment_leaves_whole_files(raw, tmp_path, two_splits, environment):
    moments = [(number + 0.5) / 8 for number in range(8)]
    with _Killer(raw, tmp_path / "out", "any", moments, 2_000_000, environment) as killer:
        for outcome in killer:
            assert outcome["killed"]
            found = visible(tmp_path / "out")
            assert sorted(found) == list(WRITTEN)
            assert all(data in (two_splits[0][name], two_splits[1][name]) for name, data in found.items())
            assert len(docs_of(tmp_path / "out")) == 96
    convert([str(raw)], tmp_path / "out")
    assert contents(tmp_path / "out") == two_splits[0]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == list(WRITTEN)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_conversion_killed_between_two_files_leaves_whole_files(tmp_path, write_cables, environment):
    """The moments that matter most are too short to be hit by chance: here each is hit on purpose."""
    raw, output = write_cables(tmp_path / "raw", range(8)), tmp_path / "out"
    found, killed = {}, 0
    with _Killer(raw, output, "moves", list(range(12)), 2_000_000, environment) as killer:
        for outcome in killer:
            found[outcome["moment"]] = {path.name for path in output.iterdir() if not path.name.startswith(".")}
            killed += outcome["killed"]
            convert([str(raw)], output)
    assert killed >= len(WRITTEN)
    assert found == {moment: set(WRITTEN) for moment in range(12)}


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_conversion_killed_between_two_folders_loses_nothing(tmp_path, write_cables, environment):
    """A folder cannot take the place of another in one step: what is not there is at least kept beside it."""
    raw, output = write_cables(tmp_path / "raw", range(8)), tmp_path / "out"
    killed = 0
    with _Killer(raw, output, "moves", list(range(0, 12, 2)), 500, environment) as killer:
        for outcome in killer:
            killed += outcome["killed"]
            for name in WRITTEN:
                places = [output / name, *output.glob(f".scratch-*/{name}"), *output.glob(f".scratch-*/.old/{name}")]
                assert any(path.exists() for path in places)
            convert([str(raw)], output)
            assert sorted(path.name for path in output.iterdir()) == list(WRITTEN)
    assert killed >= 3


def test_conversion_that_fails_while_files_are_put_in_place_leaves_the_old_ones(raw, tmp_path, monkeypatch):
    convert([str(raw)], tmp_path / "out")
    replace = os.replace

    def full(source, target):  # noqa: ANN001, ANN202
        if Path(target) == tmp_path / "out" / "dev.spacy":
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        convert([str(raw)], tmp_path / "out", settings=ConversionSettings(seed=1))
    assert set(WRITTEN) <= set(contents(tmp_path / "out"))
