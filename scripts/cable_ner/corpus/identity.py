"""The identity of a cable: digests by which its other sections, its copies and its hand-checked twin are recognised."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from ..files import digest
from ..text import PARAGRAPH, Cable, Paragraph, year_of
from .sketches import sketch_of

_MIN_BODY = 200  # characters: a shorter body ("Please see septel.") does not tell cables apart
_SPACED = bytes(code if chr(code).isalnum() else ord(" ") for code in range(256))


class Identity(NamedTuple):
    """What a split needs to know about one cable.

    `message` is shared by all sections and copies of one message, `text` by all cables with the same body; both are hex
    digests. `year` is 0 if the cable does not give it. `side` is the partition that a person wants a gold cable in, or
    empty. `sketch` tells near copies, and is empty for a body too short for that. Where the cable is a near copy, `message`
    is that of the cables it stays with, and `own` its own.
    """

    name: str
    message: str
    text: str
    year: int = 0
    gold: bool = False
    side: str = ""
    sketch: bytes = b""
    own: str = ""

    @property
    def scores(self) -> bool:
        """Whether the cable is hand-checked and meant for scoring, not training."""
        return self.gold and self.side != "train"


def identify(cable: Cable, *, gold: bool = False, side: str = "") -> Identity:
    """Returns the cable's identity. The message is its post and number; a cable without them is identified by its text."""
    words = body_words(cable)
    text, sketch = "".join(words), b""
    if len(text) < _MIN_BODY:
        text = _normal(" ".join(paragraph.text for paragraph in cable.paragraphs))
    else:
        sketch = sketch_of(words)
    post, number = cable.meta.get("post"), cable.meta.get("number")
    message = f"{_normal(post)} {number}" if post and number else text
    return Identity(cable.name, digest(message), digest(text), year_of(cable.meta), gold, side, sketch)


def body_words(cable: Cable) -> list[str]:
    """Returns the words of a cable's numbered paragraphs: their letters and digits, in lower case."""
    return _words(" ".join(paragraph.text for paragraph in cable.paragraphs if paragraph.zone == PARAGRAPH))


def _normal(text: str) -> str:
    """Returns only letters and digits, in lower case, because copies may differ in spacing, case and punctuation."""
    return "".join(_words(text))


def _words(text: str) -> list[str]:
    """Returns the stretches of letters and digits, in lower case."""
    if text.isascii():
        return text.lower().encode().translate(_SPACED).decode().split()
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).lower())


def paragraph_key(paragraph: Paragraph) -> str:
    """Returns the hex digest of a paragraph's letters and digits."""
    return digest(_normal(paragraph.text))


def order_key(identity: Identity) -> tuple[str, str]:
    """Returns the sort key of a cable: messages are shuffled by digest, and the sections of a message stay together."""
    return digest("order " + identity.message), identity.name


def is_same_year(year: int, years: Iterable[int]) -> bool:
    """Returns whether a year may be one of `years`; 0 stands for an unknown year, which may be any."""
    return not year or any(not other or other == year for other in years)
