"""Training a model: the reader of examples and their variations, the log, vectors, runs, the learning curve."""

from .learning import NAME
from .reader import FreshCorpus
from .runs import (
    DOCUMENT_WIDE,
    Commands,
    Data,
    Failed,
    Item,
    Job,
    Recipe,
    Steps,
    Tagger,
    blank_docs,
    code_files,
    digest_of,
    key_of,
    measure_tagger,
    messages_of,
    override_options,
    run_jobs,
    spacy_steps,
)
from .variation import Shares
from .vectors import ATTRS, REPORT, Counts, Texts, VectorSettings, make_vectors, shown, write_jsonl

__all__ = [
    "ATTRS",
    "Commands",
    "Counts",
    "DOCUMENT_WIDE",
    "Data",
    "Failed",
    "FreshCorpus",
    "Item",
    "Job",
    "NAME",
    "REPORT",
    "Recipe",
    "Shares",
    "Steps",
    "Tagger",
    "Texts",
    "VectorSettings",
    "blank_docs",
    "code_files",
    "digest_of",
    "key_of",
    "make_vectors",
    "measure_tagger",
    "messages_of",
    "override_options",
    "run_jobs",
    "shown",
    "spacy_steps",
    "write_jsonl",
]
