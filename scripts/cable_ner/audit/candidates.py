"""Stretches whose labels may be wrong: where the models, the form's other labels or capitals suggest other spans."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy

from .crf import MISSING, Spans, Text, tags_of
from .form_lexicon import FormLexicon
from .opinions import Opinion

LONGEST_SPAN = 12  # tokens
WORST_LOG = -10.0  # log probabilities below this count as this
_LONGEST_RUN = 6  # tokens
_LEAST_DOUBT = 0.05  # probability of being part of a mention above which an unlabelled run of capitals is a candidate
_PARTICLES = frozenset("of al - de el van der von bin da di del la &".split())


class Candidate(NamedTuple):
    """A stretch (token indices `start` to `end` of the text number `text`) whose labels may be wrong.

    `old` are its spans now, `options` what could be right instead, `said` what each model of SPANNED, the lexicon and
    capitals say. All spans are (start, end, label; token indices of the text).
    """

    text: int
    start: int
    end: int
    old: Spans
    options: tuple[Spans, ...]
    said: tuple[Spans, ...]

    @property
    def by_models(self) -> tuple[Spans, ...]:
        """What each model says: all but the lexicon and capitals."""
        return self.said[:-2]


def find_candidates(
    number: int, text: Text, *, old: Spans, opinion: Opinion, lexicon: FormLexicon, tags: list[str]
) -> Iterator[Candidate]:
    """Yields the candidates of the text with this number, in order. Stretches with a missing label are none."""
    labels = [tag[2:] for tag in tags if tag[0] == "B"]
    short = [tuple(span for span in spans if span[1] - span[0] <= LONGEST_SPAN) for spans in opinion.spans]
    said = [*short, _by_lexicon(text, old, lexicon)]
    said.append(_by_capitals(text, opinion, (old, *said), tags))
    holes = {index for index, tag in enumerate(text.tags) if tag == MISSING}
    for start, end in _stretches((old, *said)):
        if not holes.isdisjoint(range(start, end)):
            continue
        now = _within(old, start, end)
        here = tuple(_within(spans, start, end) for spans in said)
        if options := _options(now, here, labels):
            yield Candidate(number, start, end, now, options, here)


def _options(now: Spans, said: tuple[Spans, ...], labels: list[str]) -> tuple[Spans, ...]:
    """Returns what could be right instead of the spans now: what was said, with every label, or no span at all.

    Returns () if there is no reason to doubt them.
    """
    others = [spans for spans in dict.fromkeys(said) if spans != now]
    same_extent = [span[:2] for span in now] == [span[:2] for span in said[-1]]
    if not others or (same_extent and all(spans == now for spans in said[:-1])):
        return ()  # capitals alone say nothing about a label
    extents = dict.fromkeys(spans[0][:2] for spans in (now, *others) if len(spans) == 1)
    others += [((*extent, label),) for extent in extents for label in labels]
    others += [()] if now else []
    return tuple(spans for spans in dict.fromkeys(others) if spans != now)


def _stretches(sets: Iterable[Spans]) -> list[tuple[int, int]]:
    """Returns the stretches (start, end) that overlapping spans cover together."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted({span[:2] for spans in sets for span in spans}):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _within(spans: Spans, start: int, end: int) -> Spans:
    """Returns those of sorted spans that lie between two token indices."""
    first = bisect_left(spans, (start,))
    return tuple(span for span in spans[first : bisect_left(spans, (end,), first)] if span[1] <= end)


def _by_lexicon(text: Text, old: Spans, lexicon: FormLexicon) -> Spans:
    """Returns the old spans, each with the label its form usually has, and unlabelled forms that usually have one."""
    found = []
    for start, end, label in old:
        form = tuple(text.words[start:end])
        found.append((start, end, lexicon.usual_label(form, label) or label))
    taken = {index for start, end, _ in old for index in range(start, end)}
    for start, end in sorted(lexicon.unlabelled(text, old), key=lambda place: (place[0] - place[1], place[0])):
        if taken.isdisjoint(range(start, end)) and (label := lexicon.usual_label(tuple(text.words[start:end]), "")):
            found.append((start, end, label))
            taken.update(range(start, end))
    return tuple(sorted(found))


def _by_capitals(text: Text, opinion: Opinion, sets: Iterable[Spans], tags: list[str]) -> Spans:
    """Returns runs of capitalised words that overlap a span or may be a mention, with the models' most likely label."""
    labels = [tag[2:] for tag in tags if tag[0] == "B"]
    if not labels:
        return ()
    near = {index for spans in sets for start, end, _ in spans for index in range(start, end)}
    found = []
    for start, end in _runs(text.words):
        chance = numpy.exp(opinion.scores[:, start:end].astype(float))
        if near.isdisjoint(range(start, end)) and (1 - chance[:, :, 0]).mean(1).max() <= _LEAST_DOUBT:
            continue
        by_label = [chance[:, :, [k for k, tag in enumerate(tags) if tag[2:] == label]].sum() for label in labels]
        found.append((start, end, labels[int(numpy.argmax(by_label))]))
    return tuple(found)


def _runs(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yields the longest runs of capitalised words, with particles between them, that are short enough for a name."""
    start, size = 0, len(words)
    while start < size:
        end = start
        while end < size and (
            _capitalised(words[end])
            or (end > start and words[end] in _PARTICLES and end + 1 < size and _capitalised(words[end + 1]))
        ):
            end += 1
        if 0 < end - start <= _LONGEST_RUN:
            yield start, end
        start = max(end, start + 1)


def _capitalised(word: str) -> bool:
    return word[:1].isupper() or (word[:1].isdigit() and any(map(str.isupper, word)))


def log_probabilities(candidate: Candidate, opinion: Opinion, column: dict[str, int]) -> numpy.ndarray:
    """Returns each model's log probability of the old spans (row 0) and of each option: (1 + options, models).

    `column` gives each tag's index in the opinion's scores.
    """
    start, end = candidate.start, candidate.end
    rows = []
    for spans in (candidate.old, *candidate.options):
        tags = tags_of(end - start, [(first - start, last - start, label) for first, last, label in spans])
        rows.append(opinion.scores[:, numpy.arange(start, end), [column[tag] for tag in tags]].astype(float).sum(1))
    clipped: numpy.ndarray = numpy.clip(numpy.array(rows), 2 * WORST_LOG, 0)
    return clipped
