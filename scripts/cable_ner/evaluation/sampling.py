"""A random sample of labels for a person to check: mentions, and unlabelled candidates or whole paragraphs, in strata."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import sqrt
from typing import NamedTuple

from spacy.tokens import Doc

from ..corpus import GOLD
from ..files import as_table, unit
from .candidates import MENTION, PARAGRAPH, UNLABELLED, SamplePlace, candidates, in_lower_case, mentions, paragraph

COLUMNS = ("number", "what", "stratum", "stratum_size", "cable", "index", "zone", "start", "end", "before", "text", "after")
RIGHT_COLUMN = "right"
_FEWEST = 2  # places of a stratum, since a single one has no variance


class DrawnPlace(NamedTuple):
    """A place in the sample, and the size of its stratum in the corpus."""

    place: SamplePlace
    size: int


def draw(
    read: Callable[[], Iterable[Doc]], number: int, *, paragraphs: int | None = None, seed: int = 0
) -> list[DrawnPlace]:
    """Returns `number` mentions and as many unlabelled candidates (or so many paragraphs), drawn at random, in random order.

    `read` returns the Docs and is called twice; Docs with gold labels are skipped. With `paragraphs`, whole ones are drawn
    in place of candidates, in which a person looks for every name that is missed; without text, a paragraph is none. The
    share of a stratum is proportional to the square root of its size (Bankier, Power Allocations, The American
    Statistician 42, 1988), which is a compromise between the best estimate of the whole and of each label; it is at least
    two. As the order is random, the first rows alone are a random sample, too. Raises ValueError for a corpus without
    mentions, and for a number that is too small for the strata.
    """
    forms, words = _forms_and_words(_silver(read()))
    if not forms:
        raise ValueError("holds no mentions, or only gold ones; give tagged cables, or the corpus of a training")
    lowered = in_lower_case(forms, words)
    numbers = {MENTION: number, UNLABELLED: number} if paragraphs is None else {MENTION: number, PARAGRAPH: paragraphs}
    sizes: Counter[tuple[str, str]] = Counter()
    kept: defaultdict[tuple[str, str], list[tuple[float, SamplePlace]]] = defaultdict(list)
    for doc in _silver(read()):
        others = candidates(doc, forms, lowered) if paragraphs is None else _paragraphs(doc)
        for place in (*mentions(doc), *others):
            stratum = place.what, place.stratum
            sizes[stratum] += 1
            _keep(kept[stratum], place, number=numbers[place.what], seed=seed)
    drawn: list[tuple[float, DrawnPlace]] = []
    for what, most in numbers.items():
        shares = allocate({stratum[1]: size for stratum, size in sizes.items() if stratum[0] == what}, most, what=what)
        for name, share in shares.items():
            stratum = what, name
            best = sorted(kept[stratum], reverse=True)[:share]
            drawn += [(-key, DrawnPlace(place, sizes[stratum])) for key, place in best]
    return [item for _, item in sorted(drawn)]


def _paragraphs(doc: Doc) -> list[SamplePlace]:
    return [paragraph(doc)] if doc.text.strip() else []


def _silver(docs: Iterable[Doc]) -> Iterator[Doc]:
    return (doc for doc in docs if doc.user_data.get("labels") != GOLD)


def _forms_and_words(docs: Iterable[Doc]) -> tuple[Counter[str], Counter[str]]:
    """Returns how often each text is a mention, and how often each word occurs in lower case outside mentions."""
    forms: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for doc in docs:
        forms.update(ent.text for ent in doc.ents)
        words.update(token.text for token in doc if token.is_lower and not token.ent_type)
    return forms, words


def _keep(heap: list[tuple[float, SamplePlace]], place: SamplePlace, *, number: int, seed: int) -> None:
    """Keeps the `number` places with the smallest hashes: a simple random sample, whatever the order of the Docs."""
    key = -unit("sample " + repr(place[:7]), seed)
    if len(heap) < number:
        heapq.heappush(heap, (key, place))
    elif (key, place) > heap[0]:
        heapq.heapreplace(heap, (key, place))


def allocate(sizes: Mapping[str, int], number: int, *, what: str = MENTION) -> dict[str, int]:
    """Returns how many places to draw from each stratum: `number` in all, or every one if there are fewer.

    Shares are proportional to the square roots of the sizes, at least two, and never more than the stratum has. Raises
    ValueError if `number` is too small for that; the message names the option by `what` is drawn.
    """
    names = sorted(name for name, size in sizes.items() if size)
    number = min(number, sum(sizes.values()))
    shares = {name: min(_FEWEST, sizes[name]) for name in names}
    if number < (least := sum(shares.values())):
        option = "--paragraphs" if what == PARAGRAPH else "-n"
        raise ValueError(
            f"{option} {number} is too small for {len(names)} strata ({', '.join(names)}); give {least} or more"
        )
    while sum(shares.values()) < number:
        # The next place goes to the stratum that is furthest below its share.
        open_ = [name for name in names if shares[name] < sizes[name]]
        shares[max(open_, key=lambda name: sqrt(sizes[name]) / (shares[name] + 0.5))] += 1
    return shares


def as_csv(drawn: Sequence[DrawnPlace]) -> str:
    """Returns the sample as a spreadsheet whose column `right` is to be filled in."""
    rows = [(number, place.what, place.stratum, size, *place[2:], "") for number, (place, size) in enumerate(drawn, 1)]
    return as_table((*COLUMNS, RIGHT_COLUMN), rows)
