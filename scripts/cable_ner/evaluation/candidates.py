"""The populations a sample is drawn from: labelled mentions, and unlabelled stretches that may be some, or paragraphs."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from spacy.tokens import Doc, Token

MENTION, UNLABELLED, PARAGRAPH = "mention", "unlabelled", "paragraph"
# Kinds of unlabelled stretches; a candidate has the first kind that fits.
ELSEWHERE = "labelled elsewhere"  # its text is a mention in another place
CAPITALS = "in capitals"
FIRST_WORD = "first word of a sentence"
CAPITALISED = "capitalised"
LOWER_CASE = "mention in lower case"  # the same words, capitalised, are a mention elsewhere
_BESIDE = 60  # characters of context on either side
_LONGEST = 6  # tokens of a mention that is searched for in lower case

LowerCaseForms = dict[str, set[tuple[str, ...]]]
"""The words of mentions in lower case, by their first word."""


class SamplePlace(NamedTuple):
    """A mention, or a stretch that may be one: character offsets into the text of a Doc, and the context on both sides.

    `what` is MENTION, UNLABELLED or PARAGRAPH, `stratum` its label, its kind or its zone; `doc_index` is the Doc's index in
    the cable. The text of a paragraph is all of it, with its mentions in brackets.
    """

    what: str
    stratum: str
    cable: str
    doc_index: int
    zone: str
    start: int
    end: int
    before: str
    text: str
    after: str


def mentions(doc: Doc) -> Iterator[SamplePlace]:
    """Yields the labelled mentions of a Doc."""
    text = doc.text  # (spaCy builds it anew at each access)
    for ent in doc.ents:
        yield _place(doc, text, what=MENTION, stratum=ent.label_, tokens=(ent.start, ent.end))


def paragraph(doc: Doc) -> SamplePlace:
    """Returns a Doc as a place: its text has each mention in brackets, with its label, so that one sees what is missing."""
    text, data = doc.text, doc.user_data
    parts, at = [], 0
    for ent in doc.ents:
        parts += [text[at : ent.start_char], f"[{ent.label_} {ent.text}]"]
        at = ent.end_char
    zone, shown = str(data.get("zone", "")), "".join([*parts, text[at:]])
    where = str(data.get("cable", "")), data.get("index", 0), zone
    return SamplePlace(PARAGRAPH, zone or "text", *where, 0, len(text), "", shown, "")


def candidates(doc: Doc, forms: Collection[str], lowered: LowerCaseForms) -> Iterator[SamplePlace]:
    """Yields the stretches of unlabelled tokens that may be mentions, in order and without overlaps.

    These are runs of capitalised words, and words in lower case that are a mention elsewhere. `forms` are the texts of
    the corpus's mentions, `lowered` what `in_lower_case` makes of them. Tokens whose label is missing are left out.
    """
    text = doc.text
    for unlabelled, tokens in groupby(doc, key=lambda token: token.ent_iob == 2):
        if not unlabelled:
            continue
        for capital, group in groupby(tokens, key=_is_capitalised):
            run = list(group)
            if capital:
                if any(character.isalpha() for token in run for character in token.text[1:]):
                    tokens_of_run = run[0].i, run[-1].i + 1
                    yield _place(doc, text, what=UNLABELLED, stratum=_kind(doc, run, forms), tokens=tokens_of_run)
                continue
            for place in _found_in_lower_case(run, lowered):
                yield _place(doc, text, what=UNLABELLED, stratum=LOWER_CASE, tokens=place)


def _is_capitalised(token: Token) -> bool:
    return token.text[:1].isupper()


def _kind(doc: Doc, run: list[Token], forms: Collection[str]) -> str:
    if doc[run[0].i : run[-1].i + 1].text in forms:
        return ELSEWHERE
    if all(token.text.isupper() for token in run):
        return CAPITALS
    previous = doc[run[0].i - 1].text if run[0].i else "."
    return FIRST_WORD if len(run) == 1 and not re.search(r"[\w,;]\Z", previous) else CAPITALISED


def in_lower_case(forms: Mapping[str, int], words: Mapping[str, int]) -> LowerCaseForms:
    """Returns the words of mentions in lower case, by their first word.

    `forms` says how often each text is a mention, `words` how often each word occurs in lower case outside mentions.
    A single word that occurs there more often than as a mention is left out.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    for form, count in forms.items():
        counts[tuple(form.lower().split())] += count
    found: LowerCaseForms = defaultdict(set)
    for parts, count in counts.items():
        if len(parts) > 1 or (parts and len(parts[0]) > 2 and count >= words.get(parts[0], 0)):
            found[parts[0]].add(parts)
    return found


def _found_in_lower_case(run: list[Token], lowered: LowerCaseForms) -> Iterator[tuple[int, int]]:
    """Yields the places (token indices, end exclusive) of mentions in lower case in a run of tokens."""
    at = 0
    while at < len(run):
        known = lowered.get(run[at].text, ())
        for length in range(min(_LONGEST, len(run) - at), 0, -1) if known else ():
            if tuple(token.text for token in run[at : at + length]) in known:
                yield run[at].i, run[at].i + length
                at += length - 1
                break
        at += 1


def _place(doc: Doc, text: str, *, what: str, stratum: str, tokens: tuple[int, int]) -> SamplePlace:
    """Returns the place of a range of tokens (end exclusive); `text` is that of the Doc."""
    data, span = doc.user_data, doc[tokens[0] : tokens[1]]
    start, end = span.start_char, span.end_char
    before, after = text[max(start - _BESIDE, 0) : start], text[end : end + _BESIDE]
    cable, zone = str(data.get("cable", "")), data.get("zone", "")
    return SamplePlace(what, stratum, cable, data.get("index", 0), zone, start, end, before, span.text, after)
