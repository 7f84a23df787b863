"""Markups of names that are not read: they are named, with the remedy, rather than taken for text."""

import re

from ..cable import Problem
from ..scheme import FOREIGN_LABELS, LABELS

_REMEDY = "write it as `[PER Denz]`, or export JSON lines with offsets"
_ALL = "|".join(sorted({*FOREIGN_LABELS, *LABELS}, key=lambda label: (-len(label), label)))
_LABEL_BEHIND = r"(?:[BI]-)?(?:PERSON|ORGANI[SZ]ATION|LOCATION|PER|LOC)(?![\w/-])"
# (`POL/ORG` and `MISC` stand in cables: behind a slash, a label counts if it is a whole word in capitals after a name.)
_MARKUPS = (
    re.compile(rf"\[(?:{_ALL}):\s?[^\[\]\n]{{1,80}}\]"),  # [PER: Denz]
    re.compile(rf"\[[^\[\]\n]{{1,80}}\]\((?:{_ALL})\)"),  # [Denz](PER)
    re.compile(rf"\[[^\[\]\n|]{{1,80}}\|(?:{_ALL})\]"),  # [Denz|PER]
    re.compile(rf"\{{\{{(?:{_ALL})[|:][^{{}}\n]{{1,80}}\}}\}}"),  # {{PER|Denz}}
    re.compile(rf"(?<![\w/])[^\W\d_][\w.'’-]{{0,60}}[/_]{_LABEL_BEHIND}"),  # Denz/PERSON
)
# What is in every text that one of them matches, and is found faster.
_SIGN = re.compile(rf"[\[{{/_](?:(?<=\[)|(?<={{){{|(?<=[/_]){_LABEL_BEHIND})")


def not_read(text: str) -> Problem | None:
    """Returns a problem that names the first thing in a text that looks like an annotation in a markup that is not read."""
    if not _SIGN.search(text):
        return None
    for pattern in _MARKUPS:
        if found := pattern.search(text):
            line = text.count("\n", 0, found.start()) + 1
            return Problem(
                line, "other markup", f"'{found[0][:60]}' looks like an annotation in a markup that is not read; {_REMEDY}"
            )
    return None
