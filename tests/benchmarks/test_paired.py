"""Pairs of runs: their ratios, and one table of all rows."""

import srsly
from typer.testing import CliRunner

from benchmarks import paired
from benchmarks.app import app
from benchmarks.builds import Usage
from benchmarks.paired import HEADER, Row, cells


def test_paired_ratio_is_the_median_of_the_pairs_ratios():
    runs = [
        (Usage(2.0, 3, 100), Usage(3.0, 3, 90)),
        (Usage(4.0, 4, 110), Usage(8.0, 6, 95)),
        (Usage(2.0, 3, 105), Usage(8.0, 6, 500)),
    ]
    row = Row("tag", "the other build", "1.50", lambda: runs[0][0], lambda: runs[0][1])
    expected = ("tag", "the other build", "1.50", "2.00", "1.50", "2.0", "8.0", "105", "95")
    assert cells(row, runs) == expected
    assert len(set(HEADER)) == len(expected)  # (a file of JSON holds each once)


def test_paired_prints_and_writes_all_rows(cable, tmp_path, monkeypatch):
    """What the commands of a build take is made up: they are tested with the module that runs them."""
    ran = []

    def of_script(build, output, name, *arguments):
        ran.append(name)
        return Usage(1.0 if build == paired.ROOT else 2.0, 1.0, 10.0)

    monkeypatch.setattr(paired, "usage_of_script", of_script)
    monkeypatch.setattr(paired, "usage_of_job", lambda build, folder: of_script(build, folder, "job"))
    monkeypatch.setattr(paired, "simplified", lambda model, folder: None)
    monkeypatch.setattr(paired, "_in_process", lambda function, *arguments: function(*arguments)._replace(megabytes=1))
    monkeypatch.setattr(paired, "collect_rarely", lambda: None)
    monkeypatch.setattr(paired, "python_of", lambda build: build)
    (tmp_path / "pages").mkdir()
    for number in range(3):
        (tmp_path / "pages" / f"{number}.txt").write_text(cable(number), encoding="utf8")
    output = tmp_path / "out.json"
    arguments = ["paired", str(tmp_path / "pages"), "--other", str(tmp_path), "--most", "2", "--cables", "4"]
    done = CliRunner().invoke(app, [*arguments, "--audited", "2", "--job", "--repeats", "2", "-o", str(output)])
    assert done.exit_code == 0, done.output
    assert "takes about" in done.output
    rows = {(row[""], row["beside"]): row for row in srsly.read_json(output)}
    assert [work for work, _ in rows] == [
        "tokenizer, words new to it", "tokenizer, words known to it", "convert", "convert", "tag (`inline`)", "audit",
        "`spacy project run all`",
    ]  # fmt: skip
    assert all(float(row["times as fast"]) > 0 for row in rows.values())
    assert rows["tag (`inline`)", "the other build"]["times as fast"] == "2.00"
    assert [row["wanted"] for row in rows.values()] == ["2.00", "2.00", "1.33", "", "1.50", "3.00, and 1,500 MB", "2.00"]
    assert {name: ran.count(name) for name in ran} == {"convert": 4, "tag": 4, "audit": 2, "job": 2}  # the last two once
