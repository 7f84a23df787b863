"""Names of names: what a name is called in addresses and in people's decisions, the same in every build."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from ...files import digest

_LONGEST = 80  # characters
_MARKS = re.compile("[\u0300-\u036f]")
_OTHER = re.compile(r"[\W_]+")


class NameIdentity(NamedTuple):
    """What a name is known by: its label, its preferred form, and the best form that is its own (often the same)."""

    label: str
    name: str
    own: str


def identifiers(names: Sequence[NameIdentity]) -> list[str]:
    """Returns an identifier for each name: its label and preferred form in small letters and hyphens, `per-ann-lee`.

    Of names that come to the same, one has that, and the others have a digest behind it: the one whose preferred form is
    its own, or the first in the alphabet. Which identifier a name has does not depend on how often it is there.
    """
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(names):
        found[_slug(one)].append(number)
    made = [""] * len(names)
    for slug, numbers in found.items():
        for place, number in enumerate(sorted(numbers, key=lambda at: (names[at].own != names[at].name, names[at]))):
            made[number] = f"{slug}-{digest('|'.join(names[number]))[:8]}" if place else slug
    return made


def _slug(one: NameIdentity) -> str:
    text = _MARKS.sub("", unicodedata.normalize("NFKD", f"{one.label} {one.name}").casefold())
    return _OTHER.sub("-", text).strip("-")[:_LONGEST] or "name"
