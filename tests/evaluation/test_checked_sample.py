"""Checked samples: what answers mean, and sheets that cannot be read."""

import pytest

from cable_ner.evaluation.candidates import CAPITALS, MENTION, PARAGRAPH, UNLABELLED
from cable_ner.evaluation.checked_sample import CheckedPlace, read_sample, verdict
from cable_ner.evaluation.estimate import estimate
from cable_ner.evaluation.sampling import as_csv, draw
from cable_ner.files.sheets import SheetError
from tests.helpers.samples import LABELS, RIGHT, SPURIOUS, WRONG, corpus


@pytest.mark.parametrize(
    ("what", "answer", "expected"),
    [
        (MENTION, "", None),
        (MENTION, " ", None),
        (MENTION, "y", RIGHT),
        (MENTION, "Yes", RIGHT),
        (MENTION, "N", SPURIOUS),
        (MENTION, "b", WRONG),
        (MENTION, "loc", WRONG),
        (MENTION, "PER", RIGHT),
        (MENTION, "LOC PER", CheckedPlace(0, 2)),
        (UNLABELLED, "y", SPURIOUS),
        (UNLABELLED, "n", WRONG),
        (UNLABELLED, "b", SPURIOUS),
        (UNLABELLED, "PER", WRONG),
        (UNLABELLED, "PER, loc;ORG", CheckedPlace(0, 3)),
        (PARAGRAPH, "y", SPURIOUS),
        (PARAGRAPH, "0", SPURIOUS),
        (PARAGRAPH, " 12 ", CheckedPlace(0, 12)),
        (PARAGRAPH, "PER loc", CheckedPlace(0, 2)),
    ],
)
def test_checked_sample_verdict(what, answer, expected):
    assert verdict(what, "PER" if what == MENTION else CAPITALS, answer=answer, labels=LABELS) == expected


@pytest.mark.parametrize("answer", ["maybe", "y n", "GPE", "PER GPE"])
def test_checked_sample_verdict_that_is_none(answer):
    with pytest.raises(ValueError, match="is neither y, n, b nor one of LOC, MISC, ORG, PER; correct it, or leave it empty"):
        verdict(MENTION, "PER", answer=answer, labels=LABELS)


@pytest.mark.parametrize("answer", ["n", "b", "2 3", "-1", "PER 2"])
def test_checked_sample_verdict_on_a_paragraph_that_is_none(answer):
    with pytest.raises(ValueError, match="is neither a number of missed names, y nor one of LOC, MISC, ORG, PER"):
        verdict(PARAGRAPH, "header", answer=answer, labels=LABELS)


def filled(tmp_path, answers, docs=None, number=20):
    """Returns the file of a sample whose rows were answered by a function of the row."""
    docs = docs or corpus()
    head, *lines = as_csv(draw(lambda: docs, number)).splitlines()
    path = tmp_path / "sample.csv"
    path.write_text("\n".join([head, *(line + answers(line) for line in lines)]) + "\n", encoding="utf8")
    return path


def test_checked_sample_sample_round_trip(tmp_path):
    path = filled(
        tmp_path, lambda line: "y" if ",Kano," in line or ",unlabelled," in line else "n" if ",mention," in line else ""
    )
    sample = read_sample(path, LABELS)
    assert sample.left == 0
    assert {(s.what, s.name): (s.size, set(s.checked)) for s in sample.strata if s.what == MENTION} == {
        (MENTION, "LOC"): (60, {RIGHT}),
        (MENTION, "PER"): (60, {SPURIOUS}),
    }
    assert estimate(sample.strata).precision.value == 0.5
    assert estimate(sample.strata).recall.value == 1


def test_checked_sample_rows_that_were_not_checked_are_counted(tmp_path):
    numbers = iter(range(1000))
    sample = read_sample(filled(tmp_path, lambda line: "y" if next(numbers) % 2 else ""), LABELS)
    assert sample.left == 20
    assert sum(len(stratum.checked) for stratum in sample.strata) == 20


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (",mention,LOC,60,", ",mention,LOC,x,", "'x' in column stratum_size is not a number; draw the sample again"),
        (",mention,", ",Mention,", "'Mention' in column what is none of mention, unlabelled, paragraph"),
        (",mention,LOC,60,", ",mention,LOC,61,", "stratum_size 6. of LOC is 6. in another row"),
    ],
)
def test_checked_sample_sheet_that_was_changed(tmp_path, old, new, message):
    path = filled(tmp_path, lambda line: "y")
    text = path.read_text(encoding="utf8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf8")
    with pytest.raises(SheetError, match=message) as error:
        read_sample(path)
    assert all(str(path) in problem for problem in error.value.problems)


def test_checked_sample_row_that_comes_twice_is_told_of(tmp_path):
    path = filled(tmp_path, lambda line: "y")
    lines = path.read_text(encoding="utf8").splitlines()
    path.write_text("\n".join([*lines, lines[3]]) + "\n", encoding="utf8")
    with pytest.raises(SheetError, match=rf":{len(lines) + 1}: row number 3 is in line 4 already; keep one of the two"):
        read_sample(path)


def test_checked_sample_a_stratum_without_an_answer_is_told_of(tmp_path):
    path = filled(tmp_path, lambda line: "" if ",PER," in line else "y")
    with pytest.raises(SheetError, match=r"none of the 60 'PER' \(mention\) are checked; check at least two of these rows"):
        read_sample(path)


def test_checked_sample_each_wrong_answer_is_told_by_line(tmp_path):
    numbers = iter(range(2, 1000))
    path = filled(tmp_path, lambda line: "huh" if next(numbers) in (3, 5) else "y")
    with pytest.raises(SheetError) as error:
        read_sample(path)
    assert [problem.removeprefix(f"{path}:")[:2] for problem in error.value.problems] == ["3:", "5:"]
