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
    """Returns the words of a person's key that tell persons apart, without Arabic articles, `abd al-` one with the next.

    `al qadhafi` and `qadhafi` have the same parts, and so do `abd al rahman` and `abdulrahman`. Never empty.
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
    """Yields what a person of this name may also be called, and how that is made; some forms more than once.

    A father is not his son: `Bush` is not short for `Bush Jr.`, nor `Nawaf` for `Abu Nawaf`. Of a name with a title such as
    `King`, the short forms without it are those of the rest, and no words between are left out: `King Hamad Khalifa` is not
    `King Khalifa`.
    """
    if len(name) < 2 or name[-1] in GENERATIONS:
        return
    yield from ends(name)
    yield from beginnings(name)
    if name[0] in _HONORIFICS:
        yield from short_forms(name[1:])
    elif len(name) > _MOST_WORDS:
        yield (name[0], name[-1]), ShortForm.LAST
    else:
        yield from with_initials(name)
        yield from with_words_left_out(name)


def ends(name: Parts) -> Iterator[tuple[Parts, ShortForm]]:
    """Yields the last words of a name: `bin laden` of `osama bin laden`, but not `laden`, who is his father."""
    if name[-1] in _PARTICLES:
        return
    for at in range(1, len(name)):
        if len(name[at]) > 1 and name[at - 1] not in _CHILD_OR_PARENT_OF:
            yield name[at:], ShortForm.LAST


def beginnings(name: Parts) -> Iterator[tuple[Parts, ShortForm]]:
    """Yields the first words of a name, up to a whole word that is no particle."""
    for at in range(1, len(name)):
        if len(name[at - 1]) > 1 and name[at - 1] not in _PARTICLES:
            yield name[:at], ShortForm.FIRST


def with_initials(name: Parts) -> Iterator[tuple[Parts, ShortForm]]:
    """Yields a name with some of its words but the last as initials: `j f kennedy`."""
    for words in product(*(dict.fromkeys((word, _initial(word))) for word in name[:-1])):
        if (short := (*words, name[-1])) != name:
            yield short, ShortForm.INITIALS


def with_words_left_out(name: Parts) -> Iterator[tuple[Parts, ShortForm]]:
    """Yields a name without some of its middle words, the first one whole or as an initial: `gene cretz`, `g cretz`.

    Of middle initials all are left out: George W. Bush is not George H. W. Bush.
    """
    first, *middle, last = name
    for kept in product((False, True), repeat=len(middle)):
        between = [word for word, is_kept in zip(middle, kept) if is_kept]
        if all(kept) or any(len(word) == 1 for word in between):
            continue
        yield (first, *between, last), ShortForm.LAST
        if _initial(first) != first:
            yield (_initial(first), *between, last), ShortForm.INITIALS


def _initial(word: str) -> str:
    return word if word in _PARTICLES else word[0]
