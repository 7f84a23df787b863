"""The state of each process during a conversion: settings, rules, corrections, and a tokenizer."""

from dataclasses import dataclass

import spacy
from spacy.language import Language

from ..labels import Corrections
from ..rules import Rule, RuleBook
from ..work import collect_rarely
from .settings import ConversionSettings

MAX_STRINGS = 400_000  # words a vocabulary may learn before a process takes a new one


@dataclass
class ConversionWorker:
    """The state of one process."""

    settings: ConversionSettings
    rules: RuleBook
    corrections: Corrections
    _nlp: Language

    def tokenizer(self) -> Language:
        """Returns the process's blank pipeline, a new one when the vocabulary of the old one has grown too large."""
        if len(self._nlp.vocab.strings) > MAX_STRINGS:
            self._nlp = _blank(self.settings.lang)
        return self._nlp


_workers: list[ConversionWorker] = []


def start_worker(settings: ConversionSettings, rules: list[Rule], corrections: Corrections) -> None:
    """Prepares this process to run the tasks of both passes."""
    collect_rarely()
    _workers[:] = [ConversionWorker(settings, RuleBook(rules), corrections, _blank(settings.lang))]


def worker() -> ConversionWorker:
    """Returns the state of this process, which `start_worker` prepared."""
    return _workers[0]


def _blank(lang: str) -> Language:
    nlp = spacy.blank(lang)
    # spaCy caches the tokens of only 10,000 words; the words of a large archive come up again and again.
    setattr(nlp.tokenizer, "max_cache_size", MAX_STRINGS)  # noqa: B010 (spaCy's stubs take it for a function)
    # DocBin files hold no attributes of words such as their shape, so they need not be computed for each new word.
    setattr(nlp.vocab, "lex_attr_getters", {})  # noqa: B010 (missing in spaCy's stubs)
    return nlp
