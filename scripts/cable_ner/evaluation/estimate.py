"""How good labels are where there is no gold: a random sample for a person to check, and what it says of the rest.

Two populations are sampled, each in strata: the labelled mentions (a stratum a label), and stretches of unlabelled
text that may be mentions (a stratum a kind). What is estimated holds for them; a mention that was missed and is
none of the candidates is not counted, so that recall is rather too high than too low.
"""

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from math import sqrt
from pathlib import Path
from typing import NamedTuple

from spacy.tokens import Doc, Token

from ..corpus import GOLD
from ..files import SheetError, as_table, read_table, unit

MENTION, UNLABELLED = "mention", "unlabelled"
# Kinds of unlabelled stretches: a candidate is of the first that fits.
ELSEWHERE = "labelled elsewhere"  # its text is a mention at another place
CAPITALS = "in capitals"
FIRST_WORD = "first word of a sentence"
CAPITALISED = "capitalised"
LOWER_CASE = "mention in lower case"  # small letters, where the same words are a mention elsewhere
COLUMNS = ("number", "what", "stratum", "stratum_size", "cable", "index", "zone", "start", "end", "before", "text", "after")
RIGHT_COLUMN = "right"
_BESIDE = 60  # characters shown on either side
_LONGEST = 6  # tokens of a mention that is looked for in lower case
_FEWEST = 2  # of a stratum, as one alone has no variance
Z = 1.959963984540054  # 97.5 % of a standard normal distribution lie below


class Place(NamedTuple):
    """A mention, or a stretch that may be one: character offsets into the Doc's text; `stratum` is its label or kind."""

    what: str
    stratum: str
    cable: str
    index: int
    zone: str
    start: int
    end: int
    before: str
    text: str
    after: str


class Drawn(NamedTuple):
    """A place in the sample, and how many there are of its stratum in the corpus."""

    place: Place
    size: int


# -- the sample ----------------------------------------------------------------------------------


def draw(read: Callable[[], Iterable[Doc]], number: int, *, seed: int = 0) -> list[Drawn]:
    """Returns `number` mentions and as many unlabelled candidates, drawn at random, in random order.

    `read` gives the Docs, and is called twice; Docs that were checked by hand are passed over. A stratum gets a
    share of the sample as the square root of its size (Bankier, Power Allocations, The American Statistician 42,
    1988), as a compromise between what is best for the whole and for each label, and two at least. Order is
    random, so that who checks the first rows only has a random sample as well. Raises ValueError for a corpus
    without mentions, and for a number that is too small for the strata.
    """
    forms: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for doc in _silver(read()):
        forms.update(ent.text for ent in doc.ents)
        words.update(token.text for token in doc if token.is_lower and not token.ent_type)
    if not forms:
        raise ValueError("holds no mention that a machine labelled; give the corpus that is trained on")
    sizes: Counter[tuple[str, str]] = Counter()
    kept: dict[tuple[str, str], list[tuple[float, Place]]] = defaultdict(list)
    lowered = in_lower_case(forms, words)
    for doc in _silver(read()):
        for place in (*mentions(doc), *candidates(doc, forms, lowered)):
            stratum = place[:2]
            sizes[stratum] += 1
            # Those with the smallest hashes are a simple random sample, whatever the order of the Docs.
            key = -unit("sample " + repr(place[:7]), seed)
            heap = kept[stratum]
            if len(heap) < number:
                heapq.heappush(heap, (key, place))
            elif (key, place) > heap[0]:
                heapq.heapreplace(heap, (key, place))
    drawn: list[tuple[float, Drawn]] = []
    for what in (MENTION, UNLABELLED):
        shares = allocate({stratum[1]: size for stratum, size in sizes.items() if stratum[0] == what}, number)
        for name, share in shares.items():
            stratum = what, name
            drawn += [(-key, Drawn(place, sizes[stratum])) for key, place in sorted(kept[stratum], reverse=True)[:share]]
    return [item for _, item in sorted(drawn)]


def _silver(docs: Iterable[Doc]) -> Iterator[Doc]:
    return (doc for doc in docs if doc.user_data.get("labels") != GOLD)


def allocate(sizes: dict[str, int], number: int) -> dict[str, int]:
    """Returns how many of each stratum to draw: `number` in all, or every one if there are fewer.

    Shares are as the square roots of the sizes, two at least, and never more than there are. Raises ValueError for
    a number that does not suffice for that.
    """
    names = sorted(name for name, size in sizes.items() if size)
    number = min(number, sum(sizes.values()))
    shares = {name: min(_FEWEST, sizes[name]) for name in names}
    if number < (least := sum(shares.values())):
        raise ValueError(f"-n {number} is too small for {len(names)} strata ({', '.join(names)}); give {least} or more")
    while sum(shares.values()) < number:
        # The next goes to who is furthest below its share.
        open_ = [name for name in names if shares[name] < sizes[name]]
        shares[max(open_, key=lambda name: sqrt(sizes[name]) / (shares[name] + 0.5))] += 1
    return shares


def mentions(doc: Doc) -> Iterator[Place]:
    """Yields the labelled mentions of a Doc."""
    for ent in doc.ents:
        yield _place(doc, MENTION, ent.label_, ent.start, ent.end)


def candidates(doc: Doc, forms: Collection[str], lowered: dict[str, set[tuple[str, ...]]]) -> Iterator[Place]:
    """Yields the stretches of unlabelled tokens that may be a mention, in order: none overlaps another.

    These are runs of words that begin with a capital, and words in small letters that are a mention elsewhere.
    `forms` are the texts of the corpus's mentions, `lowered` what `in_lower_case` makes of them. Tokens whose
    label is missing are in none.
    """
    for unlabelled, tokens in groupby(doc, key=lambda token: token.ent_iob == 2):
        if not unlabelled:
            continue
        for capital, group in groupby(tokens, key=_is_capitalised):
            run = list(group)
            if capital:
                if any(character.isalpha() for token in run for character in token.text[1:]):
                    yield _place(doc, UNLABELLED, _kind(doc, run, forms), run[0].i, run[-1].i + 1)
                continue
            yield from _found_in_lower_case(doc, run, lowered)


def _is_capitalised(token: Token) -> bool:
    return token.text[:1].isupper()


def _kind(doc: Doc, run: list[Token], forms: Collection[str]) -> str:
    if doc[run[0].i : run[-1].i + 1].text in forms:
        return ELSEWHERE
    if all(token.text.isupper() for token in run):
        return CAPITALS
    previous = doc[run[0].i - 1].text if run[0].i else "."
    return FIRST_WORD if len(run) == 1 and not re.search(r"[\w,;]\Z", previous) else CAPITALISED


def in_lower_case(forms: Mapping[str, int], words: Mapping[str, int]) -> dict[str, set[tuple[str, ...]]]:
    """Returns the words of mentions in lower case, by their first word.

    `forms` has how often each text is a mention, `words` how often each word stands in small letters outside mentions:
    one that mostly does is not looked for.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    for form, count in forms.items():
        counts[tuple(form.lower().split())] += count
    found: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for parts, count in counts.items():
        if len(parts) > 1 or (parts and len(parts[0]) > 2 and count >= words.get(parts[0], 0)):
            found[parts[0]].add(parts)
    return found


def _found_in_lower_case(doc: Doc, run: list[Token], lowered: dict[str, set[tuple[str, ...]]]) -> Iterator[Place]:
    at = 0
    while at < len(run):
        known = lowered.get(run[at].text, ())
        for length in range(min(_LONGEST, len(run) - at), 0, -1) if known else ():
            if tuple(token.text for token in run[at : at + length]) in known:
                yield _place(doc, UNLABELLED, LOWER_CASE, run[at].i, run[at].i + length)
                at += length - 1
                break
        at += 1


def _place(doc: Doc, what: str, stratum: str, first: int, last: int) -> Place:
    """Returns the place of the tokens from `first` to `last` (without)."""
    data, span = doc.user_data, doc[first:last]
    start, end = span.start_char, span.end_char
    before, after = doc.text[max(start - _BESIDE, 0) : start], doc.text[end : end + _BESIDE]
    cable, zone = str(data.get("cable", "")), data.get("zone", "")
    return Place(what, stratum, cable, data.get("index", 0), zone, start, end, before, span.text, after)


def as_csv(drawn: Sequence[Drawn]) -> str:
    """Returns the sample as a spreadsheet whose column `right` is to be filled."""
    rows = [(number, place.what, place.stratum, size, *place[2:], "") for number, (place, size) in enumerate(drawn, 1)]
    return as_table((*COLUMNS, RIGHT_COLUMN), rows)


# -- the checked sample --------------------------------------------------------------------------


class Checked(NamedTuple):
    """A person's verdict on a place: whether it is `right` as it is labelled, and how many names there really are."""

    right: int
    names: int


class Stratum(NamedTuple):
    """What was checked of a stratum, and how many there are of it in the corpus."""

    what: str
    name: str
    size: int
    checked: list[Checked]


class Sample(NamedTuple):
    """A checked sample; `left` rows were not checked."""

    strata: list[Stratum]
    left: int


_WORDS = {"yes": "y", "no": "n", "boundary": "b"}
_VERDICTS = {
    MENTION: {"y": Checked(1, 1), "n": Checked(0, 0), "b": Checked(0, 1)},
    UNLABELLED: {"y": Checked(0, 0), "n": Checked(0, 1), "b": Checked(0, 0)},
}


def verdict(what: str, label: str, answer: str, labels: Iterable[str]) -> Checked | None:
    """Returns what an answer in the column `right` says, or None for an empty one. Raises ValueError.

    Of a mention: `y` it is right, `n` there is no name, `b` there is one that begins or ends elsewhere, or the right
    one of `labels`. Of unlabelled text: `y` it is right that it has no label, `n` it is a name, or the label it should
    have. Where there are several names, their labels are listed (`PER LOC`). A name that is labelled in part already
    is no missed one (`y` or `b`): it is counted with its mention.
    """
    words = [word for word in re.split(r"[\s,;+]+", answer.strip()) if word]
    if not words:
        return None
    short = words[0].lower()
    if len(words) == 1 and (found := _VERDICTS[what].get(_WORDS.get(short, short))):
        return found
    known = {name.upper() for name in labels}
    if strange := [word for word in words if word.upper() not in known]:
        raise ValueError(
            f"'{strange[0]}' is neither y, n, b nor one of {', '.join(sorted(known))}; correct it, or leave it empty"
        )
    if what == MENTION and [word.upper() for word in words] == [label.upper()]:
        return Checked(1, 1)
    return Checked(0, len(words))


def read_sample(path: Path, labels: Iterable[str] = ()) -> Sample:
    """Returns what was checked. Raises SheetError with a line for each row that cannot be read.

    `labels` are those that a person may have given, beside those that mentions of the sample have.
    """
    table = read_table(path, (*COLUMNS, RIGHT_COLUMN))
    problems: list[str] = []
    strata: dict[tuple[str, str], Stratum] = {}
    known = {*labels, *(row["stratum"] for _, row in table if row["what"] == MENTION)}
    left = 0
    for line, row in table:
        try:
            stratum = _stratum_of(row, strata)
            checked = verdict(row["what"], row["stratum"], row[RIGHT_COLUMN], known)
        except ValueError as error:
            problems.append(f"{path}:{line}: {error}")
            continue
        if checked is None:
            left += 1
        else:
            stratum.checked.append(checked)
    problems += [
        f"{path}: nothing is checked of the {stratum.size} '{stratum.name}' ({stratum.what}); check two rows of it at least"
        for stratum in strata.values()
        if not stratum.checked
    ]
    if not any(stratum.what == MENTION for stratum in strata.values()):
        problems.append(f"{path}: holds no mention; draw a sample with `label_accuracy.py sample`")
    if problems:
        raise SheetError(problems)
    return Sample([strata[key] for key in sorted(strata)], left)


def _stratum_of(row: dict[str, str], strata: dict[tuple[str, str], Stratum]) -> Stratum:
    what, name, size = row["what"], row["stratum"], row["stratum_size"]
    if what not in (MENTION, UNLABELLED):
        raise ValueError(f"'{what}' in column what is neither {MENTION} nor {UNLABELLED}; draw the sample again")
    if not re.fullmatch(r"[1-9][0-9]*", size):
        raise ValueError(f"'{size}' in column stratum_size is no number; draw the sample again")
    stratum = strata.setdefault((what, name), Stratum(what, name, int(size), []))
    if stratum.size != int(size):
        raise ValueError(f"stratum_size {size} of {name} is {stratum.size} in another row; draw the sample again")
    return stratum


# -- the estimate --------------------------------------------------------------------------------


class Interval(NamedTuple):
    """An estimate and its 95 % confidence interval."""

    value: float
    low: float
    high: float


def wilson(share: float, number: float) -> Interval:
    """Returns the Wilson score interval of a share among so many (which may be an effective size, not whole).

    centre (p + z²/2n) / (1 + z²/n), half width z √(p(1-p)/n + z²/4n²) / (1 + z²/n), with z = 1.96. Wilson, Probable
    Inference, JASA 22 (1927), 209; why it is preferred: Brown, Cai and DasGupta, Interval Estimation for a Binomial
    Proportion, Statistical Science 16 (2001), https://doi.org/10.1214/ss/1009213286.
    """
    if not number:
        return Interval(share, 0.0, 1.0)
    square = Z * Z / number
    centre = (share + square / 2) / (1 + square)
    half = Z * sqrt(share * (1 - share) / number + square / (4 * number)) / (1 + square)
    # At 0 and 1 an end is the share itself, but for rounding.
    return Interval(share, min(max(centre - half, 0.0), share), max(min(centre + half, 1.0), share))


class Estimate(NamedTuple):
    """What a sample says of a corpus: figures in all, precision of each label, and how many names were missed.

    `missed` are expected numbers among the candidates of each kind.
    """

    precision: Interval
    recall: Interval
    f1: Interval
    labels: dict[str, Interval]
    missed: dict[str, float]
    names: float


def estimate(strata: Sequence[Stratum]) -> Estimate:
    """Returns precision, recall and F1 of the labels, from a checked stratified sample.

    With N_h of stratum h in the corpus, the labels that are right and the names that there are come to
    R = Σ N_h r̄_h and G = Σ N_h ḡ_h (over mentions and candidates), and of N mentions precision is R/N, recall R/G,
    F1 2R/(N+G): the separate expansion estimator and the ratios of it (Cochran, Sampling Techniques, 3rd ed. 1977,
    5.3 and 6.11). The precision of a label has its own Wilson interval; for the others see `_ratio`.
    """
    labelled = [stratum for stratum in strata if stratum.what == MENTION]
    total = sum(stratum.size for stratum in labelled)
    return Estimate(
        _ratio(labelled, lambda checked: checked.right, lambda checked: 0, total),
        _ratio(strata, lambda checked: checked.right, lambda checked: checked.names, 0),
        _ratio(strata, lambda checked: 2 * checked.right, lambda checked: checked.names, total),
        {stratum.name: wilson(_mean(stratum, lambda c: c.right), len(stratum.checked)) for stratum in labelled},
        {s.name: s.size * _mean(s, lambda c: c.names) for s in strata if s.what == UNLABELLED},
        sum(stratum.size * _mean(stratum, lambda c: c.names) for stratum in strata),
    )


_Value = Callable[[Checked], float]
# Half an observation of either outcome, as in Jeffreys' prior: a stratum without an error is not taken to be
# without variance. It is used for the width of an interval alone.
_PSEUDO = 0.5
_OUTCOMES = {MENTION: (Checked(1, 1), Checked(0, 0)), UNLABELLED: (Checked(0, 1), Checked(0, 0))}


def _mean(stratum: Stratum, value: _Value) -> float:
    return sum(map(value, stratum.checked)) / len(stratum.checked)


def _ratio(strata: Sequence[Stratum], above: _Value, below: _Value, constant: float) -> Interval:
    """Returns Σ N_h ā_h / (constant + Σ N_h b̄_h) and its interval.

    The variance is the delta method's, by linearised values d = (a - ratio b) / denominator:
    Σ N_h² (1 - n_h/N_h) s_h²(d) / n_h (Cochran 1977, 5.6 and 6.11). A normal interval of that is too short near 0 and
    1, so Wilson's is taken with the effective sample size ratio (1 - ratio) / variance, as Korn and Graubard do for
    surveys (Survey Methodology 24, 1998; compared by Dean and Pagano, JSSAM 3, 2015,
    https://doi.org/10.1093/jssam/smv024).
    """
    value = _quotient(strata, above, below, constant, 0.0)[0]
    smoothed, denominator = _quotient(strata, above, below, constant, _PSEUDO)
    variance = 0.0
    for stratum in strata:
        values = [(above(c) - smoothed * below(c)) / denominator for c, _ in _weighted(stratum, _PSEUDO)]
        weights = [weight for _, weight in _weighted(stratum, _PSEUDO)]
        number = sum(weights)
        mean = sum(weight * item for weight, item in zip(weights, values)) / number
        spread = sum(weight * (item - mean) ** 2 for weight, item in zip(weights, values)) / (number - 1)
        left = 1 - min(len(stratum.checked) / stratum.size, 1)
        variance += stratum.size**2 * left * spread / number
    if not variance:
        return Interval(value, value, value)  # all there is was checked
    return wilson(min(value, 1.0), max(smoothed * (1 - smoothed), 0.0) / variance)


def _weighted(stratum: Stratum, pseudo: float) -> list[tuple[Checked, float]]:
    """Returns the verdicts of a stratum and, if `pseudo` is not 0, one of either outcome with this weight."""
    extra = [(outcome, pseudo) for outcome in _OUTCOMES[stratum.what]] if pseudo else []
    return [(checked, 1.0) for checked in stratum.checked] + extra


def _quotient(
    strata: Sequence[Stratum], above: _Value, below: _Value, constant: float, pseudo: float
) -> tuple[float, float]:
    """Returns the ratio of the estimated totals, and its denominator."""
    top, bottom = 0.0, constant
    for stratum in strata:
        weighted = _weighted(stratum, pseudo)
        number = sum(weight for _, weight in weighted)
        top += stratum.size * sum(weight * above(checked) for checked, weight in weighted) / number
        bottom += stratum.size * sum(weight * below(checked) for checked, weight in weighted) / number
    return (top / bottom if bottom else 0.0), bottom
