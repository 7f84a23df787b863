"""Labels put right before training: the label rules, and the decisions of people."""

from .application import apply_rules
from .corrections import (
    ANY,
    NEVER,
    OF_THESE,
    Corrections,
    Decision,
    FormDecision,
    PlaceDecision,
    append_decisions,
    correct,
    from_json,
    normal_form,
    occurrences,
    read_corrections,
    undo,
)
from .rule import Action, Rule
from .rule_book import RuleBook
from .rules_file import read_rules

__all__ = [
    "ANY",
    "Action",
    "Corrections",
    "Decision",
    "FormDecision",
    "NEVER",
    "OF_THESE",
    "PlaceDecision",
    "Rule",
    "RuleBook",
    "append_decisions",
    "apply_rules",
    "correct",
    "from_json",
    "normal_form",
    "occurrences",
    "read_corrections",
    "read_rules",
    "undo",
]
