"""Which labels are probably wrong: second opinions, proposals, questions to people, and their answers."""

from .auditing import Audit, audit, not_audited
from .crf import Text
from .exchange import (
    CSV,
    FORMATS,
    LABEL_STUDIO,
    PRODIGY,
    as_csv,
    as_label_studio,
    as_prodigy,
    form_decision,
    labelling_config,
    mention_decision,
    read_csv,
    read_label_studio,
    read_prodigy,
    span_text,
    tasks,
)
from .opinions import SCORED, SPANNED, Opinion, Spans, cached_opinions, spans_of, tag_set
from .proposals import agreed, propose
from .questions import FORM
from .review import COMMANDS, Form, Question, Review, Suspect, label_keys, read_audit
from .verdicts import source_of

__all__ = [
    "Audit",
    "COMMANDS",
    "CSV",
    "FORM",
    "FORMATS",
    "Form",
    "LABEL_STUDIO",
    "Opinion",
    "PRODIGY",
    "Question",
    "Review",
    "SCORED",
    "SPANNED",
    "Spans",
    "Suspect",
    "Text",
    "agreed",
    "as_csv",
    "as_label_studio",
    "as_prodigy",
    "audit",
    "cached_opinions",
    "form_decision",
    "label_keys",
    "labelling_config",
    "mention_decision",
    "not_audited",
    "propose",
    "read_audit",
    "read_csv",
    "read_label_studio",
    "read_prodigy",
    "source_of",
    "span_text",
    "spans_of",
    "tag_set",
    "tasks",
]
