"""`scripts/convert.py`: its options, what it prints, and its exit status."""

import io
import json
import re
import subprocess
import tarfile
from pathlib import Path

import pytest
import spacy

from cable_ner.corpus import PARTITIONS
from cable_ner.files import read_docs

NLP = spacy.blank("en")


def report_of(output: Path) -> dict:
    return json.loads((output / "convert.json").read_text(encoding="utf8"))


def words(text: str) -> str:
    """Returns a command's output without colours and line breaks, which depend on the terminal."""
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


@pytest.fixture
def bad(raw, cable) -> Path:
    """A folder of 24 good cables, one with an unknown label, and one that is empty."""
    (raw / "bad.txt").write_text(cable(99, "In [GPE Rome  ] ."), encoding="utf8")
    (raw / "empty.txt").write_bytes(b"")
    return raw


def test_convert_prints_where_everything_went(bad, tmp_path, command):
    result = command("convert", bad, "--output", tmp_path / "out")
    assert result.exit_code == 0
    rows = [line.split() for line in re.sub(r"\x1b\[[0-9;]*m", "", result.stdout).splitlines()]
    parts = report_of(tmp_path / "out")["partitions"]
    assert ["labels", "cables", "paragraphs", "tokens", "LOC", "ORG", "PER"] in rows
    for name in PARTITIONS:
        part = parts[name]
        counts = [part["cables"], part["paragraphs"], part["tokens"], *dict(sorted(part["mentions"].items())).values()]
        assert [name, "silver", *map(str, counts)] in rows
    assert ["entity", "100"] in rows
    assert ["rejected", "unknown", "label", "GPE", "1"] in rows
    assert ["total", "101"] in rows
    assert f"1 files were rejected; the others were converted ✔ 25 cables in {tmp_path / 'out'}" in words(result.stdout)


def test_convert_prints_one_line_a_problem_and_nothing_else_to_stderr(bad, tmp_path, command):
    result = command("convert", bad, "-o", tmp_path / "out")
    # No progress bar either: this is no terminal.
    assert result.stderr.splitlines() == [
        "bad.txt:5: '[GPE Rome]' has a label that is not kept; map it with --label-map GPE=LABEL",
        "empty.txt:1: is empty; remove it, or fetch it again",
    ]


def test_convert_names_a_file_without_a_line_where_there_is_none(raw, tmp_path, command):
    (raw / "README.md").write_text("x", encoding="utf8")
    result = command("convert", raw, "-o", tmp_path / "out", "--strict")
    assert result.stderr.splitlines() == ["README.md: is skipped, because its extension is not that of a cable"]
    # What is passed over was not rejected.
    assert result.exit_code == 0


def test_convert_prints_no_more_than_twenty_problems(raw, tmp_path, command):
    for number in range(23):
        (raw / f"empty{number}.txt").write_bytes(b"")
    result = command("convert", raw, "-o", tmp_path / "out")
    assert len(result.stderr.splitlines()) == 20
    assert f"3 more problems are listed in {tmp_path / 'out' / 'convert.json'}" in words(result.stdout)
    assert len(report_of(tmp_path / "out")["problems"]) == 23


@pytest.mark.parametrize(("options", "status"), [([], 0), (["--strict"], 1)])
def test_convert_strict_is_about_rejected_files(bad, tmp_path, command, options, status):
    assert command("convert", bad, "-o", tmp_path / "out", *options).exit_code == status
    # Strict or not, the others were converted.
    assert report_of(tmp_path / "out")["brackets"]["entity"] == 100
    (bad / "empty.txt").unlink()
    assert command("convert", bad, "-o", tmp_path / "out", *options).exit_code == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--partition", "0.5"], "--partition '0.5' is not three numbers such as 0.8,0.1,0.1"),
        (["--partition", "a,b,c"], "--partition 'a,b,c' is not three numbers such as 0.8,0.1,0.1"),
        (["--partition", "0.8,0.1,0.1,0.1"], "is not three numbers"),
        (["--partition=-1,1,1"], "--partition '-1,1,1': shares must"),
        (["--partition", "0,0.5,0.5"], "the share of train above 0"),
        (["--partition", "nan,0.1,0.1"], "--partition 'nan,0.1,0.1'"),
        (["--partition", "inf,0.1,0.1"], "--partition 'inf,0.1,0.1'"),
        (["--label-map", "GPE"], "--label-map 'GPE' is not of the form GPE=LOC,PERSON=PER"),
        (["--label-map", "GPE=LOC=PER"], "is not of the form"),
        (["--label-map", "=LOC"], "is not of the form"),
        (["--labels", " , "], "--labels names no label; give some, such as PER,ORG,LOC,MISC"),
        (["--lang", "qq"], "Can't import language qq"),
        (["--train-labels", "gold"], "--train-labels gold needs hand-checked cables to train on"),
        (["--rules-file", "nowhere.yml"], "nowhere.yml: no such file"),
    ],
)
def test_convert_option_that_makes_no_sense(raw, tmp_path, command, options, message):
    result = command("convert", raw, "-o", tmp_path / "out", *options)
    assert result.exit_code == 1
    assert message in words(result.output)
    assert "Traceback" not in result.output
    assert isinstance(result.exception, SystemExit)
    assert not (tmp_path / "out" / "train.spacy").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [(["--processes", "-1"], "--processes"), (["--train-labels", "bronze"], "not one of 'silver', 'gold'")],
)
def test_convert_choices_are_named(raw, tmp_path, command, options, message):
    result = command("convert", raw, "-o", tmp_path / "out", *options)
    assert result.exit_code == 2
    assert message in result.output
    assert not (tmp_path / "out").exists()


def test_convert_label_map_to_a_label_that_is_not_kept_is_an_error(bad, tmp_path, command):
    result = command("convert", bad, "-o", tmp_path / "out", "--label-map", "GPE=LCO")
    assert result.exit_code == 1
    assert "LCO" in words(result.output)


@pytest.mark.parametrize("option", ["--gold", "--gold-train"])
def test_convert_gold_that_does_not_exist_is_an_error(raw, tmp_path, command, option):
    options = [option, tmp_path / "glod", *(["--train-labels", "gold"] if option == "--gold-train" else [])]
    result = command("convert", raw, "-o", tmp_path / "out", *options)
    assert result.exit_code == 1
    assert "glod: no such folder of hand-checked cables" in words(result.output)
    assert "Traceback" not in result.output


def test_convert_nothing_to_convert(tmp_path, command):
    (tmp_path / "raw").mkdir()
    result = command("convert", tmp_path / "raw", tmp_path / "none", "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert f"no cable in {tmp_path / 'raw'} {tmp_path / 'none'}" in words(result.output)
    assert "does not exist; check the path" in words(result.output)


def test_convert_output_that_is_a_file(raw, tmp_path, command):
    (tmp_path / "out").write_bytes(b"precious")
    result = command("convert", raw, "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "File exists" in words(result.output)
    assert (tmp_path / "out").read_bytes() == b"precious"


def test_convert_label_map(bad, tmp_path, command):
    result = command("convert", bad, "-o", tmp_path / "out", "--label-map", "GPE=LOC, PER=PERSON", "--labels", "LOC, PERSON")
    assert result.exit_code == 0
    report = report_of(tmp_path / "out")
    assert report["brackets"]["rejected"] == {"unknown label ORG": 25}
    assert report["settings"]["labels"] == ["LOC", "PERSON"]
    assert report["settings"]["label_map"] == {"GPE": "LOC", "PER": "PERSON"}
    mentions = [part["mentions"] for part in report["partitions"].values()]
    assert sum(counts["LOC"] for counts in mentions) == 26
    assert sum(counts["PERSON"] for counts in mentions) == 50


def test_convert_rules_are_on_unless_switched_off(tmp_path, write_cables, command):
    raw = write_cables(tmp_path / "raw", range(8), "( [ORG S/NF  ] ) .")
    command("convert", raw, "-o", tmp_path / "with")
    assert report_of(tmp_path / "with")["brackets"]["rejected"] == {"rule: marking": 8}
    command("convert", raw, "-o", tmp_path / "without", "--no-rules")
    assert report_of(tmp_path / "without")["brackets"]["rejected"] == {}


@pytest.fixture
def corrections(tmp_path) -> Path:
    """A file of two decisions, one of them about nothing in the cables."""
    path = tmp_path / "corrections.jsonl"
    rows = [
        {"form": "Milltown", "label": "LOC", "becomes": "ORG", "seen": "c3.txt"},
        {"form": "valley", "label": "", "becomes": "LOC"},
    ]
    rows.append({"form": "Bern", "label": "LOC", "becomes": "", "seen": "c3.txt"})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf8")
    return path


def test_convert_corrections_are_applied_and_told_of(raw, tmp_path, command, corrections):
    result = command("convert", raw, "-o", tmp_path / "out", "--corrections", corrections, "--no-rules")
    assert result.exit_code == 0
    report = report_of(tmp_path / "out")
    assert report["settings"]["corrections"] is True
    assert report["brackets"]["fixed"] == report["brackets"]["added"] == {"correction": 24}
    assert [row["form"] for row in report["corrections"]["unused"]] == ["Bern"]
    assert "fixed correction 24" in words(result.stdout)
    assert "mentions added" in words(result.stdout)
    assert "1 of 3 corrections do not apply to anything in these cables" in words(result.output)
    options = ["--corrections", corrections, "--no-rules", "--corrections-use"]
    assert command("convert", raw, "-o", tmp_path / "out", *options, "never").exit_code == 0
    assert report_of(tmp_path / "out")["brackets"]["entity"] == 96
    assert command("convert", raw, "-o", tmp_path / "out", *options, "often").exit_code == 2
    corrections.unlink()
    result = command("convert", raw, "-o", tmp_path / "out", *options, "any")
    assert result.exit_code == 1
    assert "no such file of corrections" in words(result.output)


def test_convert_corrections_of_another_archive_are_left_out_if_they_have_to_be_of_these(
    tmp_path, write_cables, command, corrections
):
    raw = write_cables(tmp_path / "others", range(50, 60))
    options = ["--corrections", corrections, "--no-rules", "--corrections-use", "of-these"]
    result = command("convert", raw, "-o", tmp_path / "out", *options)
    assert result.exit_code == 0
    assert "the 3 corrections were made for another archive and are left out" in words(result.output)
    assert report_of(tmp_path / "out")["brackets"]["entity"] == 40
    command("convert", raw, "-o", tmp_path / "out", *options[:-2])
    assert report_of(tmp_path / "out")["brackets"]["fixed"] == {"correction": 10}


def test_convert_bad_correction_is_one_line(raw, tmp_path, command, corrections):
    with corrections.open("a", encoding="utf8") as file:
        file.write('{"form": "Bern"}\n')
    result = command("convert", raw, "-o", tmp_path / "out", "--corrections", corrections)
    assert result.exit_code == 1
    assert f"{corrections}:4: has no 'label'; correct the line or remove it" in words(result.output)
    assert "Traceback" not in result.output
    assert not (tmp_path / "out" / "train.spacy").exists()


def test_convert_labels_leave_out_the_rules_that_give_others(raw, tmp_path, command):
    result = command("convert", raw, "-o", tmp_path / "out", "--labels", "PER,ORG")
    assert result.exit_code == 0
    assert "label rules are left out, because their labels are not among those to keep" in words(result.output)
    assert "LOC" not in report_of(tmp_path / "out")["partitions"]["train"]["mentions"]


def test_convert_partition_and_seed(raw, tmp_path, command):
    assert command("convert", raw, "-o", tmp_path / "out", "--partition", "0.4,0.3,0.3", "--seed", "3").exit_code == 0
    report = report_of(tmp_path / "out")
    assert report["settings"]["partition"] == [0.4, 0.3, 0.3]
    assert report["settings"]["seed"] == 3
    assert 5 <= report["partitions"]["train"]["cables"] <= 15


def test_convert_language_decides_the_tokens(tmp_path, write_cables, command):
    raw = write_cables(tmp_path / "raw", range(8), "He can't .")
    tokens = {}
    for lang in ("en", "xx"):
        assert command("convert", raw, "-o", tmp_path / lang, "--lang", lang).exit_code == 0
        [*_, doc] = read_docs(tmp_path / lang / "train.spacy", NLP.vocab)
        tokens[lang] = [token.text for token in doc][-4:]
    assert tokens == {"en": ["He", "ca", "n't", "."], "xx": [".", "He", "can't", "."]}


@pytest.mark.parametrize("options", [[], ["--gold-any"], ["--gold-of-these"]])
def test_convert_gold_of_these_cables_is_used(raw, tmp_path, command, write_cables, options):
    write_cables(tmp_path / "gold" / "dev", [0, 1])
    write_cables(tmp_path / "gold" / "test", [2, 3])
    assert command("convert", raw, "-o", tmp_path / "out", "--gold", tmp_path / "gold", *options).exit_code == 0
    parts = report_of(tmp_path / "out")["partitions"]
    assert parts["test"] == parts["test-silver"] | {"labels": "gold"}
    # Nothing is used that was not asked for.
    command("convert", raw, "-o", tmp_path / "none")
    assert report_of(tmp_path / "none")["partitions"]["test"]["labels"] == "silver"


def test_convert_gold_of_other_cables_is_left_out_if_it_has_to_be_of_these(raw, tmp_path, command, write_cables):
    write_cables(tmp_path / "gold" / "dev", [70, 71])
    write_cables(tmp_path / "gold" / "test", [72, 73])
    result = command("convert", raw, "-o", tmp_path / "these", "--gold", tmp_path / "gold", "--gold-of-these")
    assert result.exit_code == 0
    warning = "the 4 hand-checked cables belong to another archive and are left out"
    assert report_of(tmp_path / "these")["split"]["warnings"] == [warning]
    assert warning in words(result.output)
    assert {part["labels"] for part in report_of(tmp_path / "these")["partitions"].values()} == {"silver"}
    command("convert", raw, "-o", tmp_path / "asked", "--gold", tmp_path / "gold")
    assert report_of(tmp_path / "asked")["partitions"]["test"]["labels"] == "gold"
    assert report_of(tmp_path / "asked")["partitions"]["train"]["cables"] == 24


def test_convert_train_labels_gold(raw, tmp_path, command, write_cables):
    write_cables(tmp_path / "gold" / "dev", [0, 1])
    write_cables(tmp_path / "gold" / "test", [2, 3])
    write_cables(tmp_path / "more", range(4, 24))
    options = ["--gold", tmp_path / "gold", "--gold-train", tmp_path / "more"]
    command("convert", raw, "-o", tmp_path / "silver", *options)
    assert report_of(tmp_path / "silver")["partitions"]["train"]["labels"] == "silver"
    command("convert", raw, "-o", tmp_path / "gold-out", *options, "--train-labels", "gold")
    assert report_of(tmp_path / "gold-out")["partitions"]["train"]["labels"] == "gold"
    assert report_of(tmp_path / "gold-out")["partitions"]["train"]["cables"] == 20


def test_convert_standard_input(raw, tmp_path, command):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.add(raw, "cables")
    result = command("convert", "-", "-o", tmp_path / "out", stdin=packed.getvalue())
    assert result.exit_code == 0
    names = {doc.user_data["cable"] for doc in read_docs(tmp_path / "out" / "train.spacy", NLP.vocab)}
    assert names <= {f"stdin.txt/cables/c{number}.txt" for number in range(24)}
    assert report_of(tmp_path / "out")["brackets"]["total"] == 96


def test_convert_one_cable_warns(tmp_path, write_cables, command):
    raw = write_cables(tmp_path / "raw", [5], "<a id='par3' href='#par3'>¶</a>3 . \nThen [PER Bell  ] sang .")
    result = command("convert", raw / "c5.txt", "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert "only 1 message: the split is by paragraph" in words(result.output)


def test_convert_warns_of_an_empty_partition(tmp_path, command):
    (tmp_path / "a.txt").write_text("Mayor [PER Ann Lee  ] sang .", encoding="utf8")
    result = command("convert", tmp_path / "a.txt", "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert "no paragraphs in dev, test" in words(result.output)


def test_convert_counts_a_cable_once_when_split_by_paragraph(tmp_path, write_cables, command):
    raw = write_cables(tmp_path / "raw", [5], "<a id='par3' href='#par3'>¶</a>3 . \nThen [PER Bell  ] sang .")
    result = command("convert", raw, "-o", tmp_path / "out")
    assert f"✔ 1 cable in {tmp_path / 'out'}" in words(result.output)


def test_convert_counts_a_cable_once_beside_gold(raw, tmp_path, write_cables, command):
    gold = write_cables(tmp_path / "gold" / "dev", [0, 1]).parent
    write_cables(gold / "test", [2, 3])
    result = command("convert", raw, "-o", tmp_path / "out", "--gold", gold)
    assert f"✔ 24 cables in {tmp_path / 'out'}" in words(result.output)


def test_convert_as_a_program(bad, tmp_path, python, environment):
    """From a pipe, in another folder, with the exit status the shell sees."""
    script = Path(__file__).parents[2] / "scripts" / "convert.py"
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.add(bad, "cables")
    command = [python, str(script), "-", "-o", "out", "--strict", "--processes", "2"]
    done = subprocess.run(command, input=packed.getvalue(), capture_output=True, env=environment, cwd=tmp_path, check=False)
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == [
        "stdin.txt/cables/bad.txt:5: '[GPE Rome]' has a label that is not kept; map it with --label-map GPE=LABEL",
        "stdin.txt/cables/empty.txt: is empty; remove it, or fetch it again",
    ]
    assert report_of(tmp_path / "out")["brackets"]["total"] == 101
