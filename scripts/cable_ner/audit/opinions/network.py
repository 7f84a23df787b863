"""The neural reader: spaCy's `ner` and a tagger that predicts B-PER and the like, over one small tok2vec."""

import random
from collections.abc import Iterable, Iterator, Sequence

import numpy
import spacy
from spacy.language import Language
from spacy.pipeline import Tagger, TrainablePipe
from spacy.tokens import Doc, Span
from spacy.training import Example
from thinc.api import fix_random_seed

from ..crf import MISSING, Text, spans_of
from .opinion import Effort, Lesson, ReaderAnswer, logarithms

_BATCH_TOKENS, _DROPOUT, _LEARN_RATE = 600, 0.2, 0.002


def read_with_network(lesson: Lesson) -> Iterator[ReaderAnswer]:
    """Yields the spans of `ner` and of the tagger, and the tagger's log probabilities, for each unseen text."""
    fix_random_seed(lesson.seed)
    nlp = network(lesson.lang, lesson.effort)
    _train(nlp, lesson.training, lesson.effort, random.Random(lesson.seed))  # noqa: S311
    tagger = nlp.get_pipe("tagger")
    assert isinstance(tagger, Tagger)
    columns = [tagger.labels.index(tag) if tag in tagger.labels else -1 for tag in lesson.tags]
    for text in lesson.unseen:
        yield _answer(nlp, tagger, text, lesson.tags, columns)


def _answer(nlp: Language, tagger: Tagger, text: Text, tags: list[str], columns: list[int]) -> ReaderAnswer:
    """Returns what the trained models say of a text; `columns` has the tagger's column for each tag, -1 for none."""
    if not text.words:
        return ReaderAnswer(((), ()), numpy.zeros((0, len(tags)), numpy.float16))
    doc = nlp.get_pipe("tok2vec")(Doc(nlp.vocab, text.words, text.spaces))
    scores = numpy.asarray(tagger.model.predict([doc])[0])
    scores = numpy.stack([scores[:, column] if column >= 0 else scores[:, 0] * 0 for column in columns], axis=1)
    doc = nlp.get_pipe("ner")(doc)
    seen = tuple((ent.start, ent.end, ent.label_) for ent in doc.ents)
    return ReaderAnswer((seen, spans_of([tags[index] for index in scores.argmax(1)])), logarithms(scores))


def network(lang: str, effort: Effort) -> Language:
    """Returns an untrained pipeline: a small tok2vec, `ner`, and a tagger."""
    nlp = spacy.blank(lang)
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": effort.width, "upstream": "tok2vec"}
    embed = {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": effort.width,
        "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
        "rows": [4000, 1000, 2000, 1000],
        "include_static_vectors": False,
    }
    encode = {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": effort.width,
        "depth": 3,
        "window_size": 1,
        "maxout_pieces": 3,
    }
    nlp.add_pipe("tok2vec", config={"model": {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode}})
    parser = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": listener,
    }
    nlp.add_pipe("ner", config={"model": parser})
    tagger = {"@architectures": "spacy.Tagger.v2", "normalize": True, "tok2vec": listener}
    nlp.add_pipe("tagger", config={"model": tagger})
    return nlp


def _example(nlp: Language, text: Text) -> Example:
    reference = Doc(nlp.vocab, text.words, text.spaces, tags=["" if tag == MISSING else tag for tag in text.tags])
    return Example(Doc(nlp.vocab, text.words, text.spaces), set_labels(reference, text))


def set_labels(doc: Doc, text: Text) -> Doc:
    """Sets the ents of a Doc of this text, also where they are missing, and returns it."""
    ents = [Span(doc, start, end, label) for start, end, label in spans_of(text.tags)]
    holes = [Span(doc, index, index + 1) for index, tag in enumerate(text.tags) if tag == MISSING]
    doc.set_ents(ents, missing=holes, default="outside")
    return doc


def _train(nlp: Language, texts: Sequence[Text], effort: Effort, rng: random.Random) -> None:
    """Trains the pipeline on texts. Their Docs, which take 1 kB a token, are made for one batch at a time."""
    numbers = [number for number, text in enumerate(texts) if text.words]
    optimizer = nlp.initialize(lambda: (_example(nlp, texts[number]) for number in numbers))
    optimizer.learn_rate = _LEARN_RATE
    components = [component for _, component in nlp.pipeline if isinstance(component, TrainablePipe)]
    for _ in range(effort.epochs):
        rng.shuffle(numbers)
        for batch in _batches(_example(nlp, texts[number]) for number in numbers):
            for component in components:  # as nlp.update does, which would copy the Docs
                component.update(batch, drop=_DROPOUT)
                component.finish_update(optimizer)


def _batches(examples: Iterable[Example]) -> Iterator[list[Example]]:
    """Yields batches that hold at least _BATCH_TOKENS tokens; the last one may hold fewer."""
    batch: list[Example] = []
    size = 0
    for example in examples:
        batch.append(example)
        size += len(example.reference)
        if size >= _BATCH_TOKENS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
