"""The evaluation of a model on a test, end to end: scores, intervals, kinds of error, facets, baselines, every error."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from ..corpus import BASELINE, GOLD, SILVER
from ..files import ENDING, read_docs
from ..model import PROMISE, fingerprint, load_model
from ..work import Progress, no_progress
from .baselines import gazetteer_baseline, previous_baseline, seeds, silver_baseline
from .calibration import calibration
from .comparison import comparison
from .errors import errors
from .facets import facets
from .gazetteer import Gazetteer, memorise
from .intervals import FEWEST, LEVEL
from .metrics import confusion, kinds, plain_scores, scores
from .promising import list_counts, make_promise
from .reading import about, read, spacys_scores
from .reference import Reference, as_reference, kind_of
from .runs import SystemRun
from .scoring import ALL

MEASURE = {
    GOLD: "accuracy against hand-checked (gold) labels",
    SILVER: "agreement with the tagger (silver labels), not accuracy",
}


class Evaluation(NamedTuple):
    """The contents of metrics.json, the errors, and the places where two models differ.

    Errors and places are sorted: the forms that go wrong most often come first.
    """

    metrics: dict[str, Any]
    errors: list[dict[str, Any]]
    disagreements: list[dict[str, Any]]


def evaluate(
    model: str,
    test: Path,
    *,
    train: Path | None = None,
    compare: str = "",
    previous: str = "",
    seed_models: Sequence[str] = (),
    progress: Progress = no_progress,
) -> Evaluation:
    """Returns the evaluation of a model on a test (a DocBin file, or a folder of shards).

    `train` is what the model was trained on; it tells which mentions were seen, and gives the gazetteer baseline.
    `compare` is a model to compare it with, `previous` the one that was there before, `seed_models` others of the same
    recipe. Raises ValueError for a test without Docs or with labels of both kinds, OSError for what cannot be read.
    """
    nlp = load_model(model)
    reference = as_reference(read_docs(test, nlp.vocab))
    kind = kind_of(reference, test)
    run = SystemRun(reference, read(nlp, reference, sure=True, progress=progress))
    gazetteer = _memorised(train, nlp, progress) if train else None
    forms = gazetteer.mentions if gazetteer else None
    others = partial(_run_of, reference, progress)
    found = scores(run)
    against, places = comparison(run, others(compare), other=compare, forms=forms) if compare else (None, [])
    silver = test.with_name(BASELINE + ENDING) if kind == GOLD else None
    metrics = {
        **spacys_scores(nlp, reference),
        "measured_against": kind,
        "measure": MEASURE[kind],
        "model": about(nlp, model),
        "test": {**reference.figures(), "ignored_predictions": run.reading.ignored},
        "intervals": {"unit": "cable", "level": LEVEL, "fewest": FEWEST},
        "scores": found,
        "kinds": kinds(run),
        "confusion": confusion(run),
        "facets": facets(run, forms),
        "calibration": calibration(run),
        PROMISE: _promise(run, nlp, kind),
        "baselines": list(_baselines(run, nlp, silver=silver, gazetteer=gazetteer, previous=previous, others=others)),
        "seeds": _seeds([model, *seed_models], found[ALL]["f"], others) if seed_models else None,
        "comparison": against,
    }
    return Evaluation(metrics, errors(run, forms), places)


def _promise(run: SystemRun, nlp: Language, kind: str) -> dict[str, Any] | None:
    """Returns what can be promised of the model's lists; None without gold labels, or without confidences."""
    counts = list_counts(run) if kind == GOLD else None
    found = make_promise(counts, model=fingerprint(nlp)) if counts else None
    return found.as_dict() if found else None


def _memorised(train: Path, nlp: Language, progress: Progress) -> Gazetteer:
    def docs() -> Iterable[Doc]:
        return progress(read_docs(train, nlp.vocab), "Reading train", None)

    return memorise(docs)


def _run_of(test: Reference, progress: Progress, model: str) -> SystemRun:
    """Returns what another model finds."""
    return SystemRun(test, read(load_model(model), test, progress=progress))


def _baselines(
    run: SystemRun,
    nlp: Language,
    *,
    silver: Path | None,
    gazetteer: Gazetteer | None,
    previous: str,
    others: Callable[[str], SystemRun],
) -> Iterator[dict[str, Any]]:
    """Yields the baselines for which there is data; `silver` is the file of the tagger's labels, if it is there."""
    if silver and silver.exists() and (found := silver_baseline(run, read_docs(silver, nlp.vocab))):
        yield found
    if gazetteer:
        yield gazetteer_baseline(run, gazetteer)
    if previous:
        yield previous_baseline(run, others(previous), name=previous)


def _seeds(models: Sequence[str], figure: float, others: Callable[[str], SystemRun]) -> dict[str, Any]:
    """Returns the F1 of several models of one recipe; that of the first is `figure`."""
    return seeds(models, [figure, *(plain_scores(others(model))[ALL]["f"] for model in models[1:])])
