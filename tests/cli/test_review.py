"""`scripts/review.py`: keys in a terminal and lines in a pipe, other programs' files, what was spread, how far it is."""

import csv
import io
import json
import os
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
import spacy
from typer.testing import CliRunner

from cable_ner.files import new_docbin
from cable_ner.files.digests import digest

ROOT = Path(__file__).parents[2]
NLP = spacy.blank("en")
TEXTS = ["Khamis met Saif in Tripoli.", "Then Khamis left \x1b[31mWHA with Saif’s aide.", "=Malta\nhosted Khamis."]


def words(text: str) -> str:
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


def suspect(number, part, old, new):
    text = TEXTS[number]
    start = text.index(part)
    end = start + len(part)
    sides = [[[start, end, side]] if side else [] for side in (old, new)]
    return {
        "cable": f"{number}.txt", "index": 0, "paragraph": digest(text), "zone": "paragraph", "start": start, "end": end,
        "text": part, "old": sides[0], "new": sides[1], "confidence": 0.9, "reasons": ["5 of 5 say so"],
        "before": text[max(start - 60, 0) : start], "after": text[end : end + 60],
    }  # fmt: skip


def form(name, label, becomes, mentions, **changes):
    row = {
        "form": name, "label": label, "becomes": becomes, "text": None, "count": len(mentions), "confidence": 0.8,
        "gain": float(len(mentions)), "reasons": [f"{len(mentions)} of 9"], "mentions": mentions,
    }  # fmt: skip
    return {**row, **changes}


AUDIT = {
    "suspects": [
        suspect(0, "Khamis", "LOC", "PER"),
        suspect(1, "Khamis", "LOC", "PER"),
        suspect(2, "Khamis", "LOC", "PER"),
        suspect(1, "WHA", "", "ORG"),
        suspect(1, "Saif’s", "ORG", "PER"),
        suspect(2, "=Malta", "ORG", "LOC"),
    ],
    "forms": [
        form("Khamis", "LOC", "PER", [0, 1, 2]),
        form("WHA", "", "ORG", [3]),
        form("Saif’s", "ORG", "PER", [4], text="Saif"),
        form("=Malta", "ORG", "LOC", [5], kind="place"),
    ],
    "spread": [suspect(0, "Saif", "ORG", "PER"), suspect(0, "Tripoli", "ORG", "LOC")],
}


@pytest.fixture
def run(tmp_path, script):
    """Returns a function that runs a command of review on an audit in this process, with lines as its input."""
    (tmp_path / "audit.json").write_text(json.dumps(AUDIT), encoding="utf8")
    app = script("review").app

    def call(*arguments, lines=()):
        paths = ["--audit", tmp_path / "audit.json", "--corrections", tmp_path / "corrections.jsonl"]
        typed = "".join(line + "\n" for line in lines)
        return CliRunner().invoke(app, [str(part) for part in (*arguments, *paths)], input=typed)

    return call


@pytest.fixture
def decisions(tmp_path):
    """Returns a function that gives the lines of corrections.jsonl."""

    def read():
        path = tmp_path / "corrections.jsonl"
        return [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()] if path.exists() else []

    return read


@pytest.fixture
def corpus(tmp_path):
    """Returns a DocBin file of the audited texts, as labelled."""
    docs = []
    for number, text in enumerate(TEXTS):
        doc = NLP.make_doc(text)
        olds = sorted({tuple(span) for row in AUDIT["suspects"] if row["cable"] == f"{number}.txt" for span in row["old"]})
        doc.ents = [doc.char_span(*span, alignment_mode="expand") for span in olds]
        doc.user_data.update(cable=f"{number}.txt", index=0, zone="paragraph", labels="silver")
        docs.append(doc)
    new_docbin(docs).to_disk(tmp_path / "train.spacy")
    return tmp_path / "train.spacy"


# -- in the terminal -----------------------------------------------------------------------------


def test_review_terminal_shows_what_is_asked(run):
    shown = words(run("terminal", lines=["q"]).output)
    assert "4 of 4 questions left" in shown
    assert "Khamis LOC → PER 3 mentions · 80% sure · gain 3.0" in shown
    assert "· 3 of 9" in shown
    assert "0.txt paragraph: »Khamis« met Saif in Tripoli." in shown
    assert "1.txt paragraph: Then »Khamis« left \\x1b[31mWHA with Saif’s aide." in shown
    assert "[y] yes, PER [k] keep LOC [p] PER [o] ORG [l] LOC [m] MISC [n] no entity [d] depends" in shown


def test_review_terminal_answers(run, decisions):
    done = run("terminal", "--by", "kim", lines=["y", "n", "k", "PER"])
    assert done.exit_code == 0
    assert decisions() == [
        {"form": "Khamis", "label": "LOC", "becomes": "PER", "by": "kim"},
        {"form": "WHA", "label": "", "becomes": "", "by": "kim"},
        {"form": "Saif’s", "label": "ORG", "becomes": "ORG", "by": "kim"},
        {
            "paragraph": digest(TEXTS[2]), "start": 0, "end": 6, "text": "=Malta", "spans": [[0, 6, "PER"]],
            "cable": "2.txt", "by": "kim",
        },
    ]  # fmt: skip
    assert "Nothing is left to ask" in words(done.output)


def test_review_terminal_the_proposal_with_its_extent(run, decisions):
    run("terminal", lines=["s", "s", "y", "q"])
    assert decisions() == [{"form": "Saif’s", "label": "ORG", "becomes": "PER", "text": "Saif"}]


def test_review_terminal_goes_on_where_it_stopped(run, decisions):
    run("terminal", lines=["y", "q"])
    run("terminal", lines=["y"])  # the end of the input is the end of the session
    assert [row["form"] for row in decisions()] == ["Khamis", "WHA"]
    assert "2 of 4 questions left" in words(run("terminal", lines=["q"]).output)


def test_review_terminal_undo(run, decisions, tmp_path):
    shown = words(run("terminal", lines=["y", "m", "u", "u", "u", "d", "u", "q"]).output)
    assert "taken back: WHA: no entity → MISC" in shown
    assert "taken back: Khamis: LOC → PER" in shown
    assert "there is nothing to take back" in shown
    assert "taken back: Khamis: depends" in shown
    assert decisions() == []
    assert not list(tmp_path.glob("*.jsonl"))


def test_review_terminal_depends(run, decisions):
    shown = words(run("terminal", lines=["d", "s", "s", "s", "p", "n", "k"]).output)
    assert "its mentions are asked one by one, after the forms" in shown
    assert "LOC “Khamis” → PER “Khamis” 90% sure" in shown
    assert [(row["cable"], row["spans"]) for row in decisions()] == [
        ("0.txt", [[0, 6, "PER"]]),
        ("1.txt", []),
        ("2.txt", [[14, 20, "LOC"]]),
    ]


def test_review_terminal_extent(run, decisions):
    typed = [
        "e",
        "Egypt",
        "",
        "e",
        "Khamis met",
        "loc",
        "s",
        "e",
        "Saif’s aide",
        "",
        "e",
        "hosted",
        "o",
        "e",
        "Malta",
        "",
        "q",
    ]
    shown = words(run("terminal", lines=typed).output)
    assert "'text' must be part of 'Khamis', or hold it" in shown
    assert "'hosted' does not stand here; type it as it is written" in shown
    assert decisions() == [
        {"form": "Khamis", "label": "LOC", "becomes": "LOC", "text": "Khamis met"},
        {"form": "Saif’s", "label": "ORG", "becomes": "PER", "text": "Saif’s aide"},
        {
            "paragraph": digest(TEXTS[2]), "start": 0, "end": 6, "text": "=Malta", "spans": [[1, 6, "LOC"]],
            "cable": "2.txt",
        },
    ]  # fmt: skip


def test_review_terminal_other_keys_are_explained(run, decisions):
    shown = words(run("terminal", lines=["x", "", "é", "q"]).output)
    assert shown.count("keys are [y] yes, PER") == 3
    assert decisions() == []


def test_review_terminal_nothing_in_a_text_moves_the_cursor(run):
    for lines in (["q"], ["s", "q"], ["s", "s", "s", "q"]):
        shown = run("terminal", lines=lines).output
        assert "\x1b" not in shown
        assert "\r" not in shown
    assert "»=Malta« hosted Khamis." in shown


def test_review_terminal_a_file_that_is_broken(run, tmp_path):
    (tmp_path / "corrections.jsonl").write_text('{"form": "x"}\n', encoding="utf8")
    done = run("terminal", lines=["y"])
    assert done.exit_code == 1
    assert "corrections.jsonl:1: has no 'label'; mend the line or remove it" in words(done.output).replace("\\n", "")
    assert (tmp_path / "corrections.jsonl").read_text(encoding="utf8") == '{"form": "x"}\n'


def test_review_without_an_audit(tmp_path, script):
    done = CliRunner().invoke(script("review").app, ["terminal", "--audit", str(tmp_path / "none.json")])
    assert done.exit_code == 1
    assert "none.json: no such file; audit the corpus first" in words(done.output).replace(" ", " ")


def test_review_in_a_terminal_that_is_ascii(tmp_path, python, environment):
    (tmp_path / "audit.json").write_text(json.dumps(AUDIT), encoding="utf8")
    command = [python, str(ROOT / "scripts" / "review.py"), "terminal", "--audit", "audit.json", "--corrections", "c.jsonl"]
    ascii_only = {**environment, "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = subprocess.run(command, input=b"s\ns\ny\nq\n", capture_output=True, env=ascii_only, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    assert b"Saif\\u2019s   ORG -> PER" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_review_single_keys_in_a_real_terminal(tmp_path, python, environment, decisions):
    import pty

    (tmp_path / "audit.json").write_text(json.dumps(AUDIT), encoding="utf8")
    script = str(ROOT / "scripts" / "review.py")
    command = [python, script, "terminal", "--audit", "audit.json", "--corrections", "corrections.jsonl"]
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=tmp_path, env={**environment, "TERM": "xterm"}
    )
    os.close(theirs)

    def wait_for(text: bytes, seconds: float) -> bool:
        shown, end = b"", time.monotonic() + seconds
        while text not in shown and time.monotonic() < end:
            if select.select([ours], [], [], 0.1)[0]:
                shown += os.read(ours, 1000)
        return text in shown

    assert wait_for(b"[q] quit", 60)
    # A key each without a line's end, and what is there then. What is typed before the program listens is lost.
    keys = ((b"y", b"[q] quit"), (b"m", b"[q] quit"), (b"u", b"[q] quit"), (b"n", b"[q] quit"), (b"q", b"edits spread"))
    for key, answer in keys:
        for _ in range(10):
            os.write(ours, key)
            if wait_for(answer, 5):
                break
    process.wait(timeout=60)
    os.close(ours)
    assert process.returncode == 0
    assert [(row["form"], row["becomes"]) for row in decisions()] == [("Khamis", "PER"), ("WHA", "")]


# -- other programs ------------------------------------------------------------------------------


def answered(path, answers):
    """Fills the column `decision` of a spreadsheet by text, and saves it as Excel does."""
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    file = io.StringIO()
    writer = csv.DictWriter(file, rows[0], delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows([{**row, "decision": answers.get(row["text"], "")} for row in rows])
    path.write_bytes(file.getvalue().encode("utf-8-sig"))
    return path


def test_review_csv_out_and_in(tmp_path, run, decisions):
    path = tmp_path / "sheet.csv"
    done = run("export", "-o", path)
    assert "4 rows in" in words(done.output)
    answered(path, {"Khamis": "y", "WHA": "d", "'=Malta": "n"})
    done = run("import", path, "--by", "kim")
    assert done.exit_code == 0
    assert "2 decisions added" in words(done.output)
    assert "1 depend; 1 left open" in words(done.output)
    assert decisions() == [
        {"form": "Khamis", "label": "LOC", "becomes": "PER", "by": "kim"},
        {"paragraph": digest(TEXTS[2]), "start": 0, "end": 6, "text": "=Malta", "spans": [], "cable": "2.txt", "by": "kim"},
    ]
    # What is decided is not exported again, what depends is as single mentions.
    run("export", "-o", path)
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert [(row["what"], row["text"]) for row in rows] == [("form", "Saif’s"), ("mention", "WHA")]


def test_review_csv_in_twice_adds_nothing(tmp_path, run, decisions):
    path = tmp_path / "sheet.csv"
    run("export", "-o", path)
    answered(path, {"Khamis": "y"})
    run("import", path)
    assert "0 decisions added" in words(run("import", path).output)
    assert len(decisions()) == 1


def test_review_csv_one_wrong_row_and_nothing_is_imported(tmp_path, run, decisions):
    path = tmp_path / "sheet.csv"
    run("export", "-o", path)
    answered(path, {"Khamis": "y", "WHA": "what", "Saif’s": "GPE"})
    done = run("import", path)
    assert done.exit_code == 1
    shown = words(done.output)
    assert "sheet.csv:3: 'what' in column decision" in shown.replace("sheet.csv: ", "sheet.csv:")
    assert ":4: 'GPE' in column decision" in shown
    assert "nothing was imported" in shown
    assert decisions() == []


def test_review_prodigy_out_and_in(tmp_path, run, decisions, corpus):
    path = tmp_path / "tasks.jsonl"
    assert "3 paragraphs in" in words(run("export", "--format", "prodigy", "-o", path, "--corpus", corpus).output)
    rows = [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()]
    for row in rows:
        row["answer"] = "accept" if row["meta"]["cable"] != "1.txt" else "ignore"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf8")
    done = run("import", path, "--format", "prodigy")
    assert "3 decisions added" in words(done.output)
    assert sorted((row["cable"], row["text"], len(row["spans"])) for row in decisions()) == [
        ("0.txt", "Khamis", 1),
        ("2.txt", "=Malta", 1),
        ("2.txt", "Khamis", 1),
    ]


def test_review_label_studio_out_and_in(tmp_path, run, decisions, corpus):
    path = tmp_path / "tasks.json"
    done = run("export", "--format", "label-studio", "-o", path, "--corpus", corpus, "-n", 2)
    assert "2 paragraphs in" in words(done.output)
    assert '<Label value="PER"' in (tmp_path / "tasks.json.xml").read_text(encoding="utf8")
    rows = json.loads(path.read_text(encoding="utf8"))
    for row in rows:
        result = row.pop("predictions")[0]["result"]
        for item in result:
            item["value"]["labels"] = ["MISC"]
        row["annotations"] = [{"result": result, "was_cancelled": False}]
    path.write_text(json.dumps(rows), encoding="utf8")
    assert run("import", path, "--format", "label-studio").exit_code == 0
    assert {span[2] for row in decisions() for span in row["spans"]} == {"MISC"}


def test_review_paragraphs_that_are_not_in_the_corpus_are_told_of(tmp_path, run, corpus):
    new_docbin([NLP.make_doc("Another.")]).to_disk(corpus)
    done = run("export", "--format", "prodigy", "-o", tmp_path / "tasks.jsonl", "--corpus", corpus)
    assert "6 suspects are of paragraphs that are not in" in words(done.output)


@pytest.mark.parametrize("name", ["export", "import"])
def test_review_unknown_format(tmp_path, run, name):
    done = run(name, *(["-o", tmp_path / "x"] if name == "export" else [tmp_path / "x"]), "--format", "xml")
    assert done.exit_code == 1
    assert "--format xml is none of csv, prodigy, label-studio" in words(done.output)


@pytest.mark.parametrize("arguments", [("--format", "prodigy"), ("--format", "label-studio"), ()])
def test_review_import_of_nothing(tmp_path, run, arguments):
    done = run("import", tmp_path / "none", *arguments)
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)


# -- what was spread -----------------------------------------------------------------------------


def test_review_spread_revoke_and_accept(run, decisions):
    listed = [line.split() for line in run("spread").output.splitlines() if ".txt" in line]
    assert [row[1:3] for row in listed] == [["0.txt", "Saif"], ["0.txt", "Tripoli"]]
    assert run("revoke", listed[0][0]).exit_code == 0
    assert run("accept", listed[1][0], "--by", "kim").exit_code == 0
    assert [(row["text"], row["spans"], row.get("by")) for row in decisions()] == [
        ("Saif", [[11, 15, "ORG"]], None),
        ("Tripoli", [[19, 26, "LOC"]], "kim"),
    ]
    assert [line.split()[-1] for line in run("spread").output.splitlines() if ".txt" in line] == ["revoked", "accepted"]
    assert "0 decisions added" in words(run("revoke", listed[0][0]).output)
    run("accept", listed[0][0])
    assert [line.split()[-1] for line in run("spread").output.splitlines() if ".txt" in line] == ["accepted", "accepted"]


def test_review_revoke_what_is_not_there(run, decisions):
    done = run("revoke", "abc")
    assert done.exit_code == 1
    assert "there is no spread edit abc; `review.py spread` lists them" in words(done.output)
    assert decisions() == []


def test_review_status(run):
    run("terminal", lines=["y", "d", "q"])
    shown = words(run("status").output)
    assert "decisions taken 1" in shown
    assert "questions left 3 of 4" in shown
    assert "of these, depends 1" in shown
    assert "suspects left 3 of 6" in shown
    assert "mentions expected to be put right 3.0 of 6.0" in shown
    assert "edits spread 2" in shown
