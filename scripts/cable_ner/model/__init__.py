"""What a packaged model carries: tokenizer, embedding, the decision for a whole cable, confidence."""

from .confidence import META, Calibration, Key, calibration_of, confidences, logit
from .consistency import FACTORY, consistent
from .loading import labels_of_model, labels_on_disk, load_model
from .settings import ConsistencySettings
from .tokenizer import tokenised

__all__ = [
    "Calibration",
    "ConsistencySettings",
    "FACTORY",
    "Key",
    "META",
    "calibration_of",
    "confidences",
    "consistent",
    "labels_of_model",
    "labels_on_disk",
    "load_model",
    "logit",
    "tokenised",
]
