"""Which passes the decision for a whole document makes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ConsistencySettings:
    """Which passes are made over a document: none, unless `enabled`."""

    enabled: bool = True
    common_words: bool = True  # a word that the document has in small letters is no name
    boundaries: bool = True  # a longer form known elsewhere, where only part of it was found
    acronyms: bool = True  # `Ministry of Health (MOH)`: an ORG
    repeats: bool = True  # a form known elsewhere, where nothing was found
    surnames: bool = True  # a part of a person's name is that person
    one_label: bool = True  # a form has one label: that of the majority
    context: bool = True  # the words beside a form, at all its places, count, too
    short_names: bool = True  # `Acme` has the label of `Acme Ltd`
