"""The written forms in one cable, by number, as the grouping takes them."""

from typing import NamedTuple


class CableForms(NamedTuple):
    """The forms in a cable, by number: how often each is there, and what those stand for that are acronyms."""

    cable: int
    forms: list[int]
    mentions: list[int]
    acronyms: dict[int, int]
