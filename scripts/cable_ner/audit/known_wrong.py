"""Proposals that are known to be wrong without asking anybody: label rules would undo them, or nothing there is a name."""

from collections.abc import Sequence
from functools import lru_cache

from ..rules import RuleBook, RuledText
from ..text import TRANSMISSION
from .audited_docs import AuditedDoc
from .crf import Spans

NO_RULES = RuleBook()


class KnownWrong:
    """Tells whether an option for some spans of a Doc, by its number, is known to be wrong (token indices).

    The lines of the transmission (`ZNY CCCCC ZZH`) hold routing codes, about which nothing is asked.
    """

    def __init__(self, docs: Sequence[AuditedDoc], rules: RuleBook):
        self.docs = docs
        self._ruled = lru_cache(maxsize=1)(  # Docs come one after the other
            lambda number: RuledText(docs[number].characters, docs[number].zone, rules)
        )

    def __call__(self, number: int, old: Spans, new: Spans) -> bool:
        """Returns whether the option `new` for the spans `old` is known to be wrong."""
        doc = self.docs[number]
        if doc.zone == TRANSMISSION:
            return True
        of_old, of_new = ([(*doc.place(start, end), label) for start, end, label in spans] for spans in (old, new))
        return self._ruled(number).would_undo(of_old, of_new)
