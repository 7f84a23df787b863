"""People put names right: decisions about names, kept in a file (corpus/names.jsonl) and applied at every build."""

from .decision import NameAction, NameDecision, from_json, now
from .decisions_file import NAMES_FILE, Line, NameDecisions, append_decisions, append_revocation, read_decisions
from .forms import DecidedForms
from .groups import Applied, DecidedGroups
from .listed import listed_decisions
from .training import Offer, offer_to_training

__all__ = [
    "NameAction",
    "Applied",
    "DecidedForms",
    "DecidedGroups",
    "Line",
    "NAMES_FILE",
    "NameDecision",
    "NameDecisions",
    "Offer",
    "append_decisions",
    "append_revocation",
    "from_json",
    "listed_decisions",
    "now",
    "offer_to_training",
    "read_decisions",
]
