"""What a packaged model carries: tokenizer, embedding, the decision for a whole cable, confidence."""

from .confidence import Key, confidences
from .consistency import FACTORY, ConsistencySettings, consistent
from .tokenizer import tokenised

__all__ = ["FACTORY", "Key", "ConsistencySettings", "confidences", "consistent", "tokenised"]
