"""Label rules: knowledge about names, written down in configs/silver.yml.

They repair the tagger's labels before training, and what a model finds afterwards (`component`).
"""

from .application import apply_rules
from .component import FACTORY as RULES_FACTORY
from .component import LabelRules
from .digests import rules_digest
from .known import RuledText
from .name_search import is_alone_at
from .rule import Action, Rule
from .rule_book import RuleBook
from .rules_file import read_rules
from .word_starts import WordStarts

__all__ = [
    "Action",
    "LabelRules",
    "RULES_FACTORY",
    "Rule",
    "RuleBook",
    "RuledText",
    "WordStarts",
    "apply_rules",
    "is_alone_at",
    "read_rules",
    "rules_digest",
]
