"""What a packaged model carries: tokenizer, embedding, the decision for a whole cable, confidence."""

from .confidence import Key, confidences
from .consistency import FACTORY, consistent
from .settings import ConsistencySettings
from .tokenizer import tokenised

__all__ = ["ConsistencySettings", "FACTORY", "Key", "confidences", "consistent", "tokenised"]
