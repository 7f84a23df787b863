"""The identity of a cable: digests by which its other sections, its copies and its hand-checked twin are recognised."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from ..files import digest
from ..text import PARAGRAPH, Cable, Paragraph

_MIN_BODY = 200  # characters: a shorter body ("Please see septel.") does not tell cables apart
_NOT_ALPHANUMERIC = bytes(code for code in range(128) if not chr(code).isalnum())


class Identity(NamedTuple):
    """What a split needs to know about one cable.

    `message` is shared by all sections and copies of one message, `text` by all cables with the same body; both are hex
    digests. `year` is 0 if the cable does not give it. `side` is the partition that a person wants a gold cable in, or
    empty.
    """

    name: str
    message: str
    text: str
    year: int = 0
    gold: bool = False
    side: str = ""

    @property
    def scores(self) -> bool:
        """Whether the cable is hand-checked and meant for scoring, not training."""
        return self.gold and self.side != "train"


def identify(cable: Cable, *, gold: bool = False, side: str = "") -> Identity:
    """Returns the cable's identity. The message is its post and number; a cable without them is identified by its text."""
    body = " ".join(paragraph.text for paragraph in cable.paragraphs if paragraph.zone == PARAGRAPH)
    text = _normal(body)
    if len(text) < _MIN_BODY:
        text = _normal(" ".join(paragraph.text for paragraph in cable.paragraphs))
    post, number = cable.meta.get("post"), cable.meta.get("number")
    message = f"{_normal(post)} {number}" if post and number else text
    return Identity(cable.name, digest(message), digest(text), _year(cable), gold, side)


def _year(cable: Cable) -> int:
    """Returns the year in the cable's date, else in its reference ID (09ROME17), else 0."""
    if match := re.match(r"(\d{4})-", cable.meta.get("date", "")):
        return int(match[1])
    if match := re.match(r"(\d{2})[A-Z]", cable.meta.get("reference_id", "")):
        return int(match[1]) + (1900 if int(match[1]) > 50 else 2000)
    return 0


def _normal(text: str) -> str:
    """Returns only letters and digits, in lower case, because copies may differ in spacing, case and punctuation."""
    if text.isascii():
        return text.lower().encode().translate(None, _NOT_ALPHANUMERIC).decode()
    return "".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).lower()))


def paragraph_key(paragraph: Paragraph) -> str:
    """Returns the hex digest of a paragraph's letters and digits."""
    return digest(_normal(paragraph.text))


def order_key(identity: Identity) -> tuple[str, str]:
    """Returns the sort key of a cable: messages are shuffled by digest, and the sections of a message stay together."""
    return digest("order " + identity.message), identity.name


def is_same_year(year: int, years: Iterable[int]) -> bool:
    """Returns whether a year may be one of `years`; 0 stands for an unknown year, which may be any."""
    return not year or any(not other or other == year for other in years)
