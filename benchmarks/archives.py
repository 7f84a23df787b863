"""Archives of any size, made of a few cables: copies with other numbers and some other words."""

import re
from pathlib import Path

from cable_ner.files import Source, sources, unit

_CHANGED_WORDS = 0.05  # of the words of seven letters or more


def perturbed_copies(raw: Path, folder: Path, count: int) -> None:
    """Writes `count` cables into a new folder: the ones in `raw`, then copies with another number and some other words."""
    originals = [source.read().decode("utf8", "replace") for source in sources([str(raw)]) if isinstance(source, Source)]
    folder.mkdir()
    for index in range(count):
        text = originals[index % len(originals)]
        if round_ := index // len(originals):
            text = _perturbed(text, round_)
        (folder / f"{index:06d}.txt").write_text(text, encoding="utf8")


def _perturbed(text: str, round_: int) -> str:
    text = re.sub(r"(?<![\d/])\d{6}(?!\d)", lambda match: f"{(int(match[0]) + 7919 * round_) % 10**6:06d}", text)
    return re.sub(r"\b[a-z]{7,}\b", lambda match: _other_word(match[0], round_), text)


def _other_word(word: str, round_: int) -> str:
    return word if unit(word, round_) > _CHANGED_WORDS else f"{word[:3]}{chr(97 + round_ % 26)}{word[3:]}"
