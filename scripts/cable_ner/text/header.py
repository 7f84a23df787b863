"""What a cable's header says of it, and whether its page says the same.

First post, number, section, TAGS and classification, which are read from blocks of text. Then, from the paragraphs of the
header, the subject, the recipients, the references, and who classified the cable, why and for how long.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .block import Block
from .cable import Cable, Problem
from .classified import read_classified_by, read_reasons
from .declassified import read_declassify_on
from .header_text import header_texts
from .messages import is_section, second_message
from .number_line import said_by_number_line
from .numbering import body_start
from .recipients import read_recipients
from .reference_ids import own_of
from .references import read_references, split_references, united
from .subject import AFTER_SUBJECT, SUBJECT_SIGN, set_subject
from .tags_line import read_tags
from .year import sent_in, year_of

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
    problems: list[Problem] = []
    for block in blocks:
        head = block.text[: min(HEADER_REACH, body_start(block.text[:HEADER_REACH], block.breaks))]
        said = said_by_number_line(head[: _own_part(head)])
        if "number" in meta.keys() & said.keys() and not is_section(meta, said):
            problems.append(second_message(block.line(0), said))
        meta.update(said)
        if "tags" not in meta and (tags := read_tags(head, block.tags)):
            meta["tags"] = tags
    reference = _REFERENCE_ID.fullmatch(page.get("reference_id", "").replace(" ", "").upper())
    if reference:
        post, number = meta.get("post", ""), meta.get("number")
        letters = _NOT_LETTERS.sub("", post)
        same = letters.startswith(reference["post"]) or reference["post"].startswith(letters or " ")
        if post and not (same and number == int(reference["number"])):
            problems.append(_contradiction(page["reference_id"], f"{post} {number}"))
        meta.update(post=post if same else reference["post"], number=int(reference["number"]))
    if "classification" in page:
        if printed := meta.pop("classification", ""):
            level = page["classification"].upper()
            if not level.startswith(printed[:6]):
                problems.append(_contradiction(page["classification"], printed))
    return meta, problems


def set_header_meta(cable: Cable) -> None:
    """Sets `subject`, `references`, `recipients`, `classified_by`, `reasons` and `declassify_on` in the cable's meta.

    Those that its paragraphs do not say are left out; of several headers the first that says something counts. The
    references are those that its page lists, and behind them those of the text.
    """
    set_subject(cable)
    meta = cable.meta
    listed = meta.pop("references", "")
    texts = list(header_texts(cable.paragraphs))
    year = year_of(meta) or next(filter(None, map(sent_in, texts)), 0)
    own = own_of(meta, year)
    readers: dict[str, Callable[[str], str | list[str]]] = {
        "references": lambda text: read_references(text, own),
        "recipients": read_recipients,
        "classified_by": read_classified_by,
        "reasons": read_reasons,
        "declassify_on": read_declassify_on,
    }
    for key, read in readers.items():
        if said := next(filter(None, map(read, texts)), None):
            meta[key] = said
    if listed:
        meta["references"] = united(split_references(listed, own), meta.get("references", []))


def _own_part(head: str) -> int:
    """Returns where the part of a header ends that speaks of the cable itself: before its subject and its references."""
    subject = SUBJECT_SIGN.search(head)
    end = subject.start() if subject else len(head)
    after = AFTER_SUBJECT.search(head, 0, end)
    return after.start() if after else end


def _contradiction(page: str, text: str) -> Problem:
    return Problem(1, "contradiction", f"the page says '{page}', its text '{text}'; the page's is kept")
