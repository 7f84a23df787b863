"""Training: examples and their variations, the log, runs in processes of their own, the learning curve."""

from .learning import NAME
from .lesson import TAUGHT, TAUGHT_FOLDER, TAUGHT_REPORT, TeacherEffort, TeacherLesson, taught, teach
from .provenance import trained_on
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
from .texts import TextCounts, Texts, shown
from .variation import Shares

__all__ = [
    "Commands",
    "DOCUMENT_WIDE",
    "Data",
    "Failed",
    "FreshCorpus",
    "Item",
    "Job",
    "NAME",
    "Recipe",
    "Shares",
    "Steps",
    "TAUGHT",
    "TAUGHT_FOLDER",
    "TAUGHT_REPORT",
    "Tagger",
    "TeacherEffort",
    "TeacherLesson",
    "TextCounts",
    "Texts",
    "blank_docs",
    "code_files",
    "digest_of",
    "key_of",
    "measure_tagger",
    "messages_of",
    "override_options",
    "run_jobs",
    "shown",
    "spacy_steps",
    "taught",
    "teach",
    "trained_on",
]
