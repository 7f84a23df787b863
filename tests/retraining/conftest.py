"""Folders to retrain in."""

import json
import shutil
from pathlib import Path

import pytest

from cable_ner.corpus import convert, increments
from cable_ner.evaluation import report
from cable_ner.retraining import session
from cable_ner.retraining.adoption import present
from cable_ner.retraining.stock import stock
from cable_ner.retraining.store import adopt
from tests.helpers.lineage import make_model, row
from tests.helpers.retraining import SETTINGS, untrained


@pytest.fixture
def training(tmp_path):
    """Returns a folder with a current model `one` that was adopted."""
    folder = tmp_path / "training"
    model = make_model(folder / "model-best", "one")
    adopt(model, folder, row(folder, model))
    return folder


@pytest.fixture(scope="module")
def models_of(tiny_model, tmp_path_factory):
    """Returns the folders of models by what they are: as good as the current one, and worse."""
    same = Path(shutil.copytree(tiny_model, tmp_path_factory.mktemp("models") / "same"))
    meta = json.loads((same / "meta.json").read_text())
    (same / "meta.json").write_text(json.dumps({**meta, "description": "as good"}))
    return {"same": same, "worse": untrained(same.parent / "worse")}


@pytest.fixture
def project(tmp_path, write_cables, tiny_model, monkeypatch):
    """Returns a folder with 24 converted cables in corpus/, a model in training/, and 12 more cables in raw/."""
    monkeypatch.setattr(session.drifting, "drift", lambda _old, new, **_options: {"cables": sum(new.cables.values())})
    monkeypatch.setattr(report, "render", lambda *_arguments, **_options: "<!doctype html>")
    write_cables(tmp_path / "raw", range(24))
    convert([str(tmp_path / "raw")], tmp_path / "corpus", settings=SETTINGS)
    write_cables(tmp_path / "raw", range(100, 112))
    shutil.copytree(tiny_model, tmp_path / "training" / "model-best")
    shutil.copy(tiny_model / "config.cfg", tmp_path / "recipe.cfg")
    return tmp_path


@pytest.fixture
def there(project):
    """Returns the stock of the project before anything is trained, and the line of its model."""
    increments.convert_new([str(project / "raw")], project / "corpus", settings=SETTINGS)
    row = present(project / "corpus", project / "training")
    return stock(project / "corpus", project / "training", row), row
