"""Markups of names that are not read: they are named, with the remedy, rather than taken for text."""

import re

from ..cable import Problem
from ..scheme import FOREIGN_LABELS, LABELS

OTHER_MARKUP = "other markup"  # what a problem with such a text is counted under
_REMEDY = "write it as `[PER Denz]`, or export JSON lines with offsets"
_ALL = "|".join(sorted({*FOREIGN_LABELS, *LABELS}, key=lambda label: (-len(label), label)))
_NAMES = "PERSON|PER|ORGANI[SZ]ATION|ORG|LOCATION|LOC|GPE|MISC"  # (`[DATE-TIME GROUP]` stands in cables)
_LABEL_BEHIND = r"(?:[BIESLU]-)?(?:PERSON|ORGANI[SZ]ATION|LOCATION|PER|LOC)(?![\w/-])"
# (`POL/ORG` and `MISC` stand in cables: behind a slash, a label counts if it is a whole word in capitals after a name.)
_MARKUPS = (
    re.compile(rf"\[(?:{_ALL}):\s?[^\[\]\n]{{1,80}}\]"),  # [PER: Denz]
    re.compile(rf"\[(?:{_NAMES})[|=_-][A-Z][^\[\]\n]{{1,80}}\]"),  # [PER|Denz]
    re.compile(rf"\[[BIESLU]-(?:{_ALL})\s[^\[\]\n]{{1,80}}\]"),  # [B-PER Denz]
    re.compile(rf"\[[^\[\]\n]{{1,80}}\](?:\((?:{_ALL})\)|\{{\.?(?:{_ALL})\}}|[/_|:]?{_LABEL_BEHIND})"),  # [Denz](PER)
    re.compile(rf"\[[^\[\]\n|]{{1,80}}(?:\|(?:{_ALL})|[/:]{_LABEL_BEHIND})\]"),  # [Denz|PER]
    re.compile(rf"[{{]{{1,2}}(?:{_ALL})[\s|:=][^{{}}\n]{{1,80}}[}}]{{1,2}}"),  # {PER Denz}, {{PER|Denz}}
    re.compile(rf"\{{[^{{}}\n]{{1,80}}[|:/](?:{_ALL})\}}|\w\{{/?(?:{_NAMES})\}}"),  # {Denz|PER}, Denz{PER}
    re.compile(rf"(?<!\w)(?:{_NAMES})[\[{{][^\[\]{{}}\n]{{1,80}}[\]}}]"),  # PER[Denz]
    re.compile(rf"(?:<|&lt;)/?(?:START:\w+|{_NAMES})(?:[\s:][^<>\n]{{0,80}})?(?:>|&gt;)"),  # <PER Denz>, <START:person>
    re.compile(rf"(?<![\w/])[^\W\d_][\w.'’-]{{0,60}}(?://?|__?|\|{{1,2}}|[#@\\^~]){_LABEL_BEHIND}"),  # Denz/PERSON
)
# What is in every text that one of them matches, and is found faster: a word, and that it stands alone.
_SIGNS = {
    **{label: re.compile(rf"{label}(?<![^\W_]{label})(?![^\W_])") for label in (*LABELS, *sorted(FOREIGN_LABELS))},
    "<START:": re.compile("<START:"),
}
# `Line of Control (LOC)` stands in cables: these count if a text has two of them, of which one is of a person.
_DOUBTFUL = re.compile(
    r"(?<!\w)(?:[^\W\d_][\w.'’*-]{0,60}\s?\((?P<a>PER(?:SON)?|ORG|LOC|GPE|MISC)\)"  # Denz (PER)
    r"|\((?P<b>PER(?:SON)?|ORG|LOC|GPE|MISC):?\s[A-Z][^()\n]{1,80}\)"  # (PER Denz)
    r"|\([A-Z][^(),\n]{1,80},\s?(?P<c>PER(?:SON)?|ORG|LOC|GPE|MISC)\)"  # (Denz, PERSON)
    r"|(?P<d>PER(?:SON)?|ORG|LOC|GPE|MISC)(?::\s?|\()[A-Z])"  # PER: Denz, PER(Denz)
)


def not_read(text: str) -> Problem | None:
    """Returns a problem that names the first thing in a text that looks like an annotation in a markup that is not read."""
    if not any(word in text and sign.search(text) for word, sign in _SIGNS.items()):
        return None
    for pattern in _MARKUPS:
        if found := pattern.search(text):
            return _problem(text, found)
    doubtful = list(_DOUBTFUL.finditer(text))
    labels = {label for found in doubtful for label in found.groups() if label}
    return _problem(text, doubtful[0]) if len(labels) > 1 and any(label.startswith("PER") for label in labels) else None


def _problem(text: str, found: re.Match[str]) -> Problem:
    line = text.count("\n", 0, found.start()) + 1
    return Problem(line, OTHER_MARKUP, f"'{found[0][:60]}' looks like an annotation in a markup that is not read; {_REMEDY}")


# -- whole files under an ending that says that they are text ---------------------------------------

_TAG = re.compile(r"O|[BIESLU]-[A-Za-z_]{2,20}")
_JSON = re.compile(r'\s*(?:\[\s*)?\{\s*"[^"\n]{1,60}"\s*:')
_TABLE = re.compile(r'"[0-9]{0,20}","[^"\n]{0,40}","[0-9]{2}[A-Z][^"\n]{1,60}","')
_REACH = 2000  # characters whose lines tell whether a file is one of columns
_FEWEST_LINES, _SHARE = 3, 0.8  # of them that end in a tag


def other_format(start: str) -> str:
    """Returns what a file is that is named as a text and is one of another format, and the remedy; empty for a text.

    `start` are the first 2,000 characters of the file, or more.
    """
    source = start[:_REACH]
    if source.startswith("<"):
        return ""
    if source.startswith("#FORMAT=WebAnno TSV"):
        found, ending = "WebAnno TSV", ".tsv"
    elif _JSON.match(source):
        found, ending = "JSON", ".json, or .jsonl if each line is a row"
    elif _TABLE.match(source):
        found, ending = "the archive's table", ".csv"
    elif _has_columns(source):
        found, ending = "CoNLL columns", ".conll"
    else:
        return ""
    return f"looks like {found} under an ending of a text; give it the ending {ending}"


def _has_columns(text: str) -> bool:
    """Returns whether most lines of a text end in a tag behind a word."""
    lines = [words for line in text.split("\n") if (words := line.split()) and not line.startswith(("#", "-DOCSTART-"))]
    tagged = sum(len(words) > 1 and words[-1][1:2] in ("", "-") and _TAG.fullmatch(words[-1]) is not None for words in lines)
    return tagged >= max(_FEWEST_LINES, _SHARE * len(lines))
