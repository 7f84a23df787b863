"""The linear readers: CRFs over all the usual features, or over those that also work for unseen tokens."""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy
import pycrfsuite

from ..crf import Features, Spans, Text, features, few_features, spans_of, train_crf
from .opinion import Lesson, ReaderAnswer, logarithms

FeaturesOf = Callable[[Sequence[str]], Features]


def read_with_all_features(lesson: Lesson) -> Iterator[ReaderAnswer]:
    """Yields for each unseen text the spans and log probabilities of a CRF over all features."""
    return _read(lesson, features, {"c1": 0.1, "c2": 0.1})


def read_with_few_features(lesson: Lesson) -> Iterator[ReaderAnswer]:
    """Yields for each unseen text the spans and log probabilities of a CRF that knows no token by its full form."""
    return _read(lesson, few_features, {"c1": 0.3, "c2": 0.5})


def _read(lesson: Lesson, features_of: FeaturesOf, parameters: Mapping[str, float]) -> Iterator[ReaderAnswer]:
    descriptor, path = tempfile.mkstemp(suffix=".crf")
    os.close(descriptor)
    try:
        sequences = ((features_of(text.words), text.tags) for text in lesson.training)
        train_crf(Path(path), sequences, parameters, lesson.effort.iterations)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        for text in lesson.unseen:
            yield _answer(tagger, text, features_of, lesson.tags)
        tagger.close()
    finally:
        Path(path).unlink()


def _answer(tagger: pycrfsuite.Tagger, text: Text, features_of: FeaturesOf, tags: list[str]) -> ReaderAnswer:
    seen: Spans = ()
    scores = numpy.zeros((len(text.words), len(tags)))
    if text.words:
        tagger.set(pycrfsuite.ItemSequence(features_of(text.words)))
        seen = spans_of(tagger.tag())
        known = set(tagger.labels())
        for column, tag in enumerate(tags):
            if tag in known:
                scores[:, column] = [tagger.marginal(tag, index) for index in range(len(text.words))]
    return ReaderAnswer((seen,), logarithms(scores))
