"""Which trainings make a learning curve: a share of the cables and a seed each, and what they will be scored against."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import spacy
from spacy.tokens import Doc
from spacy.util import load_config
from spacy.vocab import Vocab
from thinc.config import ConfigValidationError

from ...corpus import SILVER
from ...files import ENDING, new_docbin, read_docs
from ...model import FACTORY
from ..runs.jobs import Data, Job, Recipe, digest_of, key_of
from ..runs.messages import cable_name
from .shares import nested

_LANG = "en"  # of the vocabulary that Docs are read with; nothing is tokenised here


class CurveRun(NamedTuple):
    """One training: the share of the cables and the counts of what it is trained on, and what `run_jobs` needs of it."""

    share: float
    cables: int
    tokens: int
    mentions: int
    job: Job
    data: Data

    @property
    def identity(self) -> tuple[str, int, str]:
        """Row, seed and key, by which a result is known to be that of this run."""
        return self.job.recipe.row, self.job.seed, self.job.key


class CurvePlan(NamedTuple):
    """The trainings, what they are trained on, and what kind of labels they are scored against (gold or silver).

    `steps` is where every training ends; `given_steps` is the same, or 0 if the configuration decides.
    """

    runs: list[CurveRun]
    config: str
    steps: int
    given_steps: int
    measured_against: str
    trained_on: str
    notes: list[str]


class _CurveRecipe(NamedTuple):
    """A configuration as text, whether its model decides for whole cables, and how many steps it takes (0: no limit)."""

    config: str
    wide: bool
    steps: int


def prepare(
    train: Path,
    folder: Path,
    *,
    dev: Path,
    test: Path,
    config: Path,
    code: Path | None,
    shares: Sequence[float],
    seeds: int,
    steps: int = 0,
) -> CurvePlan:
    """Returns what is to be trained, and writes the DocBin files of each share and seed into `folder`.

    `steps`, if not 0, ends every training there. Raises ValueError and OSError for what cannot be read or trained.
    """
    vocab = spacy.blank(_LANG).vocab
    docs = _checked(train, dev=dev, code=code, vocab=vocab)
    recipe = _recipe(config)
    against = _kind_of_labels(read_docs(test, vocab), test)
    made = _runs(docs, folder, dev=dev, test=test, recipe=recipe, code=code, shares=shares, seeds=seeds, steps=steps)
    runs, notes = _without_repeats(list(made))
    kinds = sorted({doc.user_data.get("labels", SILVER) for doc in docs})
    return CurvePlan(runs, _shown_path(config), steps or recipe.steps, steps, against, " and ".join(kinds), notes)


def _checked(train: Path, *, dev: Path, code: Path | None, vocab: Vocab) -> list[Doc]:
    """Returns the Docs of train. Raises ValueError if it or dev has none, or if there is no such code."""
    if code and not code.is_file():
        raise ValueError(f"{code}: no such file; give the file that `spacy train` needs as --code")
    docs = list(read_docs(train, vocab))
    if not docs:
        raise ValueError(f"{train}: holds no Docs; convert cables first")
    if next(read_docs(dev, vocab), None) is None:
        raise ValueError(f"{dev}: holds no Docs; give another --dev, or give dev a larger share with --partition")
    return docs


def _runs(
    docs: Sequence[Doc],
    folder: Path,
    *,
    dev: Path,
    test: Path,
    recipe: _CurveRecipe,
    code: Path | None,
    shares: Sequence[float],
    seeds: int,
    steps: int,
) -> Iterator[CurveRun]:
    for seed in range(seeds):
        for share, part in zip(shares, nested(docs, shares, seed)):
            path = folder / f"train-{share}-{seed}{ENDING}"
            new_docbin(part).to_disk(path)
            data = Data(path, dev, test, digest_of((path, dev, test)))
            own = Recipe(str(share), recipe.config, code, wide=recipe.wide)
            cables = len({cable_name(doc) for doc in part})
            tokens, mentions = sum(map(len, part)), sum(len(doc.ents) for doc in part)
            yield CurveRun(share, cables, tokens, mentions, Job(own, seed, key_of(own, data, steps)), data)


def _recipe(config: Path) -> _CurveRecipe:
    try:
        loaded = load_config(config, interpolate=False)
        pipeline, training = loaded["nlp"]["pipeline"], loaded["training"]
    except (ConfigValidationError, OSError, KeyError, UnicodeDecodeError) as error:
        reason = f"it has no {error}" if isinstance(error, KeyError) else " ".join(str(error).split())
        raise ValueError(f"{config}: is not a spaCy configuration ({reason}); give another --config") from error
    if training.get("logger", {}).get("output_file"):
        training["logger"]["output_file"] = None  # the log of the project's own model
    components = [loaded.get("components", {}).get(name, {}) for name in pipeline]
    has_decision = any(own.get("factory") == FACTORY and own.get("enabled", True) for own in components)
    steps = training.get("max_steps", 0)
    return _CurveRecipe(loaded.to_str(interpolate=False), has_decision, steps if isinstance(steps, int) else 0)


def _shown_path(path: Path) -> str:
    """Returns a path as it is written to a file that others read: relative to the working directory, if it is below."""
    path = path.absolute()
    return (path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path).as_posix()


def _kind_of_labels(docs: Iterable[Doc], test: Path) -> str:
    kinds: set[str] = {doc.user_data.get("labels", SILVER) for doc in docs}
    if len(kinds) != 1:
        if kinds:
            raise ValueError(f"{test}: holds both gold and silver labels, which cannot be scored together; convert again")
        raise ValueError(f"{test}: holds no Docs; give another --test, or give test a larger share with --partition")
    return kinds.pop()


def _without_repeats(runs: Sequence[CurveRun]) -> tuple[list[CurveRun], list[str]]:
    """Returns the runs without the shares that have no fewer cables than a larger one, and notes on those."""
    by_share: dict[float, list[int]] = {}
    for run in runs:
        by_share.setdefault(run.share, []).append(run.cables)
    shares = sorted(by_share)
    same = [share for share, larger in zip(shares, shares[1:]) if by_share[share] == by_share[larger]]
    notes = [f"share {share:g} is left out: it has the same {by_share[share][0]} cables as a larger one" for share in same]
    return [run for run in runs if run.share not in same], notes
