"""Train, evaluate and retrain named entity models on annotated diplomatic cables."""

__version__ = "0.1.0"
