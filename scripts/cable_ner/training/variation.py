"""One training text -> the same text as another cable would have it: other case, quotes, names, spaces, line ends.

Everything works on characters, so no variation needs to know how a text is tokenised. Labels stay; so do mentions,
but for those that are redacted or cut off, and so does which part of a text has no known label.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate
from random import Random
from typing import NamedTuple

from ..names import CITY, COUNTRY, NATIONALITY, known_names

Gap = tuple[int, int]  # the white space between two sentences
Edit = tuple[int, int, str]  # characters of a text, and what comes in their place


class Sample(NamedTuple):
    """A text; its mentions as (start, end, label); where labels are not known, as (start, end).

    Both are characters of the text and in order; no two of them overlap.
    """

    text: str
    spans: tuple[tuple[int, int, str], ...] = ()
    missing: tuple[tuple[int, int], ...] = ()


class Shares(NamedTuple):
    """How often each variation is made, from 0 (never) to 1 (always): a share of the samples it can be made of.

    Others are a share of something else: `exchange` of the names in a sample, `gazetteer` of the exchanged names that
    a gazetteer knows, `word_dropout` of the rare words in a sample. No sample is in `capitals` and in `capital_lead`.
    """

    cut: float = 0.0
    capitals: float = 0.0
    capital_lead: float = 0.0
    lower_headings: float = 0.0
    line_wraps: float = 0.0
    quotes: float = 0.0
    redactions: float = 0.0
    markings: float = 0.0
    token_spaced: float = 0.0
    exchange: float = 0.0
    gazetteer: float = 0.0
    word_dropout: float = 0.0


class Inventory(NamedTuple):
    """What variations take from a corpus: its words that are not rare, in lower case, and its names by label."""

    common: frozenset[str] = frozenset()
    forms: Mapping[str, Sequence[str]] = {}


def varied(sample: Sample, shares: Shares, inventory: Inventory, rng: Random) -> Sample:
    """Returns the sample with every variation in its share, except `cut`, which makes several samples of one."""

    def falls(share: float) -> bool:
        return share > 0 and rng.random() < share

    if falls(shares.markings):
        sample = with_other_marking(sample, rng)
    if shares.exchange:
        sample = with_other_names(sample, inventory, rng, share=shares.exchange, gazetteer=shares.gazetteer)
    if falls(shares.redactions):
        sample = redacted(sample, rng)
    if shares.word_dropout:  # (before case and line ends change: words are looked up as the corpus has them)
        sample = with_other_letters(sample, inventory, rng, share=shares.word_dropout)
    chance = rng.random() if shares.capitals or shares.capital_lead else 1.0
    if chance < shares.capitals:
        sample = in_capitals(sample)
    elif chance < shares.capitals + shares.capital_lead:
        sample = with_capital_lead(sample)
    elif falls(shares.lower_headings):
        sample = with_lower_heading(sample, rng)
    if falls(shares.quotes):
        sample = with_other_quotes(sample, rng)
    if falls(shares.token_spaced):
        sample = token_spaced(sample)
    if falls(shares.line_wraps):
        sample = wrapped(sample, rng)
    return sample


def edited(sample: Sample, edits: Sequence[Edit]) -> Sample:
    """Returns the sample with its text edited, and its spans where their text now is.

    Edits are in order, do not overlap, and lie each inside a span or outside. What is inserted beside a span is not in it.
    """
    if not edits:
        return sample
    parts, at = [], 0
    for start, end, new in edits:
        parts += (sample.text[at:start], new)
        at = end
    ends = [end for _, end, _ in edits]
    shifts = [0, *accumulate(len(new) - (end - start) for start, end, new in edits)]

    def first(position: int) -> int:
        return position + shifts[bisect_right(ends, position)]

    def last(position: int) -> int:
        count = bisect_right(ends, position)
        if count and edits[count - 1][0] == position:
            count -= 1
        return position + shifts[count]

    return Sample(
        "".join([*parts, sample.text[at:]]),
        tuple((first(start), last(end), label) for start, end, label in sample.spans),
        tuple((first(start), last(end)) for start, end in sample.missing),
    )


def _is_free(sample: Sample, start: int, end: int) -> bool:
    """Returns whether no mention, and nothing whose label is not known, touches these characters."""
    return not any(place[0] < end and start < place[1] for place in (*sample.spans, *sample.missing))


# -- cut -----------------------------------------------------------------------------------------

# Sentences in a piece; 0: all there are.
SIZES = (1, 2, 3, 5, 8, 0)
_GAP = re.compile(r"(?<!\s)\s*\n\s*|(?<=[.?!])\s+|(?<=[.?!][\"'”’)])\s+")
_OPENING, _CLOSING = "\"'“‘", "\"'”’)"
_TITLES = frozenset(
    "Mr Mrs Ms Dr Prof St Gen Col Lt Maj Capt Cpt Sgt Cdr Cmdr Adm Brig Amb Gov Sen Rep Rev Fr Hon Pres vs Mt Ft".split()
)


def sentence_gaps(sample: Sample) -> list[Gap]:
    """Returns the gaps between the sentences of a sample, none of them inside a mention.

    A sentence ends at a line end, unless the next line goes on in lower case, or at a stop before a capital.
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
    follows = text[end] if text[end] not in _OPENING else text[end + 1 : end + 2]
    stop = start - 1 if text[start - 1] not in _CLOSING else start - 2
    begin = max(text.rfind(" ", 0, stop), text.rfind("\n", 0, stop)) + 1
    word = text[begin:stop].lstrip("(\"'“‘[")
    if not follows.isupper() or text[stop] != ".":
        return follows.isupper()
    is_number = word.isdigit() and (not begin or text[begin - 1] == "\n")  # of a paragraph
    return bool(word) and not ("." in word or len(word) == 1 or word in _TITLES or is_number)


def piece_bounds(gaps: Sequence[Gap], length: int, size: int) -> list[tuple[int, int]]:
    """Returns what `cropped` is to make of a text of this length: pieces of `size` sentences, 0 for all."""
    if not size or len(gaps) < size:
        return [(0, length)]
    inner = gaps[size - 1 :: size]
    return list(zip([0, *(end for _, end in inner)], [*(start for start, _ in inner), length]))


def cropped(sample: Sample, start: int, end: int) -> Sample:
    """Returns the part of a sample between two characters, with the mentions that are whole in it."""
    if start == 0 and end == len(sample.text):
        return sample
    return Sample(
        sample.text[start:end],
        tuple((first - start, last - start, label) for first, last, label in sample.spans if start <= first and last <= end),
        tuple(
            (max(first, start) - start, min(last, end) - start)
            for first, last in sample.missing
            if first < end and start < last
        ),
    )


# -- case ----------------------------------------------------------------------------------------

_LONGEST_HEADING = 12  # words


def _upper(text: str) -> str:
    """Returns the text in capitals, as long as it was: `ß` and its like stay."""
    upper = text.upper()
    return upper if len(upper) == len(text) else "".join(c.upper() if len(c.upper()) == 1 else c for c in text)


def _lower(text: str) -> str:
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def in_capitals(sample: Sample) -> Sample:
    """Returns the sample in capitals: headers, subject lines and headings are, and whole cables of older years."""
    return sample._replace(text=_upper(sample.text))


def with_capital_lead(sample: Sample) -> Sample:
    """Returns the sample with its first line or sentence in capitals, as a heading or a dateline that a text begins with."""
    gaps = sentence_gaps(sample)
    end = gaps[0][0] if gaps else len(sample.text)
    return sample._replace(text=_upper(sample.text[:end]) + sample.text[end:])


def with_lower_heading(sample: Sample, rng: Random) -> Sample:
    """Returns a heading in lower case, often but for its first letter, as web sites show them; any other sample as it is."""
    if not reads_as_heading(sample.text):
        return sample
    kept = rng.choice((0, 1, 1))
    return sample._replace(text=sample.text[:kept] + _lower(sample.text[kept:]))


def reads_as_heading(text: str) -> bool:
    """Returns whether a text is one line of few words, without the stop of a sentence or the colon of a header."""
    return (
        len(text) < 100
        and "\n" not in text
        and ":" not in text
        and 2 <= text.count(" ") + 1 <= _LONGEST_HEADING
        and text[-1] not in ".!;,"
    )


# -- quotes and spaces ---------------------------------------------------------------------------

_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
_DOUBLED = (('""', '""'), ("''", "''"), ("``", "''"))
_LINE = (65, 75)  # characters; telegrams were printed on 69
_SPLIT_OFF = re.compile(
    r"""(?<=[^\s(\[{])(?=[,;?!)\]}](?:[\s"'”’)\]},;.?!]|\Z))
    | (?<=[(\[{])(?=\S)
    | (?<=\S)(?=") | (?<=")(?=\S)
    | (?<=[^\W\d_])(?='(?:s|S|re|ve|ll|d|m)\b) | (?<=[^\W\d_])(?=n't\b)""",
    re.X,
)


def with_other_quotes(sample: Sample, rng: Random) -> Sample:
    """Returns the sample with curly quotes for straight ones or the reverse, or with double quotes as two characters.

    Archives differ in it, and exports to tables double every quote.
    """
    text = sample.text
    ways = []
    if '"' in text:
        ways.append(_with_doubled_quotes)
    if '"' in text or "'" in text:
        ways.append(_with_curly_quotes)
    if any(mark in text for mark in "“”‘’"):
        ways.append(lambda sample, _rng: sample._replace(text=sample.text.translate(_STRAIGHT)))
    return rng.choice(ways)(sample, rng) if ways else sample


def _with_curly_quotes(sample: Sample, _rng: Random) -> Sample:
    text = list(sample.text)
    for match in re.finditer("[\"']", sample.text):
        pair = "“”" if match.group() == '"' else "‘’"
        text[match.start()] = pair[_closes(sample.text, match.start())]
    return sample._replace(text="".join(text))


def _with_doubled_quotes(sample: Sample, rng: Random) -> Sample:
    pair = rng.choice(_DOUBLED)
    places = [match.start() for match in re.finditer('"', sample.text)]
    return edited(sample, [(at, at + 1, pair[_closes(sample.text, at)]) for at in places])


def _closes(text: str, at: int) -> bool:
    """Returns whether the straight quote there closes a quotation or is an apostrophe. Between spaces, they alternate."""
    first = at
    while first and text[first - 1] in _OPENING:
        first -= 1
    before, after = text[first - 1 : first] or " ", text[at + 1 : at + 2] or " "
    if before.isspace() and after.isspace():
        return text.count(text[at], 0, at) % 2 == 1
    return not (before.isspace() or before in "([{-—–")


def token_spaced(sample: Sample) -> Sample:
    """Returns the sample with spaces around punctuation, as taggers write it: `" yes , " said Saif 's aide .`"""
    places = {match.start() for match in _SPLIT_OFF.finditer(sample.text)} | set(_final_stops(sample))
    return edited(sample, [(at, at, " ") for at in sorted(places)])


def _final_stops(sample: Sample) -> Iterator[int]:
    """Yields where the stops of sentences are, but for those that also are a name's (`Inc.`, `U.S.`)."""
    text = sample.text
    for end in (*(start for start, _ in sentence_gaps(sample)), len(text.rstrip())):
        stop = len(text[:end].rstrip(_CLOSING)) - 1
        if stop > 0 and text[stop] == "." and (text[stop - 1].islower() or text[stop - 1].isdigit()):
            if _is_free(sample, stop, stop + 1):
                yield stop


def wrapped(sample: Sample, rng: Random) -> Sample:
    """Returns the sample with line ends in place of single spaces, also inside names: cables were sent in short lines.

    Its first line may be short, since a piece of a paragraph begins anywhere in a line.
    """
    text, width = sample.text, rng.randint(*_LINE)
    line = -rng.randrange(width)  # where the line begins
    ends: list[int] = []
    while len(text) - line > width:
        begin, reach = max(line, 0), line + width + 1
        if (newline := text.find("\n", begin, reach)) >= 0:
            line = newline + 1
            continue
        space = _last_single_space(text, begin, reach)
        if space > 0:
            ends.append(space)
            line = space + 1
        else:
            line = max(reach, 1)  # a line without a space to end it at
    return edited(sample, [(space, space + 1, "\n") for space in ends])


def _last_single_space(text: str, start: int, end: int) -> int:
    """Returns the last space between two characters that has no white space beside it, or -1."""
    while (space := text.rfind(" ", start, end)) > 0:
        if space + 1 < len(text) and not text[space - 1].isspace() and not text[space + 1].isspace():
            return space
        end = space
    return -1


# -- what is in a cable and nowhere else ---------------------------------------------------------

MARKINGS = ("U", "SBU", "C", "S", "C/NF", "S/NF", "S//NF", "SBU/NF")
REDACTION = "x" * 12
_MARKING = re.compile(r"\s*(?:\d{1,3}\s?\.\s*)?(?P<marking>\(\s?(?:U|SBU|C|S|TS)(?://?[A-Z]{1,8})*\s?\))\s*")
_DROPPED, _SPACED = 0.2, 0.25  # of the markings
_REDACTED_WORDS = 4  # at most
_TRIES = 4


def with_other_marking(sample: Sample, rng: Random) -> Sample:
    """Returns the sample with another marking `(S/NF)` at its start, or with none; a sample without one as it is.

    A model must not learn that names follow `(C)`: other archives have other markings.
    """
    match = _MARKING.match(sample.text)
    if not match or not _is_free(sample, *match.span("marking")):
        return sample
    if match.end() < len(sample.text) and rng.random() < _DROPPED:
        return edited(sample, [(match.start("marking"), match.end(), "")])
    marking = rng.choice(MARKINGS)
    return edited(sample, [(*match.span("marking"), f"( {marking} )" if rng.random() < _SPACED else f"({marking})")])


def redacted(sample: Sample, rng: Random) -> Sample:
    """Returns the sample with a mention, or a few words that hold none, struck out. What is struck out is no mention.

    So a model sees that a run of x's has no label, and what stands beside it where a name was.
    """
    if sample.spans and rng.random() < 0.5:
        span = rng.choice(sample.spans)
        others = tuple(other for other in sample.spans if other is not span)
        return edited(sample._replace(spans=others), [(*_core(sample.text, span[0], span[1]), REDACTION)])
    words = [match.span() for match in re.finditer(r"\w(?:[\w'’-]*\w)?", sample.text)]
    for _ in range(_TRIES if words else 0):
        first = rng.randrange(len(words))
        last = min(first + rng.randint(1, _REDACTED_WORDS), len(words)) - 1
        start, end = words[first][0], words[last][1]
        if "\n" not in sample.text[start:end] and _is_free(sample, start, end):
            return edited(sample, [(start, end, REDACTION)])
    return sample


# -- names ---------------------------------------------------------------------------------------

PERSON = "PER"
_GAZETTEERS = {"LOC": (COUNTRY, CITY), "MISC": (NATIONALITY,)}
_CORE = re.compile(r"(?:the\s+)?(?P<core>\S.*?)(?:['’]s?)?", re.I | re.S)
_ACRONYM = 5  # letters; longer words in capitals are words
_LEAST_FORMS = 5  # fewer names of a label are not exchanged: the model would learn them by heart


def _core(text: str, start: int, end: int) -> tuple[int, int]:
    """Returns the characters of a mention without its article and its possessive."""
    match = _CORE.fullmatch(text, start, end)
    return match.span("core") if match else (start, end)


def _line_in_capitals(text: str, start: int, end: int) -> bool:
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    return text[first : last if last >= 0 else len(text)].isupper()


def inventory_of(samples: Iterable[Sample], *, rare: int) -> Inventory:
    """Returns the words that samples have more than `rare` times, and the names that they have, by label.

    A name that is in capitals or in lower case only because its line is, is left out: how it is written is not known.
    """
    words: Counter[str] = Counter()
    forms: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for sample in samples:
        words.update(_WORD.findall(sample.text.lower()))
        for start, end, label in sample.spans:
            start, end = _core(sample.text, start, end)
            form = " ".join(sample.text[start:end].split())
            shouted = form.isupper() and (len(form) > _ACRONYM or _line_in_capitals(sample.text, start, end))
            if form and not (shouted or form.islower()):
                forms[label][form] = None
    return Inventory(
        frozenset(word for word, count in words.items() if count > rare),
        {label: tuple(found) for label, found in forms.items()},
    )


def with_other_names(sample: Sample, inventory: Inventory, rng: Random, *, share: float, gazetteer: float = 0.0) -> Sample:
    """Returns the sample with a share of its names exchanged for others of their label, each name for one throughout.

    So that a model goes by what stands around a name; but then wrong labels count as much as right ones, since all names
    of the corpus are as likely, however often it has them. Case, article and possessive stay; a surname goes with the full
    name it is of. A share `gazetteer` of the countries, cities and nationalities become others of the gazetteer.
    """
    if not sample.spans:
        return sample
    text = sample.text
    mentions = [(*_core(text, start, end), label) for start, end, label in sample.spans]
    keys = [(" ".join(text[start:end].casefold().split()), label) for start, end, label in mentions]
    others: dict[tuple[str, str], str] = {}
    for key in sorted(set(keys), key=lambda key: (-len(key[0]), key)):
        form, label = key
        if not form or key in others or rng.random() >= share:
            continue
        other = _gazetteer_name(form, label, rng, gazetteer) or _corpus_name(inventory.forms.get(label, ()), rng)
        if other:
            others[key] = other
            if label == PERSON:
                others.setdefault((form.split(" ")[-1], label), other.split(" ")[-1])
    return edited(
        sample,
        [
            (start, end, _in_case_of(text, start, end, others[key]))
            for (start, end, _), key in zip(mentions, keys)
            if key in others and _has_room(text, start, end, others[key])
        ],
    )


def _has_room(text: str, start: int, end: int, other: str) -> bool:
    """Returns whether another name can stand between these characters: not in `A$100`, and `Acme Inc.` not before a stop."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() or after.isalnum() or after in ("$", "£", "€") or after == other[-1] == ".")


def _corpus_name(forms: Sequence[str], rng: Random) -> str | None:
    return rng.choice(forms) if len(forms) >= _LEAST_FORMS else None


def _gazetteer_name(form: str, label: str, rng: Random, share: float) -> str | None:
    if not share or label not in _GAZETTEERS:
        return None
    known, kinds = _gazetteer(label)
    return rng.choice(kinds[known[form]]) if form in known and rng.random() < share else None


@cache
def _gazetteer(label: str) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Returns the kind of each name that a gazetteer has for the label, by case-folded name; and the names of each kind.

    Plural nationalities are a kind of their own: `Libyans` and `Libyan` stand in different places.
    """
    kinds: dict[str, list[str]] = {}
    for kind in _GAZETTEERS[label]:
        every = known_names(kind)
        plural = {name for name in every if kind == NATIONALITY and name[-1] == "s" and name[:-1] in every}
        kinds[kind] = sorted(every - plural)
        if plural:
            kinds[f"{kind}, plural"] = sorted(plural)
    return {name.casefold(): kind for kind, some in reversed(kinds.items()) for name in some}, kinds


def _in_case_of(text: str, start: int, end: int, other: str) -> str:
    """Returns the other name in capitals or in lower case if the one between these characters is."""
    form = text[start:end]
    if form.isupper() and (len(form) > _ACRONYM or _line_in_capitals(text, start, end)):
        return other.upper()
    return other.lower() if form.islower() else other


# -- words ---------------------------------------------------------------------------------------

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_KEPT_END = 3  # letters of a word's end that spaCy's SUFFIX sees
_WORD = re.compile(r"\b[^\W\d_]{5,}\b")  # shorter ones have no middle


def with_other_letters(sample: Sample, inventory: Inventory, rng: Random, *, share: float) -> Sample:
    """Returns the sample with a share of its rare words scrambled, each in the same way throughout.

    Most names in new cables are new. What stays, affixes, shape and neighbours, is all that a model has to know them by.
    """
    words: dict[str, str] = {}

    def other(match: re.Match[str]) -> str:
        word = match.group()
        if word not in words:
            is_rare = word.lower() not in inventory.common and word.strip(word[0])
            words[word] = scrambled(word, rng) if is_rare and rng.random() < share else word
        return words[word]

    return sample._replace(text=_WORD.sub(other, sample.text))


def scrambled(word: str, rng: Random) -> str:
    """Returns a word with other letters between its first and its last three; other characters and case stay."""
    middle = word[1:-_KEPT_END]
    others = "".join(rng.choices(_LETTERS, k=len(middle)))
    if not (middle.isalpha() and middle.islower()):
        others = "".join(
            (other.upper() if char.isupper() else other) if char.isalpha() else char for char, other in zip(middle, others)
        )
    return word[:1] + others + word[max(len(word) - _KEPT_END, 1) :]
