"""The rows of the training benchmark: which recipes are compared, and the runs they need."""

from collections.abc import Generator, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import spacy
from spacy.cli.init_config import init_config
from spacy.util import load_config
from thinc.api import Config

from benchmarks import opponent
from benchmarks.opponent_runs import opponent_steps
from cable_ner.audit import crf
from cable_ner.files import read_docs
from cable_ner.training import Data, Job, Recipe, Steps, key_of, run_jobs, spacy_steps

LANG = "en"
DEFAULT, ACCURACY, CRF, OURS = ROWS = ("default", "accuracy", "crf", "ours")
SMALL = 1_000_000  # characters of training text below which `ours` is the recipe for small archives
_OPPONENT_FILES = (Path(opponent.__file__), Path(crf.__file__))


class TrainPlan(NamedTuple):
    """What is to be run: `recipes` are the rows, the CRF's has no configuration; `jobs` name the seed, an index of `data`.

    `max_steps`, if not 0, ends every training there. `notes` say what one should know about the table.
    """

    recipes: list[Recipe]
    data: list[Data]
    jobs: list[Job]
    max_steps: int
    notes: list[str]


def spacy_config(optimize: str) -> str:
    """Returns what `spacy init config --lang en --pipeline ner --optimize ...` writes, without word vectors."""
    config = Config(init_config(lang=LANG, pipeline=["ner"], optimize=optimize))
    config["paths"]["vectors"] = None
    config["components"]["tok2vec"]["model"]["embed"]["include_static_vectors"] = False
    return config.to_str(interpolate=False)


def plan(
    rows: Sequence[str],
    data: list[Data],
    *,
    configs: Sequence[Path] = (),
    ours: Path,
    code: Path,
    max_steps: int = 0,
    notes: Iterable[str] = (),
) -> TrainPlan:
    """Returns what is to be run for `rows` (of ROWS) and other configurations of ours. Raises ValueError and OSError.

    `ours` is our default configuration; if that for small archives is beside it, it takes its place for less than a
    megabyte of text. `max_steps`, if not 0, ends every training there (for the CRF, it is iterations).
    """
    notes = list(notes)
    if unknown := [row for row in rows if row not in ROWS]:
        raise ValueError(f"there is no row '{unknown[0]}'; choose from {', '.join(ROWS)}, or give --config")
    made = {
        DEFAULT: Recipe("spaCy efficiency", spacy_config("efficiency")),
        ACCURACY: Recipe("spaCy accuracy", spacy_config("accuracy")),
        CRF: Recipe("CRF", wide=True),
    }
    if ACCURACY in rows:
        notes.append("spaCy accuracy: without the word vectors (en_core_web_lg) that its configuration names")
    if OURS in rows:
        chosen = _ours(ours, data[0])
        made[OURS] = Recipe("ours", load_config(chosen).to_str(), code, wide=True)
        notes.append(f"ours: {chosen.name}")
    recipes = [made[row] for row in ROWS if row in rows]
    recipes += [Recipe(path.stem, load_config(path).to_str(), code, wide=True) for path in configs]
    names = [recipe.row for recipe in recipes]
    if not recipes or len(set(names)) < len(names):
        raise ValueError(f"give at least one row, and no name twice, not {', '.join(names) or 'none'}")
    # The CRF has no seed: on data it has seen it would be the same again.
    jobs = [
        Job(recipe, seed, _key(recipe, own, max_steps))
        for seed, own in enumerate(data)
        for recipe in recipes
        if recipe.config or own not in data[:seed]
    ]
    return TrainPlan(recipes, data, jobs, max_steps, notes)


def _ours(default: Path, data: Data) -> Path:
    small = default.with_name(f"{default.stem}_small{default.suffix}")
    size = sum(len(doc.text) for doc in read_docs(data.train, spacy.blank(LANG).vocab))
    return small if small.exists() and size < SMALL else default


def _key(recipe: Recipe, data: Data, max_steps: int) -> str:
    return key_of(recipe, data, max_steps, files=() if recipe.config else _OPPONENT_FILES)


def run_all(
    planned: TrainPlan, kept: Iterable[Mapping[str, Any]] = (), *, processes: int = 1
) -> Generator[dict[str, Any], None, None]:
    """Yields every run that is not among those kept, as it ends. One that failed is run again."""
    jobs = [(job, planned.data[job.seed]) for job in left(planned, kept)]
    yield from run_jobs(jobs, processes=processes, max_steps=planned.max_steps, steps_of=_steps_of)


def _steps_of(job: Job, data: Data, folder: Path, max_steps: int) -> Steps:
    return (spacy_steps if job.recipe.config else opponent_steps)(job, data, folder, max_steps)


def left(planned: TrainPlan, kept: Iterable[Mapping[str, Any]]) -> list[Job]:
    """Returns the jobs without a run among those kept, or whose run has failed."""
    done = {identity_of(run) for run in kept if "failed" not in run}
    return [job for job in planned.jobs if (job.recipe.row, job.seed, job.key) not in done]


def identity_of(run: Mapping[str, Any]) -> tuple[str, int, str]:
    """Returns row, seed and key of a run."""
    return run["row"], run["seed"], run["key"]
