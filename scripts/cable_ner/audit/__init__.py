"""Which labels are probably wrong: second opinions, proposals, questions to people, and their answers."""

from .audited_docs import audited_doc
from .auditing import AuditResult, audit, not_audited, write_audit
from .crf import ITERATIONS, Opponent, Spans, Text, by_cable, spans_of, tags_of, train_opponent
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
from .opinions import SCORED, SPANNED, Effort, Opinion, cached_opinions, tag_set
from .proposals import agreed, propose
from .ranked_question import FORM
from .review import COMMANDS, Form, Question, Review, Suspect, label_keys, read_audit

__all__ = [
    "AuditResult",
    "COMMANDS",
    "CSV",
    "Effort",
    "FORM",
    "FORMATS",
    "Form",
    "ITERATIONS",
    "LABEL_STUDIO",
    "Opinion",
    "Opponent",
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
    "audited_doc",
    "by_cable",
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
    "span_text",
    "spans_of",
    "tag_set",
    "tags_of",
    "tasks",
    "train_opponent",
    "write_audit",
]
