"""Gold labels with known errors: one mention in twenty dropped, relabelled, cut short or made too long."""

import random
import re
from collections.abc import Iterator
from dataclasses import replace

from cable_ner.text import Cable, Mention, Paragraph

_SHARE = 0.05
_LABELS = ("LOC", "MISC", "ORG", "PER")


def spoiled_cable(cable: Cable, seed: int) -> Cable:
    """Returns a gold cable with one mention in twenty dropped, given another label, or a word shorter or longer."""
    rng = random.Random(f"{seed} {cable.name}")  # noqa: S311
    paragraphs = [
        paragraph._replace(mentions=list(_spoiled(paragraph, rng))) if paragraph.mentions else paragraph
        for paragraph in cable.paragraphs
    ]
    return replace(cable, paragraphs=paragraphs)


def _spoiled(paragraph: Paragraph, rng: random.Random) -> Iterator[Mention]:
    text, mentions = paragraph.text, paragraph.mentions
    for mention, following in zip(mentions, [*mentions[1:], None]):
        if rng.random() >= _SHARE:
            yield mention
            continue
        how = rng.choice(("drop", "label", "label", "cut", "lengthen"))
        cut = text[mention.start : mention.end].rfind(" ")
        longer = re.compile(r" \w+").match(text, mention.end)
        if how == "cut" and cut > 0:
            yield mention._replace(end=mention.start + cut)
        elif how == "lengthen" and longer and (following is None or longer.end() <= following.start):
            yield mention._replace(end=longer.end())
        elif how != "drop":
            yield mention._replace(label=rng.choice([label for label in _LABELS if label != mention.label]))
