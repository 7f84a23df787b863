"""Cross-fitting: every model reads one fold of the cables and was trained on the other folds."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy
from threadpoolctl import threadpool_limits

from ...files import Chosen, Packed
from ...work import Progress, Where, engine_for, no_progress
from ..crf import Text, spans_of
from .encoder import read_with_encoder
from .folds import folds_of, limited
from .linear import read_with_all_features, read_with_few_features
from .network import read_with_network
from .opinion import (
    CRF_ALL,
    CRF_FEW,
    ENCODER,
    NETWORK,
    READERS,
    SCORED,
    SPANNED,
    Effort,
    Lesson,
    Opinion,
    ReaderAnswer,
    logarithms,
    tag_set,
)

_READ: dict[str, Callable[[Lesson], Iterator[ReaderAnswer]]] = {
    NETWORK: read_with_network,
    CRF_ALL: read_with_all_features,
    CRF_FEW: read_with_few_features,
    ENCODER: read_with_encoder,
}
_MODELS = {NETWORK: 2, CRF_ALL: 1, CRF_FEW: 1, ENCODER: 1}  # how many sets of spans a reader gives


class _Work(NamedTuple):
    """What every process knows before its first task."""

    texts: Sequence[Text]
    folds: list[int]
    tags: list[str]
    effort: Effort
    seed: int
    lang: str
    encoder: str


class _FoldTask(NamedTuple):
    reader: str
    fold: int


_current: dict[str, _Work] = {}  # the work of this process


def _start(work: _Work) -> None:
    _current["work"] = work


def second_opinions(
    texts: Sequence[Text],
    *,
    seed: int = 0,
    where: Where = Where(),
    effort: Effort = Effort(),
    lang: str = "en",
    encoder: str = "",
    progress: Progress = no_progress,
) -> Packed[Opinion]:
    """Returns for every text the opinion of models that were not trained on it; `encoder` names one that reads, too.

    The result depends on texts, seed, effort, lang and encoder alone, not on where the work runs.
    """
    tags, folds = tag_set(texts), folds_of(texts, seed)
    if len(set(folds)) < 2 or len(tags) == 1:
        return Packed(Opinion, _agreement(texts, tags, more=bool(encoder)))  # nothing to learn from, or nothing to learn
    # (first what takes longest, and may not be installed)
    tasks = [_FoldTask(reader, fold) for reader in ((ENCODER,) if encoder else ()) + READERS for fold in sorted(set(folds))]
    try:
        with engine_for(where, _start, (_Work(texts, folds, tags, effort, seed, lang, encoder),)) as engine:
            results = list(progress(engine.map(_read_fold, tasks), "Second opinions", len(tasks)))
    finally:
        _current.clear()
    return Packed(Opinion, _together(folds, dict(zip(tasks, results))))


def _together(folds: Iterable[int], answers: Mapping[_FoldTask, Iterable[ReaderAnswer]]) -> Iterator[Opinion]:
    """Yields the opinion on each text, given its fold: what all readers of that fold say."""
    readers = [reader for reader in (*READERS, ENCODER) if reader in {task.reader for task in answers}]
    by_fold = {
        fold: zip(*(answers[_FoldTask(reader, fold)] for reader in readers)) for fold in {task.fold for task in answers}
    }
    for fold in folds:
        own = next(by_fold[fold])
        yield Opinion(
            tuple(spans for answer in own for spans in answer.spans), numpy.stack([answer.scores for answer in own])
        )


def _agreement(texts: Iterable[Text], tags: list[str], *, more: bool) -> Iterator[Opinion]:
    """Yields opinions that agree with the labels, whatever they are, with that of an encoder or without."""
    for text in texts:
        scores = numpy.zeros((len(SCORED) + more, len(text.words), len(tags)), numpy.float16)
        yield Opinion((spans_of(text.tags),) * (len(SPANNED) + more), scores)


def _read_fold(task: _FoldTask) -> Packed[ReaderAnswer]:
    """Returns the reader's answer on each text of the fold, in the order of the texts."""
    work = _current["work"]
    members, others = (
        Chosen(work.texts, (index for index, fold in enumerate(work.folds) if (fold == task.fold) is is_member))
        for is_member in (True, False)
    )
    lesson = Lesson(
        limited(others, work.effort.most_tokens, seed=work.seed),
        members,
        work.tags,
        work.effort,
        work.seed * 31 + task.fold,
        work.lang,
        work.encoder,
    )
    if not any(tag[0] == "B" for text in lesson.training for tag in text.tags):
        return Packed(ReaderAnswer, _see_nothing(lesson, _MODELS[task.reader]))
    with threadpool_limits(1):
        return Packed(ReaderAnswer, _READ[task.reader](lesson))


def _see_nothing(lesson: Lesson, models: int) -> Iterator[ReaderAnswer]:
    """Yields the answers of a reader that never saw a mention: there are none."""
    for text in lesson.unseen:
        probabilities = numpy.zeros((len(text.words), len(lesson.tags)))
        probabilities[:, 0] = 1.0
        yield ReaderAnswer(((),) * models, logarithms(probabilities))
