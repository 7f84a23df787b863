"""Run training jobs side by side: each is two commands, one that trains and one that measures the model."""

import sys
import tempfile
from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any, NamedTuple

import srsly
from thinc.api import Config

from ...work import count_processes
from .commands import Commands, Failed
from .jobs import Data, Job


class Steps(NamedTuple):
    """The commands of one job: the first writes `model`, the second writes the figures to `result` as JSON."""

    train: list[str]
    measure: list[str]
    model: Path
    result: Path


StepsOf = Callable[[Job, Data, Path, int], Steps]  # job, its data, scratch folder, max_steps


def run_jobs(
    jobs: Iterable[tuple[Job, Data]], *, processes: int = 1, max_steps: int = 0, steps_of: StepsOf | None = None
) -> Generator[dict[str, Any], None, None]:
    """Yields the run of every job on its data, as it ends; see `run_one`."""
    # The commands are left first, then the pool: its threads wait for their commands.
    with ThreadPoolExecutor(count_processes(processes)) as pool, Commands() as commands:
        futures = [
            pool.submit(run_one, job, data, commands, max_steps=max_steps, steps_of=steps_of or spacy_steps)
            for job, data in jobs
        ]
        for future in as_completed(futures):
            yield future.result()


def run_one(
    job: Job, data: Data, commands: Commands, *, max_steps: int = 0, steps_of: StepsOf | None = None
) -> dict[str, Any]:
    """Trains a recipe and measures its model; `max_steps`, if not 0, ends the training there.

    Returns row, seed and key, minutes of training (`cpu_minutes`, and by the clock), megabytes of the model, and what
    `measuring.measure` returns. If training or measuring failed, returns `failed` instead: the end of its output.
    """
    run: dict[str, Any] = {"row": job.recipe.row, "seed": job.seed, "key": job.key}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        steps = (steps_of or spacy_steps)(job, data, folder, max_steps)
        try:
            cpu, wall = commands.run(steps.train, folder / "train.log")
            commands.run(steps.measure, folder / "measure.log")
        except Failed as error:
            return {**run, "failed": str(error)}
        run.update(cpu_minutes=cpu / 60, minutes=wall / 60, megabytes=_size(steps.model) / 1e6)
        return {**run, **srsly.read_json(steps.result)}


def spacy_steps(job: Job, data: Data, folder: Path, max_steps: int) -> Steps:
    """Returns the commands that train and measure a spaCy recipe; writes what they read into `folder`."""
    recipe, path, model, result = job.recipe, folder / "config.cfg", folder / "model-best", folder / "result.json"
    path.write_text(recipe.config, encoding="utf8")
    settings: dict[str, object] = {"paths.train": data.train, "paths.dev": data.dev, "system.seed": job.seed}
    if max_steps:
        every = Config().from_str(recipe.config).get("training", {}).get("eval_frequency", max_steps)
        settings |= {"training.max_steps": max_steps, "training.eval_frequency": min(max_steps, every)}
    train = [sys.executable, "-m", "spacy", "train", str(path), "--output", str(folder)]
    train += ["--code", str(recipe.code)] if recipe.code else []
    code = str(recipe.code) if recipe.code else ""
    task = {"model": str(model), "test": str(data.test), "code": code, "wide": recipe.wide}
    srsly.write_json(folder / "task.json", task)
    measure = [sys.executable, "-m", __package__, str(folder / "task.json"), str(result)]
    return Steps([*train, *override_options(settings)], measure, model, result)


def override_options(settings: Mapping[str, object]) -> list[str]:
    """Returns settings of a configuration as options of `spacy train`."""
    return [part for name, value in settings.items() for part in (f"--{name}", str(value))]


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in (path.rglob("*") if path.is_dir() else [path]) if file.is_file())
