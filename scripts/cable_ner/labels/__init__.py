"""Labels repaired before training: first by the label rules (see `rules`), then by the decisions of people."""

from .correction import correct
from .corrections import ANY, NEVER, OF_THESE, Corrections
from .decisions import Decision, FormDecision, PlaceDecision, from_json, normal_form
from .decisions_file import append_decisions, append_revocation, read_corrections
from .digests import corrections_digest
from .occurrences import occurrences
from .people import Contradiction, Given, Subject, contradictions, mentions_of, of_each_person, person, settles, subject

__all__ = [
    "ANY",
    "Contradiction",
    "Corrections",
    "Decision",
    "FormDecision",
    "Given",
    "NEVER",
    "OF_THESE",
    "PlaceDecision",
    "Subject",
    "append_decisions",
    "append_revocation",
    "contradictions",
    "correct",
    "corrections_digest",
    "from_json",
    "mentions_of",
    "normal_form",
    "occurrences",
    "of_each_person",
    "person",
    "read_corrections",
    "settles",
    "subject",
]
