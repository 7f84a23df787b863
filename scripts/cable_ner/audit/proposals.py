"""All candidates of a corpus with their options, the features of each, and the models' probabilities."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy

from .candidates import LONGEST_SPAN, Candidate, find_candidates, log_probabilities
from .crf import Spans, Text
from .evidence import Evidence
from .form_lexicon import FormLexicon
from .opinions import SPANNED, Opinion, tag_set


class Proposals(NamedTuple):
    """All candidates with their evidence.

    `options` (all candidates' options one after the other) and `olds` (one row a candidate) are arrays of features;
    candidate `i` has the rows `first[i]` to `first[i + 1]` of `options`. `chances` and `old_chances` are the mean of
    the models' probabilities of each option and of the old labels.
    """

    candidates: list[Candidate]
    first: numpy.ndarray
    options: numpy.ndarray
    olds: numpy.ndarray
    chances: numpy.ndarray
    old_chances: numpy.ndarray
    lexicon: FormLexicon


IsKnownWrong = Callable[[int, Spans, Spans], bool]  # the number of a text, old spans, and spans proposed instead


def _nothing_known(_number: int, _old: Spans, _new: Spans) -> bool:
    return False


def propose(
    texts: Sequence[Text],
    olds: Sequence[Spans],
    opinions: Sequence[Opinion],
    *,
    is_known_wrong: IsKnownWrong = _nothing_known,
) -> Proposals:
    """Returns the stretches of texts where an opinion, the lexicon or capitals speak for other spans than the old ones.

    A stretch that touches a token whose label is missing is left out, and so is an option that is known to be wrong.
    """
    tags = tag_set(texts)
    column = {tag: number for number, tag in enumerate(tags)}
    lexicon = FormLexicon(texts, olds, _forms(texts, olds, opinions))
    candidates: list[Candidate] = []
    logs: list[numpy.ndarray] = []
    for number, (text, old, opinion) in enumerate(zip(texts, olds, opinions)):
        for candidate in find_candidates(number, text, old=old, opinion=opinion, lexicon=lexicon, tags=tags):
            options = tuple(new for new in candidate.options if not is_known_wrong(number, candidate.old, new))
            if options:
                candidates.append(candidate._replace(options=options))
                logs.append(log_probabilities(candidates[-1], opinion, column))
    labels = [tag[2:] for tag in tags if tag[0] == "B"]
    evidence = Evidence(texts, olds, candidates=candidates, logs=logs, lexicon=lexicon, labels=labels)
    return _stacked(evidence)


def _forms(texts: Sequence[Text], olds: Sequence[Spans], opinions: Sequence[Opinion]) -> set[tuple[str, ...]]:
    """Returns the forms (as tokens) of all old spans and of all spans that a model sees, but for very long ones."""
    return {
        tuple(text.words[start:end])
        for text, old, opinion in zip(texts, olds, opinions)
        for spans in (old, *opinion.spans)
        for start, end, _ in spans
        if end - start <= LONGEST_SPAN
    }


def _stacked(evidence: Evidence) -> Proposals:
    first, rows, old_rows = [0], [], []
    for number in range(len(evidence.candidates)):
        old_row, option_rows = evidence.rows(number)
        old_rows.append(old_row)
        rows += option_rows
        first.append(len(rows))
    means = [numpy.exp(logs).mean(1) for logs in evidence.logs]
    return Proposals(
        list(evidence.candidates),
        numpy.array(first),
        numpy.array(rows) if rows else numpy.zeros((0, 1), numpy.float32),
        numpy.array(old_rows) if old_rows else numpy.zeros((0, 1), numpy.float32),
        numpy.concatenate([mean[1:] for mean in means]) if means else numpy.zeros(0),
        numpy.array([mean[0] for mean in means]),
        evidence.lexicon,
    )


def agreed(texts: Sequence[Text], proposals: Proposals) -> Iterator[tuple[int, Spans]]:
    """Yields (number of a candidate, option) where all models agree on an option.

    Candidates whose old label is the form's usual one are left out.
    """
    for number, candidate in enumerate(proposals.candidates):
        models = set(candidate.said[: len(SPANNED)])
        words = texts[candidate.text].words
        backed = any(
            proposals.lexicon.usual_label(tuple(words[start:end]), label) == label for start, end, label in candidate.old
        )
        if len(models) == 1 and not backed and (new := models.pop()) != candidate.old:
            yield number, new
