"""`benchmarks models`: systems of three kinds over the same cables."""

import spacy
import srsly
from typer.testing import CliRunner

from benchmarks.app import app
from cable_ner.files import new_docbin
from tests.helpers.systems import make

CABLE = """\
UNCLAS TESTPOST 000001

SUBJECT: BREAD

1. Mayor [PER Ann Lee7  ] of [LOC Milltown  ] spoke of the [LOC Netherlands  ] 's bread on Monday .
"""


def test_models_are_compared_on_the_same_cables(tiny_model, tmp_path):
    (tmp_path / "gold.txt").write_text(CABLE, encoding="utf8")
    text = "Mayor Ann Lee{0} of Milltown spoke about harvest number {0}."
    docs = [make(text.format(n), (f"Ann Lee{n}", "PER"), ("Milltown", "LOC"), cable=f"{n}") for n in range(30)]
    new_docbin(docs).to_disk(tmp_path / "train.spacy")
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler", name="ner").add_patterns(
        [
            {"label": "PERSON", "pattern": "Ann Lee7"},
            {"label": "GPE", "pattern": "the Netherlands's"},
            {"label": "DATE", "pattern": "Monday"},
        ]
    )
    nlp.to_disk(tmp_path / "other")
    arguments = ["models", tmp_path / "gold.txt", "-m", tiny_model, "--crf-train", tmp_path / "train.spacy"]
    arguments += ["--ontonotes", tmp_path / "other", "--repeats", 1, "-o", tmp_path / "models.json"]
    done = CliRunner().invoke(app, list(map(str, arguments)))
    assert done.exit_code == 0, done.output
    rows = {row["model"]: row for row in srsly.read_json(tmp_path / "models.json")}
    assert list(rows) == ["ours", "linear-chain CRF", "en_pipeline", "en_pipeline, trimmed"]
    assert (rows["en_pipeline"]["precision"], rows["en_pipeline"]["recall"]) == ("0.500", "0.333")  # a date is no name
    assert (rows["en_pipeline, trimmed"]["precision"], rows["en_pipeline, trimmed"]["recall"]) == ("1.000", "0.667")
    assert float(rows["linear-chain CRF"]["F1"]) > 0
    assert all(float(row["MB"]) >= 0 and row["words a second"] for row in rows.values())
