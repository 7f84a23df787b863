"""What is known of names beforehand: gazetteers, a lexicon, how names are written, which forms are one name."""

from .gazetteer import CITY, COUNTRY, KINDS, NATIONALITY, names, with_capitals
from .lexicon import lexicon

__all__ = ["CITY", "COUNTRY", "KINDS", "NATIONALITY", "lexicon", "names", "with_capitals"]
