"""A training recipe adapted to one training: its steps, its seed, and the weights it starts from."""

from pathlib import Path
from typing import Any

from thinc.api import Config

from .options import CONTINUED, RetrainOptions


def config_differs(config: Config, model: Path) -> list[str]:
    """Returns which parts of a recipe differ from a model's config: language, pipeline, tokenizer, components.

    Defaults that spaCy filled in in the model's config do not count as differences.
    """
    mine, made = config.interpolate(), Config().from_disk(model / "config.cfg")
    parts = [f"nlp.{name}" for name in ("lang", "pipeline", "tokenizer") if not _agrees(mine["nlp"], made["nlp"], name)]
    names = {**mine["components"], **made["components"]}
    return parts + [f"components.{name}" for name in names if not _agrees(mine["components"], made["components"], name)]


def _agrees(mine: Any, made: Any, name: str) -> bool:
    """Returns whether everything that `mine` sets under `name` is the same in `made`."""
    if name not in mine or name not in made:
        return name not in mine and name not in made
    one, other = mine[name], made[name]
    if isinstance(one, dict) and isinstance(other, dict):
        return all(key in other and _agrees(one, other, key) for key in one)
    return (list(one) == list(other)) if isinstance(one, list | tuple) and isinstance(other, list | tuple) else one == other


def config_for(config: Config, options: RetrainOptions, way: str, model: Path) -> Config:
    """Returns a recipe with its steps and seed set. In continued training, trained components come from `model`."""
    made = config.copy()
    steps = options.steps if way == CONTINUED else 0
    if way == CONTINUED:
        for name, component in made["components"].items():
            if "model" in component:
                made["components"][name] = {"source": str(model.resolve())}
        _slow_down(made["training"], steps, options.rate)
    if steps := options.max_steps or steps:
        made["training"]["max_steps"] = steps
        # (Evaluation takes time; five are enough.)
        made["training"]["eval_frequency"] = min(made["training"].get("eval_frequency", steps), max(steps // 5, 1))
    made.setdefault("system", {})["seed"] = options.seed
    return made


def _slow_down(training: dict[str, Any], steps: int, rate: float) -> None:
    optimizer = training.get("optimizer", {})
    schedule = optimizer.get("learn_rate")
    if isinstance(schedule, dict) and "initial_rate" in schedule:
        schedule["initial_rate"] = rate
        if "warmup_steps" in schedule:
            schedule["warmup_steps"] = min(schedule["warmup_steps"], steps // 10)
    elif isinstance(schedule, float):
        optimizer["learn_rate"] = rate
