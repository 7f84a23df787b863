"""`scripts/tag.py`: formats, names, errors, and that a run which is stopped goes on. The model here is a few rules."""

import csv
import gzip
import io
import json
import os
import re
import signal
import subprocess
import tarfile
import time
from collections import Counter
from pathlib import Path

import pytest
import spacy

from cable_ner.files import locked, read_docs
from cable_ner.files.sheets import read_table

ROOT = Path(__file__).parents[2]
FORMATS = ("inline", "html", "jsonl", "conll", "spacy", "csv")
NLP = spacy.blank("en")


def words(text: str) -> str:
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


def files(folder: Path) -> dict[str, bytes]:
    """Returns all there is in a folder, but for the report and the journal."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name not in ("tag.json", "tag.jsonl")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def report_of(output: Path) -> dict:
    return json.loads((output / "tag.json").read_text(encoding="utf8"))


@pytest.fixture(scope="session")
def model(tmp_path_factory) -> Path:
    """Returns the folder of a model that takes what begins with a capital for a place, and two such words for a person."""
    nlp = spacy.blank("en")
    title = {"IS_TITLE": True}
    nlp.add_pipe("entity_ruler").add_patterns(
        [
            {"label": "LOC", "pattern": [title]},
            {"label": "PER", "pattern": [title, title]},
            {"label": "ORG", "pattern": "UN"},
        ]
    )
    folder = tmp_path_factory.mktemp("model") / "rules"
    nlp.to_disk(folder)
    return folder


@pytest.fixture
def tag(command, model, tmp_path):
    """Returns a function that tags into `tmp_path / name`: (inputs, options) -> (result, folder)."""

    def run(*arguments: object, name: str = "out", stdin: bytes | None = None):
        return command("tag", *arguments, "--model", model, "-o", tmp_path / name, stdin=stdin), tmp_path / name

    return run


@pytest.fixture
def cables(tmp_path) -> Path:
    """Returns a folder of four cables in four forms, of five mentions; one is in a folder of its own, one is packed."""
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    (folder / "plain.txt").write_bytes(b"rain fell in Oslo\r\n")
    (folder / "deep" / "annotated.txt").write_bytes(b"<pre>of [PER Ann Lee  ] , in [ORG Rome  ] &amp; so</pre>")
    (folder / "page.html").write_bytes(b"<!doctype html><html><body><pre>the UN said so</pre></body></html>")
    (folder / "packed.txt.gz").write_bytes(gzip.compress(b"rain fell in Bergen"))
    return folder


# -- formats -------------------------------------------------------------------------------------


def test_tag_inline_is_named_and_foldered_as_the_input_was(tag, cables):
    result, output = tag(cables)
    assert result.exit_code == 0, result.output
    assert "LOC 3 ORG 1 PER 1 all 5" in words(result.stdout)
    assert f"4 cables, 20 tokens in {output}" in words(result.stdout)
    assert files(output) == {
        "plain.txt": b"rain fell in [LOC Oslo  ]\r\n",
        "deep/annotated.txt": b"<pre>of [PER Ann Lee  ] , in [LOC Rome  ] &amp; so</pre>",
        "page.html": b"<!doctype html><html><body><pre>the [ORG UN  ] said so</pre></body></html>",
        "packed.txt": b"rain fell in [LOC Bergen  ]",
    }
    report = report_of(output)
    assert {key: report[key] for key in ("cables", "paragraphs", "tokens", "mentions", "failed", "cables_tagged_now")} == {
        "cables": 4, "paragraphs": 4, "tokens": 20, "mentions": {"LOC": 3, "ORG": 1, "PER": 1}, "failed": 0,
        "cables_tagged_now": 4,
    }  # fmt: skip
    assert report["left_out"] == {"total": 0, "reasons": {}, "listed": []}
    assert re.fullmatch("[0-9a-f]{16}", report["model"]["digest"])


def test_tag_inline_converts_to_the_same_mentions(tag, cables, command, tmp_path):
    _, inline = tag(cables, name="inline")
    _, docs = tag(cables, "--format", "spacy", name="docs")
    assert command("convert", inline, "-o", tmp_path / "converted", "--no-rules").exit_code == 0

    def state(*paths: Path) -> dict:
        return {
            (doc.user_data["cable"], doc.user_data["index"]): (
                doc.text,
                [(ent.start, ent.end, ent.label_) for ent in doc.ents],
            )
            for path in paths
            for doc in read_docs(path, NLP.vocab)
        }

    converted = state(*(tmp_path / "converted" / f"{name}.spacy" for name in ("train", "dev", "test")))
    assert len(converted) == 4
    assert converted == state(docs / "cables.spacy")


def test_tag_html_and_names_of_pages(tag, cables):
    _, output = tag(cables, "-f", "html")
    assert set(files(output)) == {"plain.txt.html", "deep/annotated.txt.html", "page.html", "packed.txt.html"}
    assert b"the <mark data-ner=ORG data-end>UN</mark> said" in (output / "page.html").read_bytes()


def test_tag_csv_is_a_table_that_spreadsheets_read(tag, cables):
    (cables / "formula.txt").write_text("rain fell in =Oslo", encoding="utf8")
    result, output = tag(cables, "--format", "csv")
    assert result.exit_code == 0
    assert set(files(output)) == {"mentions.csv"}
    rows = [row for _, row in read_table(output / "mentions.csv", ("cable", "start", "end", "text", "label", "score"))]
    assert [tuple(row.values()) for row in rows if row["cable"] == "deep/annotated.txt"] == [
        ("deep/annotated.txt", "", "", "0", "", "paragraph", "8", "15", "Ann Lee", "PER", ""),
        ("deep/annotated.txt", "", "", "0", "", "paragraph", "21", "25", "Rome", "LOC", ""),
    ]


def test_tag_scores_are_the_models(command, tiny_model, tmp_path):
    (tmp_path / "a.txt").write_text("Mayor Ann Lee70 of Milltown spoke about harvest number 70.", encoding="utf8")
    for options in ((), ("--no-scores",)):
        assert (
            command("tag", tmp_path / "a.txt", "-m", tiny_model, "-f", "csv", "-o", tmp_path / "out", *options).exit_code
            == 0
        )
        table = (tmp_path / "out" / "mentions.csv").read_text(encoding="utf8")
        [*rows] = csv.DictReader(io.StringIO(table))
        assert rows
        assert all(0 < float(row["score"]) <= 1 for row in rows) if not options else {row["score"] for row in rows} == {""}
        for path in (tmp_path / "out").iterdir():
            path.unlink()


def test_tag_spacy_shards_are_read_by_the_other_commands(tag, cables, command, tmp_path):
    _, output = tag(cables, "--format", "spacy", "--compare")
    docs = {doc.user_data["cable"]: doc for doc in read_docs(output / "cables.spacy", NLP.vocab)}
    assert {doc.user_data["labels"] for doc in docs.values()} == {"model"}
    assert [(span.text, span.label_) for span in docs["deep/annotated.txt"].spans["input"]] == [
        ("Ann Lee", "PER"),
        ("Rome", "ORG"),
    ]
    assert command("export", output / "cables.spacy", "-o", tmp_path / "exported").exit_code == 0
    assert len(files(tmp_path / "exported")) == 4


def test_tag_compare_counts_both(tag, cables):
    result, output = tag(cables, "--format", "csv", "--compare")
    assert "mentions model input" in words(result.stdout)
    assert "all 5 2" in words(result.stdout)
    assert report_of(output)["input_mentions"] == {"ORG": 1, "PER": 1}


def test_tag_standard_input(tag):
    _, output = tag("-", stdin=b"rain fell in Oslo")
    assert files(output) == {"stdin.txt": b"rain fell in [LOC Oslo  ]"}


@pytest.mark.parametrize("format", ["inline", "spacy"])
def test_tag_gives_the_same_bytes_with_any_number_of_processes(tag, write_cables, tmp_path, format):
    raw = write_cables(tmp_path / "raw", range(40))
    for number in (1, 2):
        assert tag(raw, "--format", format, "--processes", number, name=str(number))[0].exit_code == 0
    assert files(tmp_path / "1") == files(tmp_path / "2") != {}
    assert report_of(tmp_path / "1")["tokens"] == report_of(tmp_path / "2")["tokens"] > 40


# -- errors --------------------------------------------------------------------------------------


def test_tag_lists_cables_that_fail_and_tags_the_others(tag, cables):
    (cables / "nul.txt").write_bytes(b"rain\n\0")
    (cables / "empty.txt").write_bytes(b"")
    result, output = tag(cables)
    assert result.exit_code == 0
    assert "nul.txt:2: holds a NUL byte" in result.output
    assert "2 cables failed, and" in words(result.output)
    assert len(files(output)) == 4
    assert [(row["cable"], row["line"]) for row in report_of(output)["failures"]] == [("empty.txt", 1), ("nul.txt", 2)]
    assert tag(cables, "--strict", name="strict")[0].exit_code == 1


def test_tag_tries_again_what_failed(tag, cables):
    (cables / "bad.txt").write_bytes(b"\0")
    tag(cables)
    (cables / "bad.txt").write_bytes(b"in Rome")
    result, output = tag(cables)
    assert "5 cables, 22 tokens (4 of the cables in earlier runs)" in words(result.stdout)
    assert report_of(output)["failed"] == 0
    assert files(output)["bad.txt"] == b"in [LOC Rome  ]"


def test_tag_leaves_out_what_inline_markup_cannot_say(tag, tmp_path):
    (tmp_path / "a.txt").write_text("in Rome, said [NOTE Ann by] x\nthe <Oslo", encoding="utf8")
    (tmp_path / "b.txt").write_text(
        "UNCLAS OSLO 000088\n\nof Ann\n\nLee x\nSUBJECT: RAIN\n\n1. (U) It fell.", encoding="utf8"
    )
    result, output = tag(tmp_path / "a.txt", tmp_path / "b.txt")
    assert result.exit_code == 0
    assert "1 mentions were left out: it is on more than two lines" in words(result.output)
    assert report_of(output)["left_out"] == {
        "total": 1,
        "reasons": {"it is on more than two lines": 1},
        "listed": [
            {"cable": "b.txt", "line": 3, "label": "PER", "text": "Ann\n\nLee", "reason": "it is on more than two lines"}
        ],
    }


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--compare"], "--compare: inline markup cannot hold two annotations of the same text; give another --format"),
        (["--format", "conll", "--scores"], "--scores: --format conll cannot hold them"),
    ],
)
def test_tag_options_that_make_no_sense(tag, cables, options, message):
    result, output = tag(cables, *options)
    assert result.exit_code == 1
    assert message in words(result.output)
    assert not output.exists() or not files(output)


def test_tag_choices_are_named(tag, cables):
    choices = {("--format", "xml"): "not one of 'inline', 'html', 'jsonl', 'conll', 'spacy', 'csv'",
               ("--processes", "-1"): "--processes"}  # fmt: skip
    for options, message in choices.items():
        result, output = tag(cables, *options)
        assert (result.exit_code, message in result.output, output.exists()) == (2, True, False)


def test_tag_model_that_is_not_there(command, cables, tmp_path):
    result = command("tag", cables, "-o", tmp_path / "out", "--model", tmp_path / "none")
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "none" in result.output


def test_tag_nothing_to_tag(tag, tmp_path):
    (tmp_path / "empty").mkdir()
    result, output = tag(tmp_path / "empty", tmp_path / "none")
    assert result.exit_code == 1
    assert "no cable in" in words(result.output)
    assert "does not exist; check the path" in words(result.output)
    assert not (output / "tag.jsonl").exists()


def test_tag_output_inside_of_the_input_is_refused(tag, tmp_path, cables, command, model):
    result = command("tag", cables, "-m", model, "-o", cables / "out")
    assert result.exit_code == 1
    assert "is inside the input" in words(result.output)
    before = files(cables)
    result = command("tag", cables / "plain.txt", "-m", model, "-o", cables)
    assert "its output would overwrite it; give another --output" in words(result.output)
    assert files(cables) == before


def test_tag_hostile_names_stay_inside_of_the_output(tag, tmp_path):
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for name in ("../out.txt", "/etc/out.txt", "fine.txt", "odd\nname.txt", "fine.txt/below.txt"):
            member = tarfile.TarInfo(name)
            member.size = 7
            archive.addfile(member, io.BytesIO(b"in Rome"))
    result, output = tag(tmp_path / "a.tar")
    assert result.exit_code == 0
    assert set(files(output)) == {"a.tar/fine.txt", "a.tar/odd\\nname.txt"}
    assert result.output.count("points outside its archive") == 2
    assert "blocks the path of its output" in result.output


def test_tag_a_cable_may_not_have_the_name_of_our_own_files(tag, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "tag").write_bytes(b"in Rome")
    (tmp_path / "in" / "other").write_bytes(b"in Rome")
    _, output = tag(tmp_path / "in", "--format", "jsonl")
    assert set(files(output)) == {"other.jsonl"}
    assert "another output file has the same name" in report_of(output)["failures"][0]["message"]


# -- stopped, and gone on with -------------------------------------------------------------------


def test_tag_other_settings_are_refused(tag, cables, command, tiny_model, tmp_path):
    tag(cables)
    result, output = tag(cables, "--format", "html")
    assert result.exit_code == 1
    assert "tag.jsonl:1: was started with format inline, not html; give another --output, or --restart" in words(
        result.output
    )
    result = command("tag", cables, "-o", output, "-m", tiny_model)
    assert "was started with model" in words(result.output)
    result, _ = tag(cables, "--format", "csv", "--restart")
    assert result.exit_code == 0
    assert set(files(output)) == {"mentions.csv"}


def test_tag_nothing_is_left_to_do(tag, cables):
    for format in FORMATS:
        _, output = tag(cables, "--format", format, name=format)
        before = files(output)
        result, _ = tag(cables, "--format", format, name=format)
        assert "(4 of the cables in earlier runs)" in words(result.stdout)
        assert files(output) == before
        assert report_of(output)["cables_tagged_now"] == 0


def test_tag_output_that_is_gone_is_made_again(tag, cables):
    _, output = tag(cables)
    before = files(output)
    (output / "plain.txt").unlink()
    (output / "page.html").write_bytes(b"<!doc")
    result, _ = tag(cables)
    assert "(2 of the cables in earlier runs)" in words(result.stdout)
    assert files(output) == before


def test_tag_table_that_was_changed_is_not_added_to(tag, cables):
    _, output = tag(cables, "--format", "csv")
    with (output / "mentions.csv").open("ab") as file:
        file.write(b"a row of my own\n")
    result, _ = tag(cables, "--format", "csv")
    assert result.exit_code == 1
    assert "mentions.csv: is not what the previous run wrote; give --restart to start over" in words(result.output)


def test_tag_another_run_at_work_is_told_of(tag, cables, tmp_path):
    with locked(tmp_path / "out" / ".lock"):
        result, _ = tag(cables)
    assert result.exit_code == 1
    assert "has been writing there since" in words(result.output)


def test_tag_damaged_journal_is_told_of(tag, cables):
    _, output = tag(cables)
    (output / "tag.jsonl").write_text("no JSON\n", encoding="utf8")
    result, _ = tag(cables)
    assert result.exit_code == 1
    assert "tag.jsonl:1: is not a tagging journal; give another --output, or --restart" in words(result.output)
    assert tag(cables, "--restart")[0].exit_code == 0


@pytest.mark.slow
@pytest.mark.parametrize("format", ["inline", "spacy", "csv"])
def test_tag_goes_on_after_a_run_that_was_killed(tag, cable, model, tmp_path, python, environment, format):
    """200 cables come through a pipe, and the run is killed while it waits for the second half."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for number in range(200):
            data = cable(number).encode()
            member = tarfile.TarInfo(f"c{number}.txt")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    pipe, output = tmp_path / "all.tar", tmp_path / "out"
    os.mkfifo(pipe)
    command = [python, ROOT / "scripts" / "tag.py", pipe, "-o", output, "-m", model, "--format", format, "--processes", "1"]
    journal = output / "tag.jsonl"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=environment, **quiet) as process, pipe.open("wb") as stream:
        stream.write(packed.getvalue()[: packed.getbuffer().nbytes // 2])
        stream.flush()
        wait_for(lambda: journal.exists() and journal.read_bytes().count(b"\n") > 64)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert not (output / "tag.json").exists()
    # what a run may leave that is killed between two writes
    with journal.open("ab") as file:
        file.write(b'{"batch":99,"of":2,"cable":"all.tar/c150.txt"}\n{"batch":99,')
    if format == "csv":
        with (output / "mentions.csv.unfinished").open("ab") as table:
            table.write(b"all.tar/c150.txt,,,0,,header" * 20_000)  # more than there is still to come
    if format == "spacy":
        (output / "cables.spacy" / "000099.spacy").write_bytes(b"not noted any more")
    pipe.unlink()
    pipe.write_bytes(packed.getvalue())
    result, _ = tag(pipe, "--format", format)
    assert result.exit_code == 0, result.output
    report = report_of(output)
    assert report["cables"] == 200
    assert 0 < report["cables_tagged_now"] < 200
    rows = [json.loads(line) for line in (output / "tag.jsonl").read_text(encoding="utf8").splitlines()[1:]]
    assert Counter(row["cable"] for row in rows) == {f"all.tar/c{number}.txt": 1 for number in range(200)}
    assert tag(pipe, "--format", format, name="whole")[0].exit_code == 0
    assert files(output) == files(tmp_path / "whole")
    whole = report_of(tmp_path / "whole")
    assert {**report, "cables_tagged_now": 0, "seconds": 0} == {**whole, "cables_tagged_now": 0, "seconds": 0}


def wait_for(condition, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
