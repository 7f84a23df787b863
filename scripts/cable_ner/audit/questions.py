"""What to ask a person, and in which order: by how many mentions an answer is expected to put right, and at random."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import groupby

import numpy

from ..files import unit
from .audited_docs import AuditedDoc
from .form_questions import FormQuestions, extended_roles
from .ranked_question import PLACE, Answer, RankedQuestion
from .verdicts import Edit, Judged

# Forms whose answer is worth at least this many mentions come first. After them every other question is drawn at random,
# because the regressions learn most from decisions that nobody selected (STUDY-LABELS.md).
_WORTH_FIRST = 4.0


def questions(
    docs: Sequence[AuditedDoc], judged: Judged, suspects: Sequence[Edit], *, seed: int
) -> Iterator[RankedQuestion]:
    """Yields what to ask a person, in order: forms that are worth much, then alternately the most useful and a random one.

    Every suspect is part of a question about its form if that is worth more than asking about each place alone. A question
    about a place is made when it is its turn.
    """
    asking = FormQuestions(docs, judged, suspects)
    gains = numpy.fromiter(map(asking.gain, range(len(suspects))), float, len(suspects))
    forms = sorted(_forms(asking, gains), key=_rank)
    first = [question for question in forms if question.gain >= _WORTH_FIRST]
    others = forms[len(first) :]
    asked_first, asked = _asked(first, len(suspects)), _asked(forms, len(suspects))
    drawn = (asking.place(number) for number in _at_random(docs, suspects, seed) if not asked_first[number])
    yield from first
    yield from _by_turns(merge(others, _places(asking, gains, numpy.flatnonzero(~asked)), key=_rank), drawn)


def _asked(forms: Iterable[RankedQuestion], count: int) -> numpy.ndarray:
    """Returns for each of so many suspects whether a form's question is about it."""
    asked = numpy.zeros(count, bool)
    for question in forms:
        asked[question.suspects] = True
    return asked


def _rank(question: RankedQuestion) -> tuple[float, Answer, list[int]]:
    return -round(question.gain, 6), question.answer, question.suspects


def _forms(asking: FormQuestions, gains: numpy.ndarray) -> Iterator[RankedQuestion]:
    """Yields the questions about forms that are worth more than asking about each of their places alone."""
    extended = extended_roles(asking.docs)
    by_role: defaultdict[tuple[str, str], array[int]] = defaultdict(lambda: array("I"))
    for number in range(len(gains)):
        answer = asking.answer(number)
        if answer and (answer.form, answer.label) not in extended:
            by_role[answer.form, answer.label].append(number)
    for role, members in sorted(by_role.items()):
        question = asking.about(role, members)
        if question and question.gain > gains[question.suspects].max():
            yield question


def _places(asking: FormQuestions, gains: numpy.ndarray, numbers: numpy.ndarray) -> Iterator[RankedQuestion]:
    """Yields the questions about the places of suspects with these numbers, by rank; only equal ones are made at once."""
    ranks = numpy.array([-round(gain, 6) for gain in gains[numbers].tolist()])
    order = numpy.argsort(ranks, kind="stable").tolist()
    for _, equal in groupby(order, key=ranks.__getitem__):
        yield from sorted((asking.place(int(numbers[at])) for at in equal), key=_rank)


def _at_random(docs: Sequence[AuditedDoc], suspects: Sequence[Edit], seed: int) -> list[int]:
    """Returns the indices of the suspects in a random order, which depends on the seed and on where each stands."""
    keys = (f"{docs[edit.doc].text.group} {docs[edit.doc].number} {edit.start} {edit.end}" for edit in suspects)
    found: list[int] = numpy.argsort([unit(key, seed) for key in keys], kind="stable").tolist()
    return found


def _by_turns(ranked: Iterable[RankedQuestion], drawn: Iterator[RankedQuestion]) -> Iterator[RankedQuestion]:
    """Yields alternately the next question by rank and the next drawn at random; no place twice."""
    seen: set[int] = set()
    for question in ranked:
        if question.kind == PLACE and question.suspects[0] in seen:
            continue
        seen.update(question.suspects)
        yield question
        random = next((place for place in drawn if place.suspects[0] not in seen), None)
        if random:
            seen.update(random.suspects)
            yield random._replace(is_drawn=True)
