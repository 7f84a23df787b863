"""Prior knowledge about names: gazetteers, a lexicon, how they are written, which forms are one, and where places are.

`grouping`, `surface`, `places` and `posts` are imported as modules, so that training and converting do not load what only
the index needs.
"""

from .disjoint_sets import DisjointSets
from .gazetteer import CITY, COUNTRY, KINDS, NATIONALITY, known_names, with_capitals
from .lexicon import lexical_entries
from .preferred import FormCount, preferred

__all__ = [
    "CITY",
    "COUNTRY",
    "DisjointSets",
    "FormCount",
    "KINDS",
    "NATIONALITY",
    "known_names",
    "lexical_entries",
    "preferred",
    "with_capitals",
]
