"""Which of its written forms names a group: one that is written well, and seen often enough to speak for the others."""

from collections.abc import Sequence
from typing import NamedTuple

from .surface import LOC, PER, is_possessive

_LEAST_CABLES = 2
_LEAST_SHARE = 0.1  # of the group's mentions, for a name that is in one cable only


class FormCount(NamedTuple):
    """A written form, and in how many mentions and cables of a group it is."""

    text: str
    mentions: int
    cables: int


def preferred(own: Sequence[FormCount], forms: Sequence[FormCount], label: str) -> str:
    """Returns the form that names a group of `forms`, of which `own` are not borrowed from another name.

    A name that is written in full only once does not name many short forms that may be of somebody else: `own` forms
    must be in two cables, or be a tenth of the mentions, all of them together. Else the name is the best of all forms.
    """
    needed = _LEAST_SHARE * sum(form.mentions for form in forms)
    in_cables = max((form.cables for form in own), default=0)
    is_supported = sum(form.mentions for form in own) >= needed or in_cables >= _LEAST_CABLES
    return min(own if own and is_supported else forms, key=lambda form: _rank(form, label)).text


def _rank(form: FormCount, label: str) -> tuple[bool, bool, int, int, int, str]:
    """Returns the key by which a group's name is chosen, least first.

    A name is no possessive, not all in one case (unless it is an acronym), and the most frequent form.
    """
    letters = sum(map(str.isalpha, form.text))
    capitals = form.text.islower() or (form.text.isupper() and letters > (3 if label in (PER, LOC) else 6))
    return is_possessive(form.text), capitals, -form.mentions, -form.cables, -len(form.text), form.text
