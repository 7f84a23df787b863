"""What is known of names beforehand: gazetteers, a lexicon, how names are written, which forms are one name."""

from .gazetteer import CITY, COUNTRY, KINDS, NATIONALITY, known_names, with_capitals
from .lexicon import lexical_entries

__all__ = ["CITY", "COUNTRY", "KINDS", "NATIONALITY", "known_names", "lexical_entries", "with_capitals"]
