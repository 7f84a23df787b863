"""The report of a model on its test: metrics.json, evaluation/ and report.html."""

from pathlib import Path
from typing import NamedTuple

import srsly

from ..corpus import REPORT
from ..evaluation import FOLDER, evaluate, files
from ..evaluation import report as reporting
from ..files import write_bytes
from .store import CURRENT


class Compared(NamedTuple):
    """The model that a report compares its own model with."""

    name: str
    folder: Path


def write_report(folder: Path, name: str, *, test: Path, corpus: Path, train: Path, compare: Compared) -> None:
    """Writes the report on the model in `folder`, called `name`, compared with the model `compare`.

    `test` holds the DocBin files it is evaluated on, `train` those it was trained on. `corpus` is the folder of the base,
    whose convert.json and label accuracy go into the report.
    """
    found = evaluate(str(folder / CURRENT), test, train=train, compare=str(compare.folder))
    found.metrics["model"]["name"] = name
    found.metrics["comparison"]["other"] = compare.name
    data = srsly.read_json(corpus / REPORT)
    found.metrics["data"] = {key: data.get(key, {}) for key in ("split", "partitions")}
    accuracy, log = corpus / "label-accuracy" / "label-accuracy.json", folder / "train.jsonl"
    page = reporting.render(
        found.metrics,
        found.errors,
        disagreements=found.disagreements,
        label_accuracy=srsly.read_json(accuracy) if accuracy.exists() else None,
        training_log=list(srsly.read_jsonl(log)) if log.exists() else None,
    )
    (folder / FOLDER).mkdir(exist_ok=True)
    for path, content in files(found):
        write_bytes(folder / path, content)
    write_bytes(folder / "report.html", page.encode())
