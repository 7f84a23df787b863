"""What a packaged model carries: tokenizer, embedding, the decision for a whole cable, confidence, a promise."""

from .confidence import (
    META,
    ORIGINS,
    Calibration,
    Key,
    Likelihood,
    calibration_of,
    confidences,
    confident,
    likelihoods,
    logit,
)
from .consistency import FACTORY, consistent
from .embedding import LEXEMES
from .listing import other_spans
from .loading import fingerprint, labels_of_model, labels_on_disk, load_model, loading_errors
from .promise import PROMISE, SURE, Point, Promise, cables_needed, cut, promise_in, promise_of
from .settings import ConsistencySettings
from .standalone import standalone
from .tokenizer import tokenised, tokenised_together

__all__ = [
    "Calibration",
    "ConsistencySettings",
    "FACTORY",
    "Key",
    "LEXEMES",
    "Likelihood",
    "META",
    "ORIGINS",
    "PROMISE",
    "Point",
    "Promise",
    "SURE",
    "cables_needed",
    "calibration_of",
    "confidences",
    "confident",
    "consistent",
    "cut",
    "fingerprint",
    "labels_of_model",
    "labels_on_disk",
    "load_model",
    "loading_errors",
    "likelihoods",
    "logit",
    "other_spans",
    "promise_in",
    "promise_of",
    "standalone",
    "tokenised",
    "tokenised_together",
]
