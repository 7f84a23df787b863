"""The reader that knows the language beforehand: a pretrained encoder, fine-tuned as a teacher is (extra `teacher`)."""

from collections.abc import Iterable, Iterator
from itertools import groupby

import numpy
import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab

from ...training import TeacherEffort, read_unseen
from ..crf import Text
from .network import set_labels
from .opinion import Lesson, ReaderAnswer, logarithms

EPOCHS = 3


def read_with_encoder(lesson: Lesson) -> Iterator[ReaderAnswer]:
    """Yields for each unseen text the spans and log probabilities of a fine-tuned encoder.

    Raises ValueError if the encoder cannot be loaded, or PyTorch or transformers is not installed.
    """
    vocab = spacy.blank(lesson.lang).vocab
    effort = TeacherEffort(lesson.encoder, epochs=EPOCHS, seed=lesson.seed, lang=lesson.lang)
    labels = [tag[2:] for tag in lesson.tags if tag[0] == "B"]
    for said in read_unseen(_cables(lesson.training, vocab), _cables(lesson.unseen, vocab), labels, effort):
        yield ReaderAnswer((said.spans,), logarithms(numpy.exp(said.scores)))


def _cables(texts: Iterable[Text], vocab: Vocab) -> Iterator[list[Doc]]:
    """Yields the Docs of each cable, whose texts follow each other."""
    for _, own in groupby(texts, key=lambda text: text.group):
        yield [set_labels(Doc(vocab, text.words, text.spaces), text) for text in own]
