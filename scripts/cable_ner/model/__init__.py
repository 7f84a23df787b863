"""What a packaged model carries: tokenizer, embedding, the decision for a whole cable, confidence."""

from .confidence import Key, confidences
from .consistency import FACTORY, consistent
from .loading import labels_of_model, labels_on_disk, load_model
from .settings import ConsistencySettings
from .tokenizer import tokenised

__all__ = [
    "ConsistencySettings",
    "FACTORY",
    "Key",
    "confidences",
    "consistent",
    "labels_of_model",
    "labels_on_disk",
    "load_model",
    "tokenised",
]
