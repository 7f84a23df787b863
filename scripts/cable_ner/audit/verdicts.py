"""What a person's decisions say of all other candidates: how probable it is that the old labels, or an option, are right."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy

from ..files import Packed
from ..rules import RuleBook
from .audited_docs import AuditedDoc, AuditedTexts
from .candidates import Candidate
from .crf import Spans
from .known_wrong import NO_RULES, KnownWrong
from .learning import feature_blocks, learnt
from .opinions import Opinion
from .proposals import Proposals, propose

# An edit is spread if it is more probably right than the old labels, and more probable than this (STUDY-LABELS.md).
LEAST_CONFIDENCE = 0.4
# Too few decisions, or hardly any but corrections, do not tell when labels are right: then nothing is spread.
LEAST_DECIDED, LEAST_OF_EACH, LEAST_SHARE_KEPT = 40, 8, 0.1


CandidateRole = tuple[Hashable, ...]  # forms (as tokens) with their old labels


class Edit(NamedTuple):
    """A change that may put labels right: in the Doc number `doc`, between two tokens, from the old spans to the new ones.

    `candidate` is the candidate's number, `confidence` the probability that the new spans are right, `wrong` the
    probability that the old ones are wrong.
    """

    candidate: int
    doc: int
    start: int
    end: int
    old: Spans
    new: Spans
    confidence: float
    wrong: float


class Verdict(NamedTuple):
    """What a person decided on a candidate: the right spans, and its role."""

    right: Spans
    role: CandidateRole


class Judged(NamedTuple):
    """The best edit of every candidate that nobody decided on, and the verdicts on the others, by the candidate's number.

    `chances` are the probabilities that each option is right, in the order of `Proposals.first`, `old_chances` those that
    each candidate's old labels are. `is_fitted` tells whether they come from the verdicts; if not, they are the models' own.
    """

    proposals: Proposals
    edits: Sequence[Edit]
    chances: numpy.ndarray
    old_chances: numpy.ndarray
    verdicts: dict[int, Verdict]
    is_fitted: bool

    @property
    def spread(self) -> list[Edit]:
        """The edits that are made without asking."""
        return [edit for edit in self.edits if self.is_spread(edit)] if self.is_fitted else []

    def beliefs(self, number: int) -> tuple[float, dict[Spans, float]]:
        """Returns the probabilities that a candidate's old labels are right, and that each of its options is.

        Only one of them can be right: where they add up to more than 1 they are scaled down. Something else may be right.
        """
        first, last = self.proposals.first[number : number + 2]
        options = dict(zip(self.proposals.candidates[number].options, map(float, self.chances[first:last])))
        old = float(self.old_chances[number])
        scale = max(old + sum(options.values()), 1.0)
        return old / scale, {option: chance / scale for option, chance in options.items()}

    def is_spread(self, edit: Edit) -> bool:
        """Returns whether an edit is made without asking."""
        return self.is_fitted and edit.confidence > 1 - edit.wrong and edit.confidence > LEAST_CONFIDENCE


def judge_candidates(docs: Sequence[AuditedDoc], opinions: Iterable[Opinion], rules: RuleBook = NO_RULES) -> Judged:
    """Returns every candidate's best edit: judged by the verdicts or, if they are too few, by the models' probabilities.

    What the rules would undo is no candidate.
    """
    proposals = propose(AuditedTexts(docs), opinions, is_known_wrong=KnownWrong(docs, rules))
    verdicts = _verdicts(docs, proposals)
    fitted = fit(proposals, verdicts)
    chances, old_chances = fitted or (proposals.chances, proposals.old_chances)
    edits = Packed(Edit, _edits(docs, proposals, chances, old_chances))
    return Judged(proposals, edits, chances, old_chances, verdicts, fitted is not None)


def _edits(
    docs: Sequence[AuditedDoc], proposals: Proposals, chances: numpy.ndarray, old_chances: numpy.ndarray
) -> Iterator[Edit]:
    """Yields the best edit of every candidate that nobody decided on, by text and place."""
    for number, candidate in enumerate(proposals.candidates):
        doc = docs[candidate.text]
        if doc.is_gold or doc.is_decided(candidate.start, candidate.end):
            continue
        of_options = chances[proposals.first[number] : proposals.first[number + 1]]
        best = int(numpy.argmax(of_options))
        start, end, option = candidate.start, candidate.end, candidate.options[best]
        confidence, wrong = float(of_options[best]), 1 - float(old_chances[number])
        yield Edit(number, candidate.text, start, end, candidate.old, option, confidence, wrong)


def _verdicts(docs: Sequence[AuditedDoc], proposals: Proposals) -> dict[int, Verdict]:
    """Returns the verdicts on candidates. A candidate has one if a person decided on all its tokens or all its old spans."""
    found = {}
    for number, candidate in enumerate(proposals.candidates):
        doc = docs[candidate.text]
        if doc.is_gold or not doc.decided:
            continue
        tokens = set(doc.decided_tokens(candidate.start, candidate.end))
        wanted = [range(span[0], span[1]) for span in candidate.old] or [range(candidate.start, candidate.end)]
        if tokens and all(tokens.issuperset(span) for span in wanted):
            found[number] = Verdict(doc.over(candidate.start, candidate.end), _role_of(doc, candidate))
    return found


def _role_of(doc: AuditedDoc, candidate: Candidate) -> CandidateRole:
    words = doc.text.words
    if candidate.old:
        return tuple((*words[start:end], label) for start, end, label in candidate.old)
    return (*words[candidate.start : candidate.end], "")


def fit(proposals: Proposals, verdicts: dict[int, Verdict]) -> tuple[numpy.ndarray, numpy.ndarray] | None:
    """Returns the probabilities that all options, and all old labels, are right, as learnt from the verdicts.

    All verdicts on one role together weigh as much as a verdict on a single place. Returns None if there are too few
    verdicts, or too few that changed or kept the labels.
    """
    if not _are_enough(proposals, verdicts):
        return None
    weight = {role: 1 / count for role, count in Counter(verdict.role for verdict in verdicts.values()).items()}
    rows: list[int] = []
    right: list[bool] = []
    weights: list[float] = []
    old_right, old_weights = [], []
    for number, verdict in sorted(verdicts.items()):
        candidate = proposals.candidates[number]
        rows += range(proposals.first[number], proposals.first[number + 1])
        right += [option == verdict.right for option in candidate.options]
        weights += [weight[verdict.role]] * len(candidate.options)
        old_right.append(candidate.old == verdict.right)
        old_weights.append(weight[verdict.role])
    olds, options = feature_blocks(proposals.evidence, len(proposals.candidates))
    return learnt(options, rows, right, weights), learnt(olds, sorted(verdicts), old_right, old_weights)


def _are_enough(proposals: Proposals, verdicts: dict[int, Verdict]) -> bool:
    """Returns whether verdicts tell when labels are right. What counts are roles."""
    changed: set[CandidateRole] = set()
    kept: set[CandidateRole] = set()
    for number, verdict in verdicts.items():
        (kept if verdict.right == proposals.candidates[number].old else changed).add(verdict.role)
    roles = len(changed | kept)
    return roles >= LEAST_DECIDED and min(len(changed), len(kept)) >= LEAST_OF_EACH and len(kept) >= LEAST_SHARE_KEPT * roles
