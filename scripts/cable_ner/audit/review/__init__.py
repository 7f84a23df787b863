"""The person's hour: what the audit found, in the order in which it is asked, and the decisions taken on it.

A question is about a form (all mentions with a text and a label) or about one place; an answer is one line of
corrections.jsonl. A form can also be answered `depends`: then its mentions are asked one by one.
"""

from .adjudication import Adjudication
from .agreement import AgreementReport, agreement, differences_in_words
from .answers import COMMAND_KEYS, Reach, decide, label_keys, reaches
from .findings import Findings, read_findings
from .in_words import NO_ENTITY, decision_in_words, extent_in_words, spans_in_words
from .interview import AnsweredError, Choice, Interview, proposed_label, reach_in_words
from .paragraph import decide_paragraph
from .question import Form, Question, Suspect
from .session import Review
from .state import ReviewState

__all__ = [
    "Adjudication",
    "AgreementReport",
    "AnsweredError",
    "COMMAND_KEYS",
    "Choice",
    "Findings",
    "Form",
    "Interview",
    "NO_ENTITY",
    "Question",
    "Reach",
    "Review",
    "ReviewState",
    "Suspect",
    "agreement",
    "decide",
    "decide_paragraph",
    "decision_in_words",
    "differences_in_words",
    "extent_in_words",
    "label_keys",
    "proposed_label",
    "reach_in_words",
    "reaches",
    "read_findings",
    "spans_in_words",
]
