"""A candidate trained in a folder of its own."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import srsly

from ..corpus import increments
from ..files import ENDING, write_bytes
from ..training import Commands, Failed
from ..work import ended_with_this
from .digests import model_digest
from .options import CONTINUED, Say
from .planning import TrainingPlan
from .stock import Stock
from .store import CANDIDATES, CURRENT

Train = Callable[[TrainingPlan, Path], None]  # (what, folder with config.cfg): writes model-best into the folder

WORK = ".work-"  # how folders of work begin, in the folder of candidates
DATA = "data"  # in a folder of work: the files that were trained on
_TRAINED = "trained.json"


def spacy_train(made: TrainingPlan, folder: Path) -> None:
    """Runs `spacy train` as the project's command does, in a process that ends with this one. Raises ValueError if it fails.

    A continued training gives the model after the last step, not the best on dev: at step 0 the best is the current model
    itself, and with spoiled cables no later one is better. Nothing would be left to refuse, and the cables would count as
    good for all trainings to come.
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
    """Returns the folder of work with the candidate as `model-best`; reuses one that an interrupted run has trained.

    Raises ValueError if the training fails, OSError.
    """
    folder = training / CANDIDATES / f"{WORK}{made.key}"
    for left in (training / CANDIDATES).glob(f"{WORK}*"):
        if left != folder:
            shutil.rmtree(left, ignore_errors=True)
    trained, data = folder / _TRAINED, folder / DATA
    if trained.exists() and (folder / CURRENT).is_dir():
        if srsly.read_json(trained)["digest"] == model_digest(folder / CURRENT):
            say("The candidate is one that was trained before, in a run that did not come to its end")
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
    say(f"A candidate is trained, {made.way}; the log is {folder / 'train.log'}")
    train(made, folder)
    if not (folder / CURRENT / "meta.json").exists():
        raise ValueError(f"{folder}: the training made no model; see its train.log")
    shutil.rmtree(folder / "model-last", ignore_errors=True)
    write_bytes(trained, srsly.json_dumps({"digest": model_digest(folder / CURRENT)}).encode())
    return folder


def _gather(made: TrainingPlan, there: Stock, folder: Path) -> dict[str, str]:
    """Gathers the files of train and dev in `folder`, and returns where: the paths of a configuration."""
    parts = [*there.seen, *there.new]
    times = {"train": made.train, "dev": None}
    return {
        name: str(increments.gather(parts, name, folder / (name + ENDING), times=often)) for name, often in times.items()
    }
