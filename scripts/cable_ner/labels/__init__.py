"""Labels repaired before training: first by the label rules (see `rules`), then by the decisions of people."""

from .correction import correct
from .corrections import ANY, NEVER, OF_THESE, Corrections
from .decisions import Decision, FormDecision, PlaceDecision, from_json, normal_form
from .decisions_file import append_decisions, append_revocation, read_corrections
from .digests import corrections_digest
from .occurrences import occurrences

__all__ = [
    "ANY",
    "Corrections",
    "Decision",
    "FormDecision",
    "NEVER",
    "OF_THESE",
    "PlaceDecision",
    "append_decisions",
    "append_revocation",
    "correct",
    "corrections_digest",
    "from_json",
    "normal_form",
    "occurrences",
    "read_corrections",
]
