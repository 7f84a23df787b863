"""What a person decided, and what that says of all other candidates: is the old label right, is a proposal?"""

import sys
from array import array
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import numpy
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from spacy.tokens import Doc

from ..corpus import GOLD, adjusted, boundaries_of
from ..text import Mention
from .crf import Spans, Text, spans_of, tags_of
from .opinions import Opinion
from .proposals import Candidate, Proposals, propose

# An edit is spread where it is more probably right than the old labels are, and than this (STUDY-LABELS.md).
LEAST_CONFIDENCE = 0.4
# Too few decisions, or hardly any but corrections, do not say when labels are right: then nothing is spread.
LEAST_DECIDED, LEAST_OF_EACH, LEAST_SHARE_KEPT = 40, 8, 0.1
_STRENGTH = 0.1  # inverse of the regressions' L2 penalty


class Decided(NamedTuple):
    """A stretch of a text (tokens) that a person decided on: its spans before and after."""

    start: int
    end: int
    before: Spans
    after: Spans


class Source(NamedTuple):
    """A Doc as the audit sees it: `text` has the tags before corrections, `now` are the spans after them."""

    text: Text
    characters: str  # the Doc's text
    starts: array  # of each token, in characters
    now: Spans
    decided: list[Decided]
    is_gold: bool
    index: int
    zone: str

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Returns the character offsets of some tokens."""
        return self.starts[start], self.starts[end - 1] + len(self.text.words[end - 1])


class Edit(NamedTuple):
    """What may be changed in the text `source`: between two tokens, the old spans to the new ones.

    `confidence` is the probability that the new ones are right, `wrong` that the old ones are wrong.
    """

    candidate: int
    source: int
    start: int
    end: int
    old: Spans
    new: Spans
    confidence: float
    wrong: float


def read_sources(docs: Iterable[Doc]) -> tuple[list[Source], str]:
    """Returns what the audit needs of Docs, and their language. The Docs themselves are not kept."""
    lang, sources = "en", []
    for doc in docs:
        lang = doc.vocab.lang or lang
        sources.append(source_of(doc))
    return sources, lang


def source_of(doc: Doc) -> Source:
    """Returns what the audit needs to know of a Doc: among it its labels before corrections (`user_data["decided"]`)."""
    now: Spans = tuple((ent.start, ent.end, ent.label_) for ent in doc.ents)
    missing = {token.i for token in doc if token.ent_iob == 0}
    decided, before = [], set(now)
    for first, last, spans in doc.user_data.get("decided", ()):
        region = doc.char_span(first, last, alignment_mode="expand")
        if region is None:
            continue
        inside = tuple(span for span in now if span[0] < region.end and region.start < span[1])
        missing -= set(range(region.start, region.end))
        earlier, tokens = [], boundaries_of(doc)
        for start, end, label in spans:
            span = tokens.span(start, end) or adjusted(Mention(start, end, label, 0), doc.text, tokens)[0]
            if label and span:
                earlier.append((*span, label))
            elif (touched := doc.char_span(start, end, alignment_mode="expand")) is not None:
                missing.update(range(touched.start, touched.end))
        decided.append(Decided(region.start, region.end, tuple(earlier), inside))
        before -= set(inside)
        before |= set(earlier)
    user_data = doc.user_data
    return Source(
        Text(
            str(user_data.get("cable", "")),
            [sys.intern(token.text) for token in doc],
            [bool(token.whitespace_) for token in doc],
            tags_of(len(doc), sorted(before), missing),
        ),
        doc.text,
        array("L", [token.idx for token in doc]),
        now,
        decided,
        user_data.get("labels") == GOLD,
        int(user_data.get("index", 0)),
        str(user_data.get("zone", "")),
    )


class Judged(NamedTuple):
    """Every candidate that nobody decided on, with its best edit; `chances` are P(right) of all options."""

    proposals: Proposals
    edits: list[Edit]
    chances: numpy.ndarray
    old_chances: numpy.ndarray
    verdicts: dict[int, tuple[Spans, tuple]]
    is_fitted: bool


def is_spread(edit: Edit) -> bool:
    """Returns whether an edit is made unasked, given that regressions are fitted."""
    return edit.confidence > 1 - edit.wrong and edit.confidence > LEAST_CONFIDENCE


def judge(sources: list[Source], opinions: list[Opinion]) -> Judged:
    """Returns every candidate's best edit, by the decisions or, if they are too few, by the models' probabilities."""
    olds = [spans_of(source.text.tags) for source in sources]
    proposals = propose([source.text for source in sources], olds, opinions)
    verdicts = _verdicts(sources, proposals)
    fitted = fit(proposals, verdicts)
    chances, old_chances = fitted or (proposals.chances, proposals.old_chances)
    edits = []
    for number, candidate in enumerate(proposals.candidates):
        source = sources[candidate.text]
        if source.is_gold or any(region.start < candidate.end and candidate.start < region.end for region in source.decided):
            continue
        of_options = chances[proposals.first[number] : proposals.first[number + 1]]
        best = int(numpy.argmax(of_options))
        start, end, option = candidate.start, candidate.end, candidate.options[best]
        confidence, wrong = float(of_options[best]), 1 - float(old_chances[number])
        edits.append(Edit(number, candidate.text, start, end, candidate.old, option, confidence, wrong))
    return Judged(proposals, edits, chances, old_chances, verdicts, fitted is not None)


def _verdicts(sources: list[Source], proposals: Proposals) -> dict[int, tuple[Spans, tuple]]:
    """Returns for each candidate that a person decided on the right spans, and the form in its role.

    It is decided on if all of its tokens are, or all old mentions in it.
    """
    found = {}
    for number, candidate in enumerate(proposals.candidates):
        source = sources[candidate.text]
        if source.is_gold or not source.decided:
            continue
        tokens = {
            index
            for region in source.decided
            for index in range(max(region.start, candidate.start), min(region.end, candidate.end))
        }
        wanted = [range(span[0], span[1]) for span in candidate.old] or [range(candidate.start, candidate.end)]
        if tokens and all(tokens.issuperset(span) for span in wanted):
            truth = tuple(span for span in source.now if span[0] < candidate.end and candidate.start < span[1])
            found[number] = truth, _role_of(source, candidate)
    return found


def _role_of(source: Source, candidate: Candidate) -> tuple:
    words = source.text.words
    if candidate.old:
        return tuple((*words[start:end], label) for start, end, label in candidate.old)
    return (*words[candidate.start : candidate.end], "")


def fit(proposals: Proposals, verdicts: dict[int, tuple[Spans, tuple]]) -> tuple[numpy.ndarray, numpy.ndarray] | None:
    """Returns P(right) of all options and of all old labels by two logistic regressions on the verdicts.

    None if there are too few, or too few of either kind. A form's mentions weigh as much as one place together.
    """
    roles = Counter(role for _, role in verdicts.values())
    changed = {role for number, (truth, role) in verdicts.items() if truth != proposals.candidates[number].old}
    kept = {role for number, (truth, role) in verdicts.items() if truth == proposals.candidates[number].old}
    if len(roles) < LEAST_DECIDED or min(len(changed), len(kept)) < LEAST_OF_EACH:
        return None
    if len(kept) < LEAST_SHARE_KEPT * len(roles):
        return None
    rows, right, weights = [], [], []
    old_right, old_weights = [], []
    for number, (truth, role) in sorted(verdicts.items()):
        candidate = proposals.candidates[number]
        rows += range(proposals.first[number], proposals.first[number + 1])
        right += [option == truth for option in candidate.options]
        weights += [1 / roles[role]] * len(candidate.options)
        old_right.append(candidate.old == truth)
        old_weights.append(1 / roles[role])
    return (
        _regress(proposals.options, rows, right, weights),
        _regress(proposals.olds, sorted(verdicts), old_right, old_weights),
    )


def _regress(features: numpy.ndarray, rows: list[int], right: list[bool], weights: list[float]) -> numpy.ndarray:
    """Returns the probability of every row by a logistic regression on some of them."""
    if len(set(right)) < 2:
        return numpy.full(len(features), float(right[0]))
    scaled = StandardScaler().fit_transform(features.astype(float))
    model = LogisticRegression(C=_STRENGTH, max_iter=1000)
    model.fit(scaled[rows], right, sample_weight=weights)
    return model.predict_proba(scaled)[:, 1]
