"""Folders that look like models, and candidates made of them."""

import json
from pathlib import Path

from cable_ner.retraining.lineage import Decision, new_row
from cable_ner.retraining.store import current
from cable_ner.retraining.takeover import settle

CONFIG = '[paths]\ntrain = "{train}"\n[training]\n[training.logger]\noutput_file = "{train}.jsonl"\n[nlp]\nlang = "en"\n'


def make_model(folder: Path, weights: str, *, speed: float = 1.0, train: str = "a") -> Path:
    """Writes the folder of a model, as far as retraining looks at it."""
    (folder / "ner").mkdir(parents=True)
    (folder / "ner" / "model").write_text(weights)
    meta = {"lang": "en", "labels": {"tok2vec": [], "ner": ["PER", "LOC"]}, "performance": {"speed": speed}}
    (folder / "meta.json").write_text(json.dumps(meta))
    (folder / "config.cfg").write_text(CONFIG.format(train=train))
    return folder


def weights(folder: Path) -> str:
    return (folder / "ner" / "model").read_text()


def row(training: Path, model: Path, decision: Decision = Decision.FIRST, parent: str | None = None, **others) -> dict:
    data = {"increments": [0], "new": [], "digests": {"0": "base"}, "cables": {"train": 10}}
    made = new_row(training, model, parent=parent, decision=decision, reason="why", data=data, way="fresh")
    return {**made, **others}


def work(training: Path, text: str, name: str = ".work-x") -> Path:
    """Returns a folder of work that holds a candidate and its report."""
    folder = training / "candidates" / name
    make_model(folder / "model-best", text)
    (folder / "evaluation").mkdir()
    (folder / "evaluation" / "labels.csv").write_text(text)
    (folder / "metrics.json").write_text(f'"{text}"')
    return folder


def candidate(training: Path, text: str, decision: Decision = Decision.ACCEPTED) -> dict:
    folder = work(training, text)
    return settle(training, folder, row(training, folder / "model-best", decision, parent=current(training)))
