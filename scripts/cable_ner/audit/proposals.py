"""All candidates of a corpus with their options, the features of each, and the models' probabilities."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy

from ..files import Packed
from .candidates import LONGEST_SPAN, Candidate, find_candidates, log_probabilities
from .crf import Spans, Text, spans_of
from .evidence import Evidence
from .form_lexicon import FormLexicon
from .opinions import Opinion, tag_set


class Proposals(NamedTuple):
    """All candidates with their evidence.

    Candidate `i` has the rows `first[i]` to `first[i + 1]` of all candidates' options one after the other. `chances` and
    `old_chances` are the mean of the models' probabilities of each option and of the old labels.
    """

    candidates: Sequence[Candidate]
    first: numpy.ndarray
    chances: numpy.ndarray
    old_chances: numpy.ndarray
    lexicon: FormLexicon
    evidence: Evidence


IsKnownWrong = Callable[[int, Spans, Spans], bool]  # the number of a text, old spans, and spans proposed instead


def _nothing_known(_number: int, _old: Spans, _new: Spans) -> bool:
    return False


def propose(
    texts: Sequence[Text], opinions: Iterable[Opinion], *, is_known_wrong: IsKnownWrong = _nothing_known
) -> Proposals:
    """Returns the stretches of texts where an opinion, the lexicon or capitals speak for other spans than the old ones.

    A stretch that touches a token whose label is missing is left out, and so is an option that is known to be wrong. Texts
    and opinions are read several times, one at a time; candidates are kept on disk.
    """
    tags = tag_set(texts)
    column = {tag: number for number, tag in enumerate(tags)}
    lexicon = FormLexicon(texts, _forms(texts, opinions))
    candidates, logs = Packed(Candidate), Packed(numpy.ndarray)
    first, chances, old_chances = array("Q", [0]), array("d"), array("d")
    for number, (text, opinion) in enumerate(zip(texts, opinions)):
        old = spans_of(text.tags)
        for candidate in find_candidates(number, text, old=old, opinion=opinion, lexicon=lexicon, tags=tags):
            options = tuple(new for new in candidate.options if not is_known_wrong(number, candidate.old, new))
            if options:
                candidate = candidate._replace(options=options)
                own = log_probabilities(candidate, opinion, column)
                candidates.append(candidate)
                logs.append(own)
                means = numpy.exp(own).mean(1).tolist()
                old_chances.append(means[0])
                chances.extend(means[1:])
                first.append(len(chances))
    labels = [tag[2:] for tag in tags if tag[0] == "B"]
    evidence = Evidence(texts, candidates=candidates, logs=logs, lexicon=lexicon, labels=labels)
    return Proposals(
        candidates, numpy.array(first, numpy.int64), numpy.array(chances), numpy.array(old_chances), lexicon, evidence
    )


def _forms(texts: Iterable[Text], opinions: Iterable[Opinion]) -> Iterator[tuple[str, ...]]:
    """Yields the forms (as tokens) of all old spans and of all spans that a model sees, but for very long ones."""
    for text, opinion in zip(texts, opinions):
        for start, end in {span[:2] for spans in (spans_of(text.tags), *opinion.spans) for span in spans}:
            if end - start <= LONGEST_SPAN:
                yield tuple(text.words[start:end])


def agreed(texts: Sequence[Text], proposals: Proposals) -> Iterator[tuple[int, Spans]]:
    """Yields (number of a candidate, option) where all models agree on an option.

    Candidates whose old label is the form's usual one are left out.
    """
    for number, candidate in enumerate(proposals.candidates):
        models = set(candidate.by_models)
        words = texts[candidate.text].words
        backed = any(
            proposals.lexicon.usual_label(tuple(words[start:end]), label) == label for start, end, label in candidate.old
        )
        if len(models) == 1 and not backed and (new := models.pop()) != candidate.old:
            yield number, new
