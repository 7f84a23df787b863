"""Confidence that is the share of mentions that is right: a model is calibrated on dev before it is saved."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path

import numpy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

from ..evaluation import SystemRun, as_reference, kind_of, likelihood_pairs, read
from ..files import read_docs
from ..model import META, ORIGINS, Calibration, Likelihood, logit

FEWEST = 50  # mentions, right ones and wrong ones together
_MOST_TOKENS = 200_000  # of dev: seven parameters need no more


@registry.callbacks("cable_ner.calibrate.v1")
def create_calibration(dev: str | None) -> Callable[[Language], Language]:
    """Returns what spaCy calls before a model is saved: it calibrates the model's confidence on the Docs of dev."""

    def calibrate(nlp: Language) -> Language:
        nlp.meta.pop(META, None)
        if dev and (found := calibration_on(nlp, Path(dev))):
            nlp.meta[META] = found._asdict()
        return nlp

    return calibrate


def calibration_on(nlp: Language, dev: Path) -> Calibration | None:
    """Returns the calibration of a model; None where dev has too few mentions that it finds, or none that is wrong (right).

    A logistic regression of being right on the logit of the probability (Platt 1999) and on where that is from. A penalty
    keeps the terms of origins that few mentions have near 0. Terms for labels were tried and made it no better, and an
    isotonic regression of as many parameters as it likes was worse on real cables. Raises ValueError for a dev of mixed
    labels, OSError.
    """
    # Imported here because it takes a second, and few processes calibrate.
    from sklearn.linear_model import LogisticRegression

    reference = as_reference(_first(read_docs(dev, nlp.vocab)))
    if not reference.docs:
        return None
    pairs = likelihood_pairs(SystemRun(reference, read(nlp, reference, sure=True)))
    right = numpy.array([is_right for _, is_right in pairs])
    if len(pairs) < FEWEST or right.all() or not right.any():
        return None
    fitted = LogisticRegression().fit([_features(likelihood) for likelihood, _ in pairs], right)
    slope, *terms = (round(float(value), 6) for value in fitted.coef_[0])
    if slope <= 0:  # (the probabilities do not tell right from wrong)
        return None
    intercept = round(float(fitted.intercept_[0]), 6)
    return Calibration(slope, intercept, len(pairs), kind_of(reference, dev), dict(zip(ORIGINS, terms)))


def _features(likelihood: Likelihood) -> list[float]:
    return [logit(likelihood.probability), *(float(likelihood.origin == origin) for origin in ORIGINS)]


def _first(docs: Iterable[Doc]) -> Iterator[Doc]:
    """Yields whole cables until there are enough tokens."""
    tokens = 0
    for _, own in groupby(docs, key=lambda doc: doc.user_data.get("cable")):
        if tokens >= _MOST_TOKENS:
            return
        for doc in own:
            tokens += len(doc)
            yield doc
