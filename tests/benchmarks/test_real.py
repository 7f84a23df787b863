"""`benchmarks real`: models on hand-checked cables."""

import srsly
from typer.testing import CliRunner

from benchmarks.app import app

CABLE = """\
UNCLAS TESTPOST 000001

SUBJECT: BREAD

1. Mayor [PER Ann Lee  ] of [LOC Milltown  ] met [ORG Zzyzx  ] .
2. [ORG Zzyzx  ] thanked all .
"""


def test_real_counts_errors_by_run(tiny_model, tmp_path):
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "one.txt").write_text(CABLE, encoding="utf8")
    output = tmp_path / "real.json"
    arguments = ["real", str(tmp_path / "gold"), "-m", str(tiny_model), "-m", str(tiny_model), "-o", str(output)]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    assert "Models: 1 of 2, " in done.output
    found = srsly.read_json(output)
    assert [row["model"] for row in found["scores"]] == [str(tiny_model)] * 2 + ["mean", "standard deviation"]
    assert found["scores"][3]["all"] == "0.000"  # the same model twice
    # The model knows no ORG: both mentions are missed, or have another label, by each of the two.
    assert sum(count for name, gold, _, count in found["runs"] if (name, gold) == ("Zzyzx", "ORG")) == 4
