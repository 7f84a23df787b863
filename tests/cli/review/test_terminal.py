"""`scripts/review.py terminal`: keys in a terminal, and lines in a pipe."""

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cable_ner.cli.review import terminal
from cable_ner.cli.review.keyboard import Cancelled
from cable_ner.files import digest
from cable_ner.labels import FormDecision, append_decisions, read_corrections
from tests.helpers.audit_json import AUDIT, TEXTS, words

ROOT = Path(__file__).parents[3]


def test_review_terminal_shows_what_is_asked(run):
    shown = words(run("terminal", lines=["q"]).output)
    assert "4 of 4 questions left" in shown
    assert "Khamis LOC → PER 3 mentions · 80% sure · gain 3.0" in shown
    assert "· 3 of 9" in shown
    assert "0.txt paragraph: »Khamis« met Saif in Tripoli." in shown
    assert "1.txt paragraph: Then »Khamis« left \\x1b[31mWHA with Saif’s aide." in shown
    assert "[y] yes, PER [k] keep LOC [p] PER [o] ORG [l] LOC [m] MISC [n] no entity [d] depends" in shown


def test_review_terminal_says_when_to_audit_again(run, monkeypatch):
    monkeypatch.setattr(terminal, "NEXT", 2)
    shown = words(run("terminal", lines=["y", "s", "n", "q"]).output)
    assert shown.count("spacy project run audit") == 1
    assert "2 answers in this session: `spacy project run convert` and" in shown


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
    assert "No questions left" in words(done.output)


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
    assert "undone: WHA: no entity → MISC" in shown
    assert "undone: Khamis: LOC → PER" in shown
    assert "there is nothing to undo in this session; give --by to undo your earlier decisions" in shown
    assert "undone: Khamis: depends" in shown
    assert not read_corrections(tmp_path / "corrections.jsonl")
    assert "4 of 4 questions left" in words(run("terminal", lines=["q"]).output)


def test_review_terminal_undo_leaves_what_another_person_decided(run, tmp_path):
    run("terminal", "--by", "lee", lines=["y"])
    done = run("terminal", "--by", "kim", lines=["u", "q"])
    assert "there is nothing to undo in this session; kim has decided nothing" in words(done.output)
    assert "undone: Khamis: LOC → PER" in words(run("terminal", "--by", "lee", lines=["u", "q"]).output)
    assert not read_corrections(tmp_path / "corrections.jsonl")


def test_review_terminal_answers_for_one_cable_or_everywhere(run, decisions):
    shown = words(run("terminal", lines=["c", "y", "n", "s", "s", "c", "c", "c", "c", "c", "n"]).output)
    assert "your answer will hold everywhere in 0.txt" in shown
    assert "Khamis: LOC → PER, in 0.txt only" in shown
    assert "your answer will hold at this place only" in shown
    assert decisions() == [
        {"form": "Khamis", "label": "LOC", "becomes": "PER", "cable": "0.txt"},
        {"form": "Khamis", "label": "LOC", "becomes": ""},
        {"form": "=Malta", "label": "ORG", "becomes": ""},
    ]


def test_review_terminal_goes_on_if_another_review_has_answered(run, decisions, tmp_path, monkeypatch):
    typed = ["y", "q"]

    def read_line():
        if len(typed) == 2:
            append_decisions(tmp_path / "corrections.jsonl", [FormDecision("Khamis", "LOC", "", notes=(("by", "lee"),))])
        return typed.pop(0)

    monkeypatch.setattr(terminal, "read_line", read_line)
    shown = words(run("terminal").output)
    assert "this question was answered in the meantime; nothing was recorded" in shown
    assert shown.index("in the meantime") < shown.index("WHA no entity → ORG")
    assert [row["by"] for row in decisions()] == ["lee"]


CANCELLED = "cancelled; nothing was recorded"


@pytest.mark.parametrize(
    "typed",
    [
        ["e", "\x1b", "q"],
        ["e", "Khamis met\x1b", "q"],
        ["e", "Khamis met", "\x1b", "q"],
        ["e", "", "q"],
        ["e"],  # the input ends
        ["e", "Khamis met"],
    ],
)
def test_review_terminal_what_is_cancelled_is_not_recorded(run, decisions, typed):
    done = run("terminal", lines=typed)
    assert done.exit_code == 0
    assert CANCELLED in words(done.output)
    assert "4 of 4" in words(done.output)
    assert decisions() == []


@pytest.mark.parametrize(("lines", "cancelled"), [(["e"], 1), (["e", "Khamis met"], 1), ([], 0)])
def test_review_terminal_ctrl_c_at_a_prompt(run, decisions, monkeypatch, lines, cancelled):
    typed = [*lines, KeyboardInterrupt, "s", "q"]

    def read_line():
        line = typed.pop(0)
        if line is KeyboardInterrupt:
            raise Cancelled
        return line

    monkeypatch.setattr(terminal, "read_line", read_line)
    shown = words(run("terminal").output)
    assert shown.count(CANCELLED) == cancelled
    assert typed == ([] if cancelled else ["s", "q"])  # at a question it quits
    assert decisions() == []


def test_review_terminal_depends(run, decisions):
    shown = words(run("terminal", lines=["d", "s", "s", "s", "p", "n", "k"]).output)
    assert "its mentions will be asked one by one, after the forms" in shown
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
    assert "'text' must be part of 'Khamis', or contain it" in shown
    assert "'hosted' does not occur here; type it exactly as it is written" in shown
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
    assert shown.count("keys: [y] yes, PER") == 3
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
    assert "corrections.jsonl:1: has no 'label'; correct the line or remove it" in words(done.output).replace("\\n", "")
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


CTRL_C, ESC, UP = b"\x03", b"\x1b", b"\x1b[A"


@pytest.mark.slow  # (a key that comes before the program listens is lost, which a busy machine makes likely)
@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_review_single_keys_in_a_real_terminal(tmp_path, python, environment):
    import pty
    import termios

    (tmp_path / "audit.json").write_text(json.dumps(AUDIT), encoding="utf8")
    script = str(ROOT / "scripts" / "review.py")
    command = [python, script, "terminal", "--audit", "audit.json", "--corrections", "corrections.jsonl"]
    ours, theirs = pty.openpty()
    # (a terminal sends Ctrl-C to those whose terminal it is)
    process = subprocess.Popen(
        command, cwd=tmp_path, env={**environment, "TERM": "xterm"}, preexec_fn=lambda: os.login_tty(theirs)
    )
    os.close(theirs)

    def wait_for(text: bytes, seconds: float) -> bool:
        shown, end = b"", time.monotonic() + seconds
        while text not in shown and time.monotonic() < end:
            if select.select([ours], [], [], 0.1)[0]:
                shown += os.read(ours, 1000)
        return text in shown

    def wait_until_it_listens() -> None:
        end = time.monotonic() + 1.5  # (where it reads text, the terminal looks as before)
        while termios.tcgetattr(ours)[3] & termios.ICANON and time.monotonic() < end:
            time.sleep(0.02)

    assert wait_for(b"[q] quit", 60)
    # A key each without a line's end, and what is there then. What is typed before the program listens is lost.
    cancelled = b"nothing was recorded"
    keys = (
        *((b"y", b"[q] quit"), (b"m", b"[q] quit"), (b"u", b"[q] quit"), (b"n", b"[q] quit"), (ESC, b"keys: ")),
        *((b"e", b"right text"), (ESC, cancelled), (b"e", b"right text"), (b"Saif" + CTRL_C, cancelled)),
        *((b"e", b"right text"), (b"Saif\n", b"Enter for PER"), (UP, cancelled), (CTRL_C, b"edits spread")),
    )
    for key, answer in keys:
        for _ in range(3):
            wait_until_it_listens()
            os.write(ours, key)
            if wait_for(answer, 15):
                break
        else:
            pytest.fail(f"{key!r} is not answered by {answer!r}")
    process.wait(timeout=60)
    os.close(ours)
    assert process.returncode == 0
    held = read_corrections(tmp_path / "corrections.jsonl").decisions
    assert [(decision.form, decision.becomes) for decision in held] == [("Khamis", "PER"), ("WHA", "")]
