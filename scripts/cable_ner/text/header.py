"""What a cable's header says of it: post, number, section, TAGS, classification; and whether its page says the same."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from .block import Block
from .cable import Problem
from .number_line import said_by_number_line
from .subject import AFTER_SUBJECT, SUBJECT_SIGN
from .tags_line import read_tags

HEADER_REACH = 3000  # characters of a block that may belong to the header
# Any of these says that a text begins with a header, and where it goes on.
HEADER_SIGN = re.compile(
    rf"{SUBJECT_SIGN.pattern}|\bTAGS?\s?:|(?i:(?:\A|(?<=\n))[ \t]*TAGS?\b)|\bE\.?O\.?\s?1\d{{4}}\b|(?<!\S)(?i:SIPDIS)(?!\S)"
)
_REFERENCE_ID = re.compile(r"(?P<year>\d{2})(?P<post>[A-Z]+)(?P<number>\d{1,9})")
_NOT_LETTERS = re.compile(r"[^A-Z]+")


def header_meta(blocks: Sequence[Block], page: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """Returns what the text says about the cable, and where its page (`page`, the cable's meta so far) says something else.

    What the page says wins. Of several blocks that say something the last one counts, and the first one that has TAGS.
    """
    meta: dict[str, Any] = {}
    for block in blocks:
        head = block.text[: min(HEADER_REACH, block.breaks[0][0] if block.breaks else HEADER_REACH)]
        meta.update(said_by_number_line(head[: _own_part(head)]))
        if "tags" not in meta and (tags := read_tags(head, block.tags)):
            meta["tags"] = tags
    problems = []
    reference = _REFERENCE_ID.fullmatch(page.get("reference_id", "").replace(" ", "").upper())
    if reference:
        post, number = meta.get("post", ""), meta.get("number")
        letters = _NOT_LETTERS.sub("", post)
        same = letters.startswith(reference["post"]) or reference["post"].startswith(letters or " ")
        if post and not (same and number == int(reference["number"])):
            problems.append(_contradiction(page["reference_id"], f"{post} {number}"))
        meta.update(post=post if same else reference["post"], number=int(reference["number"]))
    if "classification" in page:
        if said := meta.pop("classification", ""):
            level = page["classification"].upper()
            if not level.startswith(said[:6]):
                problems.append(_contradiction(page["classification"], said))
    return meta, problems


def _own_part(head: str) -> int:
    """Returns where the part of a header ends that speaks of the cable itself: before its subject and its references."""
    subject = SUBJECT_SIGN.search(head)
    end = subject.start() if subject else len(head)
    after = AFTER_SUBJECT.search(head, 0, end)
    return after.start() if after else end


def _contradiction(page: str, text: str) -> Problem:
    return Problem(1, "contradiction", f"the page says '{page}', its text '{text}'; the page's is kept")
