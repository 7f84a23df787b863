"""Persons' names: the words that tell persons apart, and what else a person may be called."""

import re
from collections.abc import Iterator
from enum import StrEnum
from itertools import product

Parts = tuple[str, ...]

GENERATIONS = frozenset("jr sr ii iii iv".split())
_CHILD_OR_PARENT_OF = frozenset("abu umm bin ibn ben bint".split())
_HONORIFICS = frozenset("mrs king queen crown prince princess pope sultan emir sheikh shaikh sheik shaykh".split())
_PARTICLES = (
    _HONORIFICS
    | _CHILD_OR_PARENT_OF
    | frozenset("van von der den de da do dos das del della di du la le ter ten ould".split())
)
_MOST_WORDS = 5  # a longer name would have hundreds of short forms

_SERVANT = re.compile(r"abd[aeou](?:l(?=[a-z]{2})|(?=([rnszdt])\1))")


def parts(name_key: str) -> Parts:
    """Returns the words of a person's key that tell persons apart: no Arabic articles, `abd al-` one word with the next.

    `al qadhafi` and `qadhafi` have the same parts, so have `abd al rahman` and `abdulrahman`. Never empty.
    """
    words = name_key.split() or [name_key]
    found: list[str] = []
    at = 0
    while at < len(words):
        word, last = words[at], at == len(words) - 1
        if word in ("al", "el") and not last:
            at += 1
        elif word in ("abd", "abdul", "abdel", "abdal", "abdol") and not last:
            skip = 2 if words[at + 1] in ("al", "el", "ul") and at + 2 < len(words) else 1
            found.append(_servant("abdal" + words[at + skip]))
            at += skip + 1
        else:
            found.append(_servant(word))
            at += 1
    return tuple(found)


def _servant(word: str) -> str:
    """Returns `abdulrahman`, `abdelrahman` and `abdurrahman` as `abdalrahman`."""
    match = _SERVANT.match(word)
    if not match:
        return word
    rest = word[match.end() + (1 if match[1] else 0) :]
    return "abdallah" if rest in ("lah", "la", "allah") else "abdal" + rest


class ShortForm(StrEnum):
    """How a short form of a name is made: its beginning, its end (perhaps with the first word), or with initials."""

    FIRST = "first"
    LAST = "last"
    INITIALS = "initials"


def short_forms(name: Parts) -> Iterator[tuple[Parts, ShortForm]]:
    """Yields what a person of this name may also be called, and how: `first`, `last` or `initials`.

    `last` is the end of the name, or its first and last word with some of those between; `first` is its beginning;
    `initials` has a letter for words but the last. A father is not his son: `Bush` is not short for `Bush Jr.`, nor
    `Nawaf` for `Abu Nawaf`.
    """
    size = len(name)
    if name[-1] in GENERATIONS or size < 2:
        return
    if name[0] in _HONORIFICS:
        yield from short_forms(name[1:])
    for length in range(1, size):
        if name[-1] not in _PARTICLES and len(name[-length]) > 1 and name[-length - 1] not in _CHILD_OR_PARENT_OF:
            yield name[-length:], ShortForm.LAST
        if name[length - 1] not in _PARTICLES and len(name[length - 1]) > 1:
            yield name[:length], ShortForm.FIRST
    if name[0] in _HONORIFICS:
        return  # King Hamad is not `King Khalifa`
    if size > 5:
        yield (name[0], name[-1]), ShortForm.LAST
        return
    for chosen in product((0, 1, 2), repeat=size - 1):  # left out, an initial, whole; the first word is never left out
        if not chosen[0] or all(how == 2 for how in chosen) or any(h == 1 and w in _PARTICLES for h, w in zip(chosen, name)):
            continue
        between = [(how, word) for how, word in zip(chosen, name) if how != 0][1:]
        if 0 in chosen and any(how == 1 or len(word) == 1 for how, word in between):
            continue  # George W. Bush is not George H. W. Bush
        short = tuple(word if how == 2 else word[0] for word, how in zip(name, chosen) if how) + (name[-1],)
        if short != name:
            initials = any(how == 1 and len(word) > 1 for word, how in zip(name, chosen))
            yield short, ShortForm.INITIALS if initials else ShortForm.LAST
