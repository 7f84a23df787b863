"""Which labels are probably wrong: second opinions, proposals, questions to people, and their answers."""

from .audited_docs import audited_doc
from .auditing import LEAST_TOKENS, audit, not_audited, write_audit
from .crf import Spans, Text, spans_of
from .exchange import (
    Changes,
    ExchangeFormat,
    ReadingOptions,
    as_label_studio,
    as_prodigy,
    as_spreadsheet,
    labelling_config,
    paragraph_tasks,
    read_label_studio,
    read_prodigy,
    read_spreadsheet,
)
from .opinions import SCORED, SPANNED, Effort, Opinion, cached_opinions, tag_set
from .proposals import agreed, propose
from .ranked_question import FORM
from .review import COMMAND_KEYS, Form, Question, Review, Suspect, decide, label_keys, read_findings

__all__ = [
    "COMMAND_KEYS",
    "Changes",
    "Effort",
    "ExchangeFormat",
    "FORM",
    "Form",
    "LEAST_TOKENS",
    "Opinion",
    "Question",
    "ReadingOptions",
    "Review",
    "SCORED",
    "SPANNED",
    "Spans",
    "Suspect",
    "Text",
    "agreed",
    "as_label_studio",
    "as_prodigy",
    "as_spreadsheet",
    "audit",
    "audited_doc",
    "cached_opinions",
    "decide",
    "label_keys",
    "labelling_config",
    "not_audited",
    "paragraph_tasks",
    "propose",
    "read_findings",
    "read_label_studio",
    "read_prodigy",
    "read_spreadsheet",
    "spans_of",
    "tag_set",
    "write_audit",
]
