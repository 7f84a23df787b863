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

    A name that is written in full only once does not name many short forms, which may be somebody else's: `own` forms must
    be in two cables or be a tenth of the mentions, all of them together. Otherwise it is the best of the longest forms that
    are, each for itself, of a person; the best of all forms of anything else.
    """
    mentions = sum(form.mentions for form in forms)
    if own and _is_supported(sum(form.mentions for form in own), max(form.cables for form in own), mentions):
        return min(own, key=lambda form: _rank(form, label)).text
    known = [form for form in forms if label == PER and _is_supported(form.mentions, form.cables, mentions)]
    most = max((_words(form) for form in known), default=0)
    return min([form for form in known if _words(form) == most] or forms, key=lambda form: _rank(form, label)).text


def _is_supported(mentions: int, cables: int, of: int) -> bool:
    return cables >= _LEAST_CABLES or mentions >= _LEAST_SHARE * of


def _words(form: FormCount) -> int:
    return len(form.text.split())


def _rank(form: FormCount, label: str) -> tuple[bool, bool, int, int, int, str]:
    """Returns the key by which a group's name is chosen, least first.

    A name is no possessive, not all in one case (unless it is an acronym), and the most frequent form.
    """
    letters = sum(map(str.isalpha, form.text))
    capitals = form.text.islower() or (form.text.isupper() and letters > (3 if label in (PER, LOC) else 6))
    return is_possessive(form.text), capitals, -form.mentions, -form.cables, -len(form.text), form.text
