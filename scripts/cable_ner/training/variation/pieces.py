"""Sentences of a sample, and the pieces it is cut into: a model must also read sentences that stand alone."""

import re
from collections.abc import Sequence

from .sample import TextSample

Gap = tuple[int, int]  # the white space between two sentences, as characters

# Sentences in a piece; 0: all of them.
SIZES = (1, 2, 3, 5, 8, 0)
_GAP = re.compile(r"(?<!\s)\s*\n\s*|(?<=[.?!])\s+|(?<=[.?!][\"'”’)])\s+")
OPENING_QUOTES, CLOSING_SIGNS = "\"'“‘", "\"'”’)"
_TITLES = frozenset(
    "Mr Mrs Ms Dr Prof St Gen Col Lt Maj Capt Cpt Sgt Cdr Cmdr Adm Brig Amb Gov Sen Rep Rev Fr Hon Pres vs Mt Ft".split()
)


def sentence_gaps(sample: TextSample) -> list[Gap]:
    """Returns the gaps between the sentences of a sample, none of them inside a mention.

    A sentence ends at a line end, unless the next line starts in lower case, or at a stop before a capital letter.
    """
    text = sample.text
    gaps = (match.span() for match in _GAP.finditer(text) if _ends_sentence(text, *match.span()))
    return [gap for gap in gaps if not any(span[0] < gap[1] and gap[0] < span[1] for span in sample.spans)]


def _ends_sentence(text: str, start: int, end: int) -> bool:
    """Returns whether a sentence ends before the white space between these characters."""
    if not start or end == len(text):
        return False
    if "\n" in text[start:end]:
        return not text[end].islower()
    follows = text[end] if text[end] not in OPENING_QUOTES else text[end + 1 : end + 2]
    stop = start - 1 if text[start - 1] not in CLOSING_SIGNS else start - 2
    begin = max(text.rfind(" ", 0, stop), text.rfind("\n", 0, stop)) + 1
    word = text[begin:stop].lstrip("(\"'“‘[")
    if not follows.isupper() or text[stop] != ".":
        return follows.isupper()
    is_number = word.isdigit() and (not begin or text[begin - 1] == "\n")  # of a paragraph
    return bool(word) and not ("." in word or len(word) == 1 or word in _TITLES or is_number)


def piece_bounds(gaps: Sequence[Gap], length: int, size: int) -> list[tuple[int, int]]:
    """Returns the bounds (start, end) of the pieces of a text of this length: `size` sentences in each, 0 for all."""
    if not size or len(gaps) < size:
        return [(0, length)]
    inner = gaps[size - 1 :: size]
    return list(zip([0, *(end for _, end in inner)], [*(start for start, _ in inner), length]))


def cropped(sample: TextSample, start: int, end: int) -> TextSample:
    """Returns the part of a sample between two characters, with the mentions that lie in it completely."""
    if start == 0 and end == len(sample.text):
        return sample
    return TextSample(
        sample.text[start:end],
        tuple((first - start, last - start, label) for first, last, label in sample.spans if start <= first and last <= end),
        tuple(
            (max(first, start) - start, min(last, end) - start)
            for first, last in sample.missing
            if first < end and start < last
        ),
    )
