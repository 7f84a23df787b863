"""Train recipes in processes of their own and measure the models: F1, also in capitals, minutes, words per second, size."""

from .commands import Commands, Failed
from .jobs import Data, Job, Recipe, code_files, digest_of, key_of
from .measuring import DOCUMENT_WIDE, Item, Tagger, blank_docs, measure_tagger
from .messages import messages_of
from .running import Steps, override_options, run_jobs, spacy_steps

__all__ = [
    "Commands",
    "DOCUMENT_WIDE",
    "Data",
    "Failed",
    "Item",
    "Job",
    "Recipe",
    "Steps",
    "Tagger",
    "blank_docs",
    "code_files",
    "digest_of",
    "key_of",
    "measure_tagger",
    "messages_of",
    "override_options",
    "run_jobs",
    "spacy_steps",
]
