"""The person's hour: what the audit found, in the order in which it is asked, and the decisions taken on it.

A question is about a form (all mentions with a text and a label) or about one place; an answer is one line of
corrections.jsonl. A form can also be answered `depends`: then its mentions are asked one by one.
"""

from .answers import COMMAND_KEYS, decide, label_keys
from .findings import Findings, read_findings
from .paragraph import decide_paragraph
from .question import Form, Question, Suspect
from .session import Review
from .state import ReviewState

__all__ = [
    "COMMAND_KEYS",
    "Findings",
    "Form",
    "Question",
    "Review",
    "ReviewState",
    "Suspect",
    "decide",
    "decide_paragraph",
    "label_keys",
    "read_findings",
]
