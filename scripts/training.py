"""What `spacy train` needs besides spaCy: `--code scripts/training.py`. A trained model does not need it."""

from cable_ner.training import code  # noqa: F401 (registers what configurations name)
