"""What a packaged model carries: tokenizer, embedding, the decision for a whole cable, confidence."""

from .confidence import META, Calibration, Key, calibration_of, confidences, logit
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
    "META",
    "calibration_of",
    "confidences",
    "consistent",
    "labels_of_model",
    "labels_on_disk",
    "load_model",
    "loading_errors",
    "logit",
    "standalone",
    "tokenised",
]
