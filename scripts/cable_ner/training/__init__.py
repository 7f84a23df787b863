"""Training a model: the reader of examples and their variations, the log, vectors, runs, the learning curve."""

from .learning import NAME
from .reader import FreshCorpus
from .runs import Commands, Failed, code_files, run_jobs
from .variation import Shares
from .vectors import ATTRS, REPORT, Counts, Texts, VectorSettings, make_vectors, shown, write_jsonl

__all__ = [
    "ATTRS",
    "Commands",
    "Counts",
    "Failed",
    "FreshCorpus",
    "NAME",
    "REPORT",
    "VectorSettings",
    "Shares",
    "Texts",
    "code_files",
    "make_vectors",
    "run_jobs",
    "shown",
    "write_jsonl",
]
