"""Labels repaired before training: first by the label rules, then by the decisions of people."""

from .application import apply_rules
from .correction import correct
from .corrections import ANY, NEVER, OF_THESE, Corrections
from .decisions import Decision, FormDecision, PlaceDecision, from_json, normal_form
from .decisions_file import append_decisions, append_revocation, read_corrections
from .digests import corrections_digest, rules_digest
from .known import RuledText
from .occurrences import occurrences
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
    "RuledText",
    "append_decisions",
    "append_revocation",
    "apply_rules",
    "correct",
    "corrections_digest",
    "from_json",
    "normal_form",
    "occurrences",
    "read_corrections",
    "read_rules",
    "rules_digest",
]
