"""Where second opinions differ from the labels, what could be right there instead, and what speaks for it."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy

from .crf import Spans, Text, tags_of
from .opinions import SPANNED, Opinion, tag_set

LEXICON, CAPITALS = "lexicon", "capitals"
SOURCES = (*SPANNED, LEXICON, CAPITALS)
ADD, DELETE, RELABEL, GROW, SHRINK, OTHER = KINDS = ("add", "delete", "relabel", "grow", "shrink", "other")
_PARTICLES = frozenset("of al - de el van der von bin da di del la &".split())
_LONGEST_RUN, _LONGEST_SPAN = 6, 12  # tokens
_LEAST_DOUBT = 0.05  # probability of being part of a mention, above which an unlabelled run of capitals is a candidate
_WORST = -10.0  # logarithms of probabilities are not told apart below this


class Candidate(NamedTuple):
    """A stretch (tokens `start` to `end` of a text) whose labels may be wrong.

    `old` are its spans now, `options` what could be right instead, `said` what each of SOURCES says.
    """

    text: int
    start: int
    end: int
    old: Spans
    options: tuple[Spans, ...]
    said: tuple[Spans, ...]


class Proposals(NamedTuple):
    """All candidates with their evidence.

    `options` (all candidates' options one after the other) and `olds` (one a candidate) are arrays of features;
    candidate `i` has the rows `first[i]` to `first[i + 1]` of `options`. `chances` and `old_chances` are what the
    models give each option and the old labels: the mean of their probabilities.
    """

    candidates: list[Candidate]
    first: numpy.ndarray
    options: numpy.ndarray
    olds: numpy.ndarray
    chances: numpy.ndarray
    old_chances: numpy.ndarray
    lexicon: "Lexicon"


class Lexicon:
    """How often each form (its tokens) has each label, in all texts and in each group; '' counts the unlabelled ones."""

    def __init__(self, texts: Sequence[Text], olds: Sequence[Spans], forms: Iterable[tuple[str, ...]]):
        self.everywhere: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        self.in_group: defaultdict[tuple[str, tuple[str, ...]], Counter[str]] = defaultdict(Counter)
        self.unlabelled: list[list[tuple[int, int]]] = []
        starts: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
        for form in forms:
            starts[form[0]].add(form)
        by_start = {word: sorted(found, key=lambda form: (-len(form), form)) for word, found in starts.items()}
        for text, old in zip(texts, olds):
            for start, end, label in old:
                self._count(text, start, end, label)
            self.unlabelled.append(list(_unlabelled(text, old, by_start)))
            for start, end in self.unlabelled[-1]:
                self._count(text, start, end, "")

    def _count(self, text: Text, start: int, end: int, label: str) -> None:
        form = tuple(text.words[start:end])
        self.everywhere[form][label] += 1
        self.in_group[text.group, form][label] += 1

    def usual_label(self, form: tuple[str, ...], label: str) -> str:
        """Returns the label that most other mentions of a form have, '' if there is none; `label` is this mention's own."""
        counts = Counter(self.everywhere.get(form, ()))
        counts[label] -= 1
        unlabelled = counts.pop("", 0)
        labelled = sum(counts.values())
        best = max(sorted(counts), key=counts.__getitem__, default="")
        least = _LEAST_SHARE * labelled if label else _LEAST_SHARE_UNLABELLED * (labelled + unlabelled)
        return best if labelled >= _LEAST_COUNT and counts[best] > least else ""


_LEAST_COUNT, _LEAST_SHARE, _LEAST_SHARE_UNLABELLED = 2, 0.6, 0.5


def _unlabelled(text: Text, old: Spans, by_start: dict[str, list[tuple[str, ...]]]) -> Iterator[tuple[int, int]]:
    """Yields where a form stands outside of all spans."""
    taken = {index for start, end, _ in old for index in range(start, end)}
    for index, word in enumerate(text.words):
        for form in by_start.get(word, ()):
            end = index + len(form)
            if tuple(text.words[index:end]) == form and taken.isdisjoint(range(index, end)):
                yield index, end


# -- candidates ----------------------------------------------------------------------------------


def propose(texts: Sequence[Text], olds: Sequence[Spans], opinions: Sequence[Opinion]) -> Proposals:
    """Returns the stretches where an opinion, the lexicon or capitals speak for other spans than the old ones.

    A stretch that touches a token whose label is missing is none.
    """
    tags = tag_set(texts)
    forms = {
        tuple(text.words[start:end])
        for text, old, opinion in zip(texts, olds, opinions)
        for spans in (old, *opinion.spans)
        for start, end, _ in spans
        if end - start <= _LONGEST_SPAN
    }
    lexicon = Lexicon(texts, olds, forms)
    candidates: list[Candidate] = []
    chances: list[numpy.ndarray] = []  # logarithms by candidate: (old and options, models)
    for index, (text, old, opinion) in enumerate(zip(texts, olds, opinions)):
        column = {tag: number for number, tag in enumerate(tags)}
        for candidate in _candidates(index, text, old, opinion, lexicon, tags):
            candidates.append(candidate)
            chances.append(_logarithms(candidate, opinion, column))
    return _with_evidence(texts, olds, candidates, chances, lexicon, [tag[2:] for tag in tags if tag[0] == "B"])


def _candidates(
    index: int, text: Text, old: Spans, opinion: Opinion, lexicon: Lexicon, tags: list[str]
) -> Iterator[Candidate]:
    labels = [tag[2:] for tag in tags if tag[0] == "B"]
    short = [tuple(span for span in spans if span[1] - span[0] <= _LONGEST_SPAN) for spans in opinion.spans]
    said = [*short, _by_lexicon(index, text, old, lexicon)]
    said.append(_by_capitals(text, opinion, (old, *said), tags))
    holes = {number for number, tag in enumerate(text.tags) if tag == "-"}
    for start, end in _stretches((old, *said)):
        if holes and not holes.isdisjoint(range(start, end)):
            continue
        now = _within(old, start, end)
        here = tuple(_within(spans, start, end) for spans in said)
        others = [spans for spans in dict.fromkeys(here) if spans != now]
        same_extent = [span[:2] for span in now] == [span[:2] for span in here[-1]]
        if not others or (same_extent and all(spans == now for spans in here[:-1])):
            continue  # capitals alone say nothing about a label
        extents = dict.fromkeys(spans[0][:2] for spans in (now, *others) if len(spans) == 1)
        others += [((*extent, label),) for extent in extents for label in labels]
        others += [()] if now else []
        yield Candidate(index, start, end, now, tuple(spans for spans in dict.fromkeys(others) if spans != now), here)


def _stretches(sets: Iterable[Spans]) -> list[tuple[int, int]]:
    """Returns the stretches of overlapping spans."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted({span[:2] for spans in sets for span in spans}):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _within(spans: Spans, start: int, end: int) -> Spans:
    return tuple(span for span in spans if span[0] >= start and span[1] <= end)


def _by_lexicon(index: int, text: Text, old: Spans, lexicon: Lexicon) -> Spans:
    """Returns the old spans, each with the label that the form has elsewhere, and forms that are labelled elsewhere."""
    found = []
    for start, end, label in old:
        form = tuple(text.words[start:end])
        found.append((start, end, lexicon.usual_label(form, label) or label))
    taken = {number for start, end, _ in old for number in range(start, end)}
    for start, end in sorted(lexicon.unlabelled[index], key=lambda place: (place[0] - place[1], place[0])):
        if taken.isdisjoint(range(start, end)) and (label := lexicon.usual_label(tuple(text.words[start:end]), "")):
            found.append((start, end, label))
            taken.update(range(start, end))
    return tuple(sorted(found))


def _by_capitals(text: Text, opinion: Opinion, sets: Iterable[Spans], tags: list[str]) -> Spans:
    """Returns runs of capitalised words that overlap a span or may be a mention, with the models' most likely label."""
    labels = [tag[2:] for tag in tags if tag[0] == "B"]
    if not labels:
        return ()
    near = {number for spans in sets for start, end, _ in spans for number in range(start, end)}
    found = []
    for start, end in _runs(text.words):
        chance = numpy.exp(opinion.scores[:, start:end].astype(float))
        if near.isdisjoint(range(start, end)) and (1 - chance[:, :, 0]).mean(1).max() <= _LEAST_DOUBT:
            continue
        by_label = [chance[:, :, [k for k, tag in enumerate(tags) if tag[2:] == label]].sum() for label in labels]
        found.append((start, end, labels[int(numpy.argmax(by_label))]))
    return tuple(found)


def _runs(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yields the longest runs of capitalised words, with particles between them, that are not too long for a name."""
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


def _logarithms(candidate: Candidate, opinion: Opinion, column: dict[str, int]) -> numpy.ndarray:
    """Returns the logarithms of the probabilities that each model gives the old spans and each option."""
    start, end = candidate.start, candidate.end
    rows = []
    for spans in (candidate.old, *candidate.options):
        tags = tags_of(end - start, [(first - start, last - start, label) for first, last, label in spans])
        rows.append(opinion.scores[:, numpy.arange(start, end), [column[tag] for tag in tags]].astype(float).sum(1))
    return numpy.clip(numpy.array(rows), 2 * _WORST, 0)


# -- evidence ------------------------------------------------------------------------------------


def kind_of(old: Spans, new: Spans) -> str:
    """Returns what kind of edit it is, one of KINDS."""
    if not old or not new:
        return DELETE if old else ADD
    if len(old) == len(new) == 1:
        (start, end, _), (first, last, _) = old[0], new[0]
        if (start, end) == (first, last):
            return RELABEL
        if first <= start and end <= last:
            return GROW
        if start <= first and last <= end:
            return SHRINK
    return OTHER


def _with_evidence(
    texts: Sequence[Text],
    olds: Sequence[Spans],
    candidates: list[Candidate],
    chances: list[numpy.ndarray],
    lexicon: Lexicon,
    labels: list[str],
) -> Proposals:
    unsure, spans_in = Counter(), Counter()
    for candidate in candidates:
        unsure[texts[candidate.text].group] += sum(spans == candidate.old for spans in candidate.said[:-1]) <= 1
    for text, old in zip(texts, olds):
        spans_in[text.group] += len(old)
    alike = _Alike(texts, candidates, chances)
    first, rows, old_rows = [0], [], []
    for number, candidate in enumerate(candidates):
        text = texts[candidate.text]
        doubt = (unsure[text.group] - 0.5) / (unsure[text.group] + spans_in[text.group] + 1)
        shared = [*_casing(text, candidate), doubt]
        old_row, option_rows = _rows(number, text, candidate, chances[number], lexicon, alike, labels)
        old_rows.append(numpy.array([*old_row, *shared], numpy.float32))
        rows += [numpy.array([*row, *shared], numpy.float32) for row in option_rows]
        first.append(len(rows))
    means = [numpy.exp(logarithms).mean(1) for logarithms in chances]
    return Proposals(
        candidates,
        numpy.array(first),
        numpy.array(rows) if rows else numpy.zeros((0, 1), numpy.float32),
        numpy.array(old_rows) if old_rows else numpy.zeros((0, 1), numpy.float32),
        numpy.concatenate([mean[1:] for mean in means]) if means else numpy.zeros(0),
        numpy.array([mean[0] for mean in means]),
        lexicon,
    )


class _Alike:
    """What the models think of the same edit of the same form elsewhere."""

    def __init__(self, texts: Sequence[Text], candidates: list[Candidate], chances: list[numpy.ndarray]):
        self.texts, self.candidates = texts, candidates
        self.margins = [numpy.clip(row[1:] - row[0], -8, 8).mean(1).tolist() for row in chances]
        self.sums: defaultdict[tuple, list[float]] = defaultdict(lambda: [0, 0.0])
        for number, candidate in enumerate(candidates):
            for option in range(len(candidate.options)):
                entry = self.sums[self._key(candidate, option)]
                entry[0] += 1
                entry[1] += self.margins[number][option]

    def _key(self, candidate: Candidate, option: int) -> tuple:
        words = self.texts[candidate.text].words
        return tuple(
            tuple((*words[start:end], label) for start, end, label in spans)
            for spans in (candidate.old, candidate.options[option])
        )

    def row(self, number: int, option: int) -> list[float]:
        """Returns the mean margin of the edit over the old labels in the other candidates, and how many there are."""
        count, total = self.sums[self._key(self.candidates[number], option)]
        return [(total - self.margins[number][option]) / (count - 1) if count > 1 else 0.0, math.log1p(count - 1)]


def _rows(
    number: int,
    text: Text,
    candidate: Candidate,
    logarithms: numpy.ndarray,
    lexicon: Lexicon,
    alike: _Alike,
    labels: list[str],
) -> tuple[list[float], list[list[float]]]:
    """Returns the features of the old labels, and of each option."""
    old, options, said = candidate.old, candidate.options, candidate.said
    logs = numpy.clip(logarithms, _WORST, 0)
    best = logs[1:].max(0)
    over = logs - logs[0]
    by_log = numpy.column_stack(
        (logs, logs.mean(1), logs.min(1), over, over.mean(1), over.min(1), (logs - best).mean(1))
    ).tolist()  # fmt: skip
    votes = [[float(spans == option) for spans in said] for option in (old, *options)]
    counts = [sum(row) for row in votes]
    old_shares = _shares(text, candidate, old, lexicon)
    old_labels = [float(any(span[2] == label for span in old)) for label in labels]
    old_row = [
        *_partial_votes(old, said), *votes[0], counts[0], *by_log[0], *best.tolist(),
        max(counts[1:]), len(options), *old_shares, *old_labels,
        float(not old), float(len(old) > 1),
    ]  # fmt: skip
    rows = []
    for index, option in enumerate(options):
        kind = kind_of(old, option)
        rows.append(
            [
                *_partial_votes(option, (*said, old)), *votes[index + 1], counts[index + 1], counts[0],
                max((count for other, count in enumerate(counts[1:]) if other != index), default=0.0),
                *by_log[index + 1], *_shares(text, candidate, option, lexicon), *old_shares,
                *(float(kind == name) for name in KINDS),
                *(float(any(span[2] == label for span in option)) for label in labels), *old_labels,
                *alike.row(number, index),
            ]
        )  # fmt: skip
    return old_row, rows


def _partial_votes(option: Spans, said: Iterable[Spans]) -> list[float]:
    """Returns for an option of one span which sources say its extent, which its label, and how many of each."""
    if len(option) != 1:
        return [0.0] * (2 * len(tuple(said)) + 2)
    (start, end, label) = option[0]
    extent = [float(any(span[:2] == (start, end) for span in spans)) for spans in said]
    same = [float(any(span[2] == label for span in spans)) for spans in said]
    return [*extent, *same, sum(extent), sum(same)]


def _shares(text: Text, candidate: Candidate, spans: Spans, lexicon: Lexicon) -> list[float]:
    """Returns how the longest span's form is labelled, this mention left out: shares of its label, of none, of others."""
    if not spans:
        return [0.0] * 8
    start, end, label = max(spans, key=lambda span: (span[1] - span[0], -span[0]))
    form = tuple(text.words[start:end])
    is_old = (start, end, label) in candidate.old
    is_free = not any(first < end and start < last for first, last, _ in candidate.old)
    row = []
    for counts in (lexicon.everywhere.get(form, Counter()), lexicon.in_group.get((text.group, form), Counter())):
        total = max(sum(counts.values()) - is_old - is_free, 0)
        same, none = max(counts[label] - is_old, 0), max(counts[""] - is_free, 0)
        row += [(part + 0.3) / (total + 1) for part in (same, none, max(total - same - none, 0))] + [math.log1p(total)]
    return row


def _casing(text: Text, candidate: Candidate) -> list[float]:
    words = text.words[candidate.start : candidate.end]
    joined = " ".join(words)
    before = text.words[candidate.start - 1] if candidate.start else "\n"
    flags = (
        joined[:1].isupper(), joined.isupper(), joined.islower(), any(map(str.isdigit, joined)), len(words) == 1,
        len(words) > 3, before.isspace() or before in tuple('.?!"'),
    )  # fmt: skip
    return [float(flag) for flag in flags]


def agreed(texts: Sequence[Text], proposals: Proposals) -> Iterator[tuple[int, Spans]]:
    """Yields (candidate, option) where all models agree on an option, and the form's label elsewhere is not the old one."""
    for number, candidate in enumerate(proposals.candidates):
        models = set(candidate.said[: len(SPANNED)])
        words = texts[candidate.text].words
        backed = any(
            proposals.lexicon.usual_label(tuple(words[start:end]), label) == label for start, end, label in candidate.old
        )
        if len(models) == 1 and not backed and (new := models.pop()) != candidate.old:
            yield number, new
