"""The commands on the page of a name: what the shell makes of them is the name, whatever is in it."""

import shlex
import shutil
import subprocess

import pytest

from cable_ner.index import read_decisions
from cable_ner.index.serving.commands import commands, quoted

HOSTILE = [
    "Ann Lee", "O'Hara", 'Ann "Bo" Lee', "=1+1", "<b>Lee</b>", "--by", "a\nb", "$(touch x) `touch y`", "!history", "a\\b",
    "\u202eeeL nnA\u202c", "\u200f\u05d3'\u200b", "\x1b[2J'x", "São Tomé", "\u20acab\u00ad1", "*", "",
]  # fmt: skip


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
@pytest.mark.parametrize("text", HOSTILE)
def test_commands_are_read_by_the_shell_as_they_were_meant(text):
    line = f"printf %s {quoted(text)}"
    assert line.isprintable()
    said = subprocess.run([shutil.which("bash"), "-c", line], capture_output=True, check=True, env={"LC_ALL": "C"})
    assert said.stdout.decode() == text
    assert said.stderr == b""


def test_commands_for_a_name():
    found = commands("PER", "Ann Lee", ["Ann Lee", "Lee", "O'Hara"])
    assert [one.line for one in found] == [
        "cable-ner names merge -- PER 'Ann Lee' 'OTHER NAME'",
        "cable-ner names split -- PER Lee 'Ann Lee'",
        "cable-ner names rename -- PER 'Ann Lee' 'PREFERRED FORM'",
        """cable-ner names drop -- PER 'Ann Lee' Lee 'O'"'"'Hara'""",
        """cable-ner names label -- LABEL 'Ann Lee' Lee 'O'"'"'Hara'""",
    ]
    assert [one.line.split()[2] for one in commands("PER", "Ann", ["Ann"])] == ["merge", "rename", "drop", "label"]


def test_commands_of_a_name_are_taken_by_the_program(tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    for one in commands("PER", "--by", ["--by", "=1+1", "$x"]):
        result = command(*shlex.split(one.line)[1:])
        assert result.exit_code == 0, result.output
    found = [(one.action, one.form, one.other) for one in read_decisions(tmp_path / "corpus" / "names.jsonl").in_force()]
    assert found == [
        ("merge", "--by", "OTHER NAME"), ("split", "=1+1", "--by"), ("rename", "--by", "PREFERRED FORM"),
        ("drop", "--by", ""), ("drop", "=1+1", ""), ("drop", "$x", ""), ("label", "--by", "LABEL"),
        ("label", "=1+1", "LABEL"), ("label", "$x", "LABEL"),
    ]  # fmt: skip
