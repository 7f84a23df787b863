"""What a cable's header says of it: post, number, section, TAGS, classification.

To read another spelling, add its pattern to the `forms` of an item in `HEADER_ITEMS`; to read something else, add an item.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from .block import Block

HEADER_REACH = 3000  # characters of a block that may belong to the header

_NUMBER_LINE = re.compile(
    r"(?:SECTION\s+(?P<section>\d{1,2})\s+OF\s+(?P<sections>\d{1,2})\s+)?"
    r"(?P<post>[A-Z][A-Z.'-]+(?:\s+[A-Z][A-Z.'-]+){0,3})\s+(?P<number>\d{6})\b(?!\s+\d{3}\.\d)"
)
_NOT_A_POST = frozenset(
    "SECRET CONFIDENTIAL UNCLAS UNCLASSIFIED SENSITIVE LIMITED OFFICIAL USE ONLY FOR EYES NOFORN SIPDIS FOUO SBU OF".split()
)
_TAGS_LINE = re.compile(r"\bTAGS?\s?:?\s(?P<codes>[A-Z0-9 ,()/\n]+?)(?=\s*(?:\bSUBJ|\bREF|$|\n\s*\n|\b[A-Z]{6,}))")
_CLASSIFICATION = re.compile(r"\s*(?P<words>UNCLAS(?:SIFIED)?|CONFIDENTIAL|SECRET|C O N F I D E N T I A L|S E C R E T)\b")
_REFERENCE_ID = re.compile(r"(?P<year>\d{2})(?P<post>[A-Z]+)(?P<number>\d{1,9})")


def _number_line(match: re.Match[str]) -> dict[str, Any]:
    words = match["post"].split()
    while words and (words[0] in _NOT_A_POST or len(words[0]) < 2):
        words.pop(0)
    if not words:
        return {}
    said: dict[str, Any] = {"post": " ".join(words), "number": int(match["number"])}
    if match["section"]:
        said |= {"section": int(match["section"]), "sections": int(match["sections"])}
    return said


def _tags_line(match: re.Match[str]) -> dict[str, Any]:
    return {"tags": re.findall(r"[A-Z0-9]{2,5}", match["codes"])}


def _classification(match: re.Match[str]) -> dict[str, Any]:
    words = match["words"]
    return {"classification": words.replace(" ", "") if words[1] == " " else words}


class HeaderItem(NamedTuple):
    """One thing that a header says: `key` in the cable's meta, and the forms it is written in.

    `read` returns what a match of a form says, by key, or nothing if the match turns out not to say it.
    `at_start`: the forms match only at the very beginning. Of several blocks that say it the last one counts; the first
    one with `first`.
    """

    key: str
    forms: tuple[re.Pattern[str], ...]
    read: Callable[[re.Match[str]], dict[str, Any]]
    at_start: bool = False
    first: bool = False

    def said_in(self, head: str) -> dict[str, Any]:
        """Returns what the first form that is found in the header says, or nothing."""
        for form in self.forms:
            for match in self._matches(form, head):
                if said := self.read(match):
                    return said
        return {}

    def _matches(self, form: re.Pattern[str], head: str) -> Iterable[re.Match[str]]:
        if not self.at_start:
            return form.finditer(head)
        match = form.match(head)
        return [match] if match else []


HEADER_ITEMS = (
    HeaderItem("post", (_NUMBER_LINE,), _number_line),
    HeaderItem("tags", (_TAGS_LINE,), _tags_line, first=True),
    HeaderItem("classification", (_CLASSIFICATION,), _classification, at_start=True),
)


def header_meta(blocks: Sequence[Block], page: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what the text says about the cable, except what the page's table (`page`) says already.

    TAGS given as links take precedence over a line of TAGS.
    """
    meta: dict[str, Any] = {}
    for block in blocks:
        head = block.text[: min(HEADER_REACH, block.breaks[0][0] if block.breaks else HEADER_REACH)]
        for item in HEADER_ITEMS:
            if item.key == "tags" and block.tags:
                meta["tags"] = block.tags
            elif item.key not in page and not (item.first and item.key in meta):
                meta.update(item.said_in(head))
    if reference := _REFERENCE_ID.fullmatch(page.get("reference_id", "").replace(" ", "")):
        meta.setdefault("post", reference["post"])
        meta.setdefault("number", int(reference["number"]))
    return meta
