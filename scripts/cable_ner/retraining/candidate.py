"""The training of a candidate, in a folder of its own."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import srsly

from ..corpus import REPORT, increments
from ..files import ENDING, link_or_copy, write_bytes
from ..training import Commands, Failed
from ..work import ended_with_this
from .digests import model_digest
from .following import followed
from .options import CONTINUED, Say
from .planning import TrainingPlan
from .stock import Stock
from .store import CANDIDATES, CURRENT

Train = Callable[[TrainingPlan, Path], None]  # (plan, folder with config.cfg): writes model-best into that folder

WORK = ".work-"  # prefix of the work folders among the candidates
DATA = "data"  # folder for the training and test files in a work folder
_TRAINED = "trained.json"


def spacy_train(made: TrainingPlan, folder: Path) -> None:
    """Runs `spacy train` as the project's command does, in a process that ends with this one. Raises ValueError if it fails.

    Continued training keeps the model after the last step, not the best one on dev. If the new cables are spoiled, the best
    one is the current model itself, at step 0. The gate would then have nothing to refuse, and later trainings would
    include the spoiled cables.
    """
    command = [sys.executable, "-m", "spacy", "train", str(folder / "config.cfg"), "--output", str(folder)]
    command += ["--gpu-id", str(made.gpu_id), *(["--code", str(made.code)] if made.code else [])]
    with Commands() as commands:
        try:
            commands.run(ended_with_this(command), folder / "train.log")
        except Failed as error:
            raise ValueError(f"{folder / 'train.log'}: training failed\n{error}") from error
    if made.way == CONTINUED:
        shutil.rmtree(folder / CURRENT, ignore_errors=True)
        os.rename(folder / "model-last", folder / CURRENT)


def make_candidate(made: TrainingPlan, there: Stock, training: Path, *, train: Train, say: Say) -> Path:
    """Trains a candidate, unless an interrupted run already did, and returns its work folder, with it as `model-best`.

    Raises ValueError if the training fails, and OSError.
    """
    folder = training / CANDIDATES / f"{WORK}{made.key}"
    for left in (training / CANDIDATES).glob(f"{WORK}*"):
        if left != folder:
            shutil.rmtree(left, ignore_errors=True)
    trained, data = folder / _TRAINED, folder / DATA
    if trained.exists() and (folder / CURRENT).is_dir():
        if srsly.read_json(trained)["digest"] == model_digest(folder / CURRENT):
            say("Using the candidate that an interrupted run trained")
            shutil.rmtree(data, ignore_errors=True)
            _gather(made, there, data)
            return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    config = made.config.copy()
    config.setdefault("paths", {}).update(_gather(made, there, data))
    if "output_file" in config["training"].get("logger", {}):
        config["training"]["logger"]["output_file"] = str(folder / "train.jsonl")
    (folder / "config.cfg").write_text(config.to_str(interpolate=False), encoding="utf8")
    say(f"Training a candidate ({made.way}); the log is {folder / 'train.log'}")
    with followed(folder / "train.log", say):
        train(made, folder)
    if not (folder / CURRENT / "meta.json").exists():
        raise ValueError(f"{folder / 'train.log'}: training ended without a model; see this log")
    shutil.rmtree(folder / "model-last", ignore_errors=True)
    write_bytes(trained, srsly.json_dumps({"digest": model_digest(folder / CURRENT)}).encode())
    return folder


def _gather(made: TrainingPlan, there: Stock, folder: Path) -> dict[str, str]:
    """Gathers the train and dev files in `folder`, and returns their paths for [paths] in the config."""
    parts = [*there.seen, *there.new]
    times = {"train": made.train, "dev": None}
    folder.mkdir(exist_ok=True)
    (folder / REPORT).unlink(missing_ok=True)
    link_or_copy(parts[0].path / REPORT, folder / REPORT)  # by which a model knows whether rules were applied
    return {
        name: str(increments.gather(parts, name, folder / (name + ENDING), times=often)) for name, often in times.items()
    }
