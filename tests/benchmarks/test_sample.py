"""`benchmarks sample`: the verdicts of somebody who knows the gold labels, and intervals that hold the truth."""

from typer.testing import CliRunner

from benchmarks.app import app
from benchmarks.sample import checked
from cable_ner.evaluation import Labelled, draw
from cable_ner.evaluation.checked_sample import CheckedPlace
from tests.helpers.samples import make

CABLE = (
    "UNCLAS TESTPOST 00000{0}\n\nSUBJECT: BREAD\n\n1. Mayor [PER Ann Lee{0}  ] of [LOC Milltown  ] and [ORG Rome  ] spoke ."
)


def test_sample_verdicts_of_the_gold_labels():
    text = "Said Ann Lee of the Mills in Kano. Rome is near Bern."
    docs = [make(text, ("Ann Lee", "PER"), ("Mills in", "LOC"), ("near", "LOC"), index=index) for index in range(2)]
    gold = [Labelled(5, 12, "PER"), Labelled(20, 25, "ORG"), Labelled(35, 39, "LOC"), Labelled(48, 52, "LOC")]
    found = [Labelled(5, 12, "PER"), Labelled(20, 28, "LOC"), Labelled(43, 47, "LOC")]
    keys = [("a.txt", 0), ("a.txt", 1)]
    strata = checked(draw(lambda: docs, 20, paragraphs=2), dict.fromkeys(keys, gold), dict.fromkeys(keys, found))
    verdicts = {stratum.name: sorted(stratum.checked) for stratum in strata}
    assert verdicts == {
        "PER": [CheckedPlace(1, 1)] * 2,
        "LOC": [CheckedPlace(0, 0)] * 2 + [CheckedPlace(0, 1)] * 2,
        "paragraph": [CheckedPlace(0, 2)] * 2,
    }


def test_sample_prints_how_often_intervals_hold(tiny_model, tmp_path):
    for number in range(8):
        (tmp_path / f"{number}.txt").write_text(CABLE.format(number), encoding="utf8")
    arguments = ["sample", str(tiny_model), str(tmp_path), "--mentions", "8", "--paragraphs", "8", "--times", "5"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    assert "true precision" in done.output
    assert "Samples: 5 of 5" in done.output
