"""What a Doc's entities have no place for, as the Doc's user data."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ..tagged import Tagged


def add_mention_facts(cables: Iterable[Tagged]) -> None:
    """Adds to the user data of each Doc with mentions a list of what is known of them, under `mentions`.

    That is, for each: start and end in the Doc's text, label, start and end in the source (characters), who found it, and
    the confidence (None if there is none).
    """
    for cable in cables:
        facts: defaultdict[int, list[list[Any]]] = defaultdict(list)
        for one in cable.found:
            score = None if one.score is None else round(one.score, 4)
            facts[one.paragraph].append([one.start, one.end, one.label, *one.span, one.found_by, score])
        for index, rows in facts.items():
            cable.docs[index].user_data["mentions"] = rows
