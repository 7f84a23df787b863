"""What speaks for and against old labels and options, as numbers: the features that the verdicts' regressions see."""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import Enum
from hashlib import blake2b
from typing import NamedTuple

import numpy

from .candidates import WORST_LOG, Candidate
from .crf import Spans, Text, spans_of
from .form_lexicon import FormLexicon


class EditKind(Enum):
    """What an edit does to the labels."""

    ADD = "add"
    DELETE = "delete"
    RELABEL = "relabel"
    GROW = "grow"
    SHRINK = "shrink"
    OTHER = "other"


def edit_kind(old: Spans, new: Spans) -> EditKind:
    """Returns what kind of edit leads from the old spans to the new ones."""
    if not old or not new:
        return EditKind.DELETE if old else EditKind.ADD
    if len(old) == len(new) == 1:
        (start, end, _), (first, last, _) = old[0], new[0]
        if (start, end) == (first, last):
            return EditKind.RELABEL
        if first <= start and end <= last:
            return EditKind.GROW
        if start <= first and last <= end:
            return EditKind.SHRINK
    return EditKind.OTHER


class Evidence:
    """The features of candidates, in view of all of them. `logs` are the log probabilities of each candidate.

    `labels` are all labels, sorted.
    """

    def __init__(
        self,
        texts: Sequence[Text],
        *,
        candidates: Sequence[Candidate],
        logs: Sequence[numpy.ndarray],
        lexicon: FormLexicon,
        labels: Sequence[str],
    ):
        self.texts, self.candidates, self.logs = texts, candidates, logs
        self.lexicon, self.labels = lexicon, labels
        self.same_edits = _SameEdits(texts, candidates, logs)
        self._unsure: Counter[str] = Counter()
        self._spans: Counter[str] = Counter()
        for candidate in candidates:
            agreeing = sum(spans == candidate.old for spans in candidate.said[:-1])
            self._unsure[texts[candidate.text].group] += agreeing <= 1
        for text in texts:
            self._spans[text.group] += len(spans_of(text.tags))

    def rows(self, number: int) -> tuple[numpy.ndarray, list[numpy.ndarray]]:
        """Returns the features (float32) of a candidate's old labels, and of each of its options."""
        candidate = self.candidates[number]
        text, signals = self.texts[candidate.text], self._signals(candidate, self.logs[number])
        shared = [*_casing(text, candidate), self._doubt(text.group)]
        elsewhere = self.same_edits.rows(number)
        rows = (
            [*self._option_row(candidate, option, text, signals), *elsewhere[option]]
            for option in range(len(candidate.options))
        )
        return (
            numpy.array([*self._old_row(candidate, signals), *shared], numpy.float32),
            [numpy.array([*row, *shared], numpy.float32) for row in rows],
        )

    def _signals(self, candidate: Candidate, log_probabilities: numpy.ndarray) -> "_Signals":
        logs = numpy.clip(log_probabilities, WORST_LOG, 0)
        best = logs[1:].max(0)
        over = logs - logs[0]
        columns = (logs, logs.mean(1), logs.min(1), over, over.mean(1), over.min(1), (logs - best).mean(1))
        votes = [[float(spans == option) for spans in candidate.said] for option in (candidate.old, *candidate.options)]
        return _Signals(
            votes,
            [sum(row) for row in votes],
            numpy.column_stack(columns).tolist(),
            best.tolist(),
            _shares(self.texts[candidate.text], candidate, candidate.old, self.lexicon),
            self._labels_in(candidate.old),
        )

    def _doubt(self, group: str) -> float:
        """Returns the share of a cable's mentions that hardly any model agrees with."""
        unsure = self._unsure[group]
        return (unsure - 0.5) / (unsure + self._spans[group] + 1)

    def _old_row(self, candidate: Candidate, signals: "_Signals") -> list[float]:
        old, options = candidate.old, candidate.options
        return [
            *_partial_votes(old, candidate.said), *signals.votes[0], signals.counts[0], *signals.logs[0], *signals.best,
            max(signals.counts[1:]), len(options), *signals.old_shares, *signals.old_labels,
            float(not old), float(len(old) > 1),
        ]  # fmt: skip

    def _option_row(self, candidate: Candidate, index: int, text: Text, signals: "_Signals") -> list[float]:
        old, option, counts = candidate.old, candidate.options[index], signals.counts
        kind = edit_kind(old, option)
        return [
            *_partial_votes(option, (*candidate.said, old)), *signals.votes[index + 1], counts[index + 1], counts[0],
            max((count for other, count in enumerate(counts[1:]) if other != index), default=0.0),
            *signals.logs[index + 1], *_shares(text, candidate, option, self.lexicon), *signals.old_shares,
            *(float(kind is one) for one in EditKind), *self._labels_in(option), *signals.old_labels,
        ]  # fmt: skip

    def _labels_in(self, spans: Spans) -> list[float]:
        return [float(any(span[2] == label for span in spans)) for label in self.labels]


class _SameEdits:
    """What the models think of the same edit of the same form elsewhere. In memory are 20 bytes an option."""

    def __init__(self, texts: Sequence[Text], candidates: Iterable[Candidate], logs: Iterable[numpy.ndarray]):
        firsts, keys, margins = array("Q", [0]), array("Q"), array("d")
        for candidate, own in zip(candidates, logs):
            words = texts[candidate.text].words
            keys.extend(_edit_key(words, candidate.old, option) for option in candidate.options)
            margins.extend(numpy.clip(own[1:] - own[0], -8, 8).mean(1).tolist())
            firsts.append(len(keys))
        self._first, self._margins = firsts, margins
        _, edits = numpy.unique(numpy.frombuffer(keys, numpy.uint64), return_inverse=True)
        self._edits = edits.astype(numpy.uint32)  # the number of each option's edit
        self._counts = numpy.bincount(edits)
        self._sums = numpy.bincount(edits, numpy.frombuffer(margins))

    def rows(self, number: int) -> list[list[float]]:
        """Returns of each of a candidate's options the edit's mean margin over the old labels in the other candidates.

        With it comes the log of how many others there are.
        """
        found = []
        for option in range(self._first[number], self._first[number + 1]):
            edit = self._edits[option]
            count, total = int(self._counts[edit]), float(self._sums[edit])
            mean = (total - self._margins[option]) / (count - 1) if count > 1 else 0.0
            found.append([mean, math.log1p(count - 1)])
        return found


def _edit_key(words: Sequence[str], old: Spans, new: Spans) -> int:
    """Returns a number of 64 bits that tells edits of forms apart."""
    forms = [[(words[start:end], label) for start, end, label in spans] for spans in (old, new)]
    return int.from_bytes(blake2b(repr(forms).encode(), digest_size=8).digest())


class _Signals(NamedTuple):
    """What is said of a candidate's old labels (row 0) and each option: votes, their number, and log probabilities."""

    votes: list[list[float]]
    counts: list[float]
    logs: list[list[float]]
    best: list[float]  # the best option's log probability, by model
    old_shares: list[float]
    old_labels: list[float]


def _partial_votes(option: Spans, said: Iterable[Spans]) -> list[float]:
    """Returns which suggesters give an option's extent, which its label, and how many of each.

    All are zeros unless the option is a single span.
    """
    said = tuple(said)
    if len(option) != 1:
        return [0.0] * (2 * len(said) + 2)
    (start, end, label) = option[0]
    extent = [float(any(span[:2] == (start, end) for span in spans)) for spans in said]
    same = [float(any(span[2] == label for span in spans)) for spans in said]
    return [*extent, *same, sum(extent), sum(same)]


def _shares(text: Text, candidate: Candidate, spans: Spans, lexicon: FormLexicon) -> list[float]:
    """Returns how other mentions of the longest span's form are labelled: shares of its label, of none, of other labels.

    Each is given for the corpus and for the cable, with the log of the number of mentions.
    """
    if not spans:
        return [0.0] * 8
    start, end, label = max(spans, key=lambda span: (span[1] - span[0], -span[0]))
    form = tuple(text.words[start:end])
    is_old = (start, end, label) in candidate.old
    is_free = not any(first < end and start < last for first, last, _ in candidate.old)
    row = []
    for counts in (lexicon.everywhere.get(form, Counter()), lexicon.in_group(text.group).get(form, Counter())):
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
