"""What a packaged model carries: tokenizer, embedding, the decision for a whole cable, confidence."""

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
from .loading import labels_of_model, labels_on_disk, load_model, loading_errors
from .settings import ConsistencySettings
from .standalone import standalone
from .tokenizer import tokenised

__all__ = [
    "Calibration",
    "ConsistencySettings",
    "FACTORY",
    "Key",
    "LEXEMES",
    "Likelihood",
    "META",
    "ORIGINS",
    "calibration_of",
    "confidences",
    "confident",
    "consistent",
    "labels_of_model",
    "labels_on_disk",
    "load_model",
    "loading_errors",
    "likelihoods",
    "logit",
    "standalone",
    "tokenised",
]
