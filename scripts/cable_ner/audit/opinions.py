"""Second opinions on labels: small models read one fold of the cables, trained on the others (cross-fitting)."""

import io
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy
import pycrfsuite
import spacy
import srsly
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import fix_random_seed
from threadpoolctl import threadpool_limits

from ..files import unit, write_bytes
from ..work import Where, count_processes, engine_for
from . import crf
from .crf import MISSING, OUTSIDE, Spans, Text, features, few_features, spans_of, train_crf

FOLDS = 4
NETWORK, CRFS = "network", ("crf, all features", "crf, few features")
READERS = (NETWORK, *CRFS)
# Whose probabilities are kept: the network's tagger and the CRFs. Its `ner` only says which spans it sees.
SCORED = ("tagger", *CRFS)
SPANNED = ("ner", *SCORED)
Progress = Callable[[Iterable, str, int | None], Iterable]


class Opinion(NamedTuple):
    """What the models say of one text they were not trained on.

    `spans`, one set (start, end, label: token indices) for each of SPANNED; `scores`, natural logarithms of
    the probabilities of tags, as an array (SCORED, tokens, tags) of float16.
    """

    spans: tuple[Spans, ...]
    scores: numpy.ndarray


class Effort(NamedTuple):
    """How hard the models are trained. More than `most_tokens` in the folds to train on are not looked at."""

    epochs: int = 4
    width: int = 96
    iterations: int = 60
    most_tokens: int = 400_000


def tag_set(texts: Iterable[Text]) -> list[str]:
    """Returns O, and B- and I- of every label, sorted."""
    labels = sorted({tag[2:] for text in texts for tag in text.tags if tag[:2] in ("B-", "I-")})
    return [OUTSIDE, *(f"{first}-{label}" for label in labels for first in "BI")]


def folds_of(texts: Sequence[Text], seed: int) -> list[int]:
    """Returns the fold of each text: all texts of a group in one, by hash, so that none is ever empty.

    With fewer groups than FOLDS every text is its own group. There are as many folds as groups, at most FOLDS.
    """
    keys = [text.group for text in texts]
    if len(set(keys)) < FOLDS:
        keys = [f"{text.group} {index}" for index, text in enumerate(texts)]
    # Dealt out in the order of their hashes: folds of the same number of cables.
    ranked = sorted(set(keys), key=lambda key: (unit(key, seed), key))
    fold = {key: index % FOLDS for index, key in enumerate(ranked)}
    return [fold[key] for key in keys]


# -- the work, in any process --------------------------------------------------------------------

_state: dict[str, Any] = {}


class _Task(NamedTuple):
    reader: str
    fold: int


def _start(texts: list[Text], folds: list[int], tags: list[str], effort: Effort, seed: int, lang: str) -> None:
    _state.update(texts=texts, folds=folds, tags=tags, effort=effort, seed=seed, lang=lang)


def second_opinions(
    texts: Sequence[Text],
    *,
    seed: int = 0,
    where: Where = Where(),
    effort: Effort = Effort(),
    lang: str = "en",
    progress: Progress = lambda items, _label, _total: items,
) -> list[Opinion]:
    """Returns the models' opinion of every text, which none of them was trained on.

    The outcome depends on texts, seed, effort and lang alone, not on where the work runs.
    """
    tags, folds = tag_set(texts), folds_of(texts, seed)
    if len(set(folds)) < 2 or len(tags) == 1:  # nothing to learn from, or nothing to learn
        certain = [numpy.zeros((len(SCORED), len(text.words), len(tags)), numpy.float16) for text in texts]
        return [Opinion((spans_of(text.tags),) * len(SPANNED), scores) for text, scores in zip(texts, certain)]
    tasks = [_Task(reader, fold) for reader in READERS for fold in sorted(set(folds))]
    with engine_for(where, _start, (list(texts), folds, tags, effort, seed, lang)) as engine:
        results = list(progress(engine.map(_read_fold, tasks), "Second opinions", len(tasks)))
    found: list[dict[str, tuple[list[Spans], numpy.ndarray]]] = [{} for _ in texts]
    for task, answers in zip(tasks, results):
        for index, answer in answers:
            found[index][task.reader] = answer
    return [
        Opinion(
            tuple(spans for reader in READERS for spans in answers[reader][0]),
            numpy.stack([answers[reader][1] for reader in READERS]),
        )
        for answers in found
    ]


def _read_fold(task: _Task) -> list[tuple[int, tuple[list[Spans], numpy.ndarray]]]:
    """Returns for each text of the fold its index, the spans seen and the logarithms of the tags' probabilities."""
    texts, folds, effort = _state["texts"], _state["folds"], _state["effort"]
    members = [index for index, fold in enumerate(folds) if fold == task.fold]
    others = [text for text, fold in zip(texts, folds) if fold != task.fold]
    others = _most(others, effort.most_tokens, _state["seed"])
    read = _read_with_network if task.reader == NETWORK else _read_with_crf
    if not any(tag[0] == "B" for text in others for tag in text.tags):
        read = _read_nothing
    with threadpool_limits(1):
        return list(zip(members, read(task, others, [texts[index] for index in members])))


def _read_nothing(task: _Task, others: list[Text], texts: list[Text]) -> Iterator[tuple[list[Spans], numpy.ndarray]]:
    """Yields the opinion of a model that never saw a mention: there are none."""
    for text in texts:
        chances = numpy.zeros((len(text.words), len(_state["tags"])))
        chances[:, 0] = 1.0
        yield [()] * (2 if task.reader == NETWORK else 1), _logarithms(chances)


def _most(texts: list[Text], most_tokens: int, seed: int) -> list[Text]:
    """Returns the texts of as many groups as hold at most so many tokens, chosen by hash."""
    sizes: Counter[str] = Counter()
    for text in texts:
        sizes[text.group] += len(text.words)
    chosen, total = set(), 0
    for group in sorted(sizes, key=lambda name: (unit(name, seed + 1), name)):
        if chosen and total + sizes[group] > most_tokens:
            break
        chosen.add(group)
        total += sizes[group]
    return [text for text in texts if text.group in chosen]


def _logarithms(probabilities: numpy.ndarray) -> numpy.ndarray:
    return numpy.log(numpy.clip(probabilities, 1e-6, 1.0)).astype(numpy.float16)


# -- the network: `ner` and a tagger over one tok2vec ---------------------------------------------


def _read_with_network(task: _Task, others: list[Text], texts: list[Text]) -> Iterator[tuple[list[Spans], numpy.ndarray]]:
    effort, seed, tags = _state["effort"], _state["seed"] * 31 + task.fold, _state["tags"]
    fix_random_seed(seed)
    nlp = network(_state["lang"], effort)
    examples = [_example(nlp, text) for text in others if text.words]
    _train(nlp, examples, effort, random.Random(seed))  # noqa: S311
    tagger = nlp.get_pipe("tagger")
    columns = [tagger.labels.index(tag) if tag in tagger.labels else -1 for tag in tags]
    for text in texts:
        doc = Doc(nlp.vocab, text.words, text.spaces)
        if not text.words:
            yield [(), ()], numpy.zeros((0, len(tags)), numpy.float16)
            continue
        doc = nlp.get_pipe("tok2vec")(doc)
        scores = numpy.asarray(tagger.model.predict([doc])[0])
        scores = numpy.stack([scores[:, column] if column >= 0 else scores[:, 0] * 0 for column in columns], axis=1)
        doc = nlp.get_pipe("ner")(doc)
        seen = tuple((ent.start, ent.end, ent.label_) for ent in doc.ents)
        yield [seen, spans_of([tags[index] for index in scores.argmax(1)])], _logarithms(scores)


def network(lang: str, effort: Effort) -> Language:
    """Returns an untrained pipeline of a small tok2vec, `ner`, and a tagger whose tags are B-PER and the like."""
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
    ents = [Span(reference, start, end, label) for start, end, label in spans_of(text.tags)]
    holes = [Span(reference, index, index + 1) for index, tag in enumerate(text.tags) if tag == MISSING]
    reference.set_ents(ents, missing=holes, default="outside")
    return Example(Doc(nlp.vocab, text.words, text.spaces), reference)


def _train(nlp: Language, examples: list[Example], effort: Effort, rng: random.Random) -> None:
    optimizer = nlp.initialize(lambda: examples)
    optimizer.learn_rate = 0.002
    for _ in range(effort.epochs):
        rng.shuffle(examples)
        batch: list[Example] = []
        size = 0
        for example in examples:
            batch.append(example)
            size += len(example.reference)
            if size >= _BATCH_TOKENS:
                nlp.update(batch, sgd=optimizer, drop=_DROPOUT)
                batch, size = [], 0
        if batch:
            nlp.update(batch, sgd=optimizer, drop=_DROPOUT)


_BATCH_TOKENS, _DROPOUT = 600, 0.2


# -- linear-chain CRFs ----------------------------------------------------------------------------

_CRF_PARAMETERS = {
    CRFS[0]: {"c1": 0.1, "c2": 0.1},
    CRFS[1]: {"c1": 0.3, "c2": 0.5},
}


def _read_with_crf(task: _Task, others: list[Text], texts: list[Text]) -> Iterator[tuple[list[Spans], numpy.ndarray]]:
    tags = _state["tags"]
    rows_of = features if task.reader == CRFS[0] else few_features
    descriptor, path = tempfile.mkstemp(suffix=".crf")
    os.close(descriptor)
    try:
        sequences = ((rows_of(text.words), text.tags) for text in others)
        train_crf(Path(path), sequences, _CRF_PARAMETERS[task.reader], _state["effort"].iterations)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        known = set(tagger.labels())
        for text in texts:
            seen: Spans = ()
            scores = numpy.zeros((len(text.words), len(tags)))
            if text.words:
                tagger.set(pycrfsuite.ItemSequence(rows_of(text.words)))
                seen = spans_of(tagger.tag())
                for column, tag in enumerate(tags):
                    if tag in known:
                        scores[:, column] = [tagger.marginal(tag, index) for index in range(len(text.words))]
            yield [seen], _logarithms(scores)
        tagger.close()
    finally:
        Path(path).unlink()


# -- kept on disk ---------------------------------------------------------------------------------


def cached_opinions(
    texts: Sequence[Text],
    cache: Path | None,
    *,
    seed: int = 0,
    effort: Effort = Effort(),
    lang: str = "en",
    where: Where = Where(),
    progress: Progress = lambda items, _label, _total: items,
    announce: Callable[[int, float], None] = lambda _tokens, _seconds: None,
) -> list[Opinion]:
    """Returns the second opinions on texts: from a file if they are there, else they are written into it."""
    key = opinions_key(texts, seed=seed, effort=effort, lang=lang)
    tokens = sum(len(text.words) for text in texts)
    if cache and (found := _from_cache(cache, key, texts)):
        announce(tokens, 0.0)
        return found
    announce(tokens, expected_seconds(texts, processes=where.processes, effort=effort))
    found = second_opinions(texts, seed=seed, effort=effort, lang=lang, where=where, progress=progress)
    if cache:
        _to_cache(cache, key, found)
    return found


def opinions_key(texts: Iterable[Text], *, seed: int, effort: Effort, lang: str) -> str:
    """Returns a digest of all that the second opinions depend on."""
    code = Path(__file__).read_bytes() + Path(crf.__file__).read_bytes()
    versions = f"{spacy.__version__} {numpy.__version__} {version('python-crfsuite')}"
    settings = f"{seed} {tuple(effort)} {lang} {versions} "
    state = blake2b(settings.encode() + code, digest_size=16)
    for text in texts:
        state.update(srsly.msgpack_dumps(list(text)))
    return state.hexdigest()


# CPU seconds a token to train all models on, and to read, where `features` of 5,000 tokens take so many.
_TRAINING, _READING, _FEATURES = 5.3e-4, 1.3e-4, 0.0275


def expected_seconds(texts: Sequence[Text], *, processes: int = 1, effort: Effort = Effort()) -> float:
    """Returns about how long the second opinions will take: this machine's speed is measured on a small part of the work."""
    total = sum(len(text.words) for text in texts)
    began, tokens = time.perf_counter(), 0
    for text in texts:
        if tokens >= 5000:
            break
        features(text.words)
        tokens += len(text.words)
    slowness = (time.perf_counter() - began) / max(tokens, 1) * 5000 / _FEATURES
    trained_on = FOLDS * min(total * (FOLDS - 1) / FOLDS, effort.most_tokens)
    return (trained_on * _TRAINING * effort.epochs / 4 + total * _READING) * slowness / count_processes(processes)


def _to_cache(cache: Path, key: str, opinions: list[Opinion]) -> None:
    labels = sorted({span[2] for opinion in opinions for spans in opinion.spans for span in spans})
    rows = [
        (number, kind, start, end, labels.index(label))
        for number, opinion in enumerate(opinions)
        for kind, spans in enumerate(opinion.spans)
        for start, end, label in spans
    ]
    scores = [opinion.scores for opinion in opinions]
    buffer = io.BytesIO()
    numpy.savez(
        buffer,
        key=numpy.array(key),
        labels=numpy.array(labels or [""]),
        spans=numpy.array(rows, numpy.int64).reshape(-1, 5),
        scores=numpy.concatenate(scores, axis=1) if scores else numpy.zeros((len(SCORED), 0, 1), numpy.float16),
    )
    cache.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(cache, buffer.getvalue())


def _from_cache(cache: Path, key: str, texts: list[Text]) -> list[Opinion] | None:
    try:
        with numpy.load(cache, allow_pickle=False) as data:
            if str(data["key"]) != key:
                return None
            labels, rows, scores = [str(label) for label in data["labels"]], data["spans"].tolist(), data["scores"]
    except (OSError, EOFError, ValueError, KeyError, BadZipFile):  # (a damaged one is made anew)
        return None
    spans: list[list[list[tuple[int, int, str]]]] = [[[] for _ in SPANNED] for _ in texts]
    for number, kind, start, end, label in rows:
        spans[number][kind].append((start, end, labels[label]))
    found, at = [], 0
    for text, own in zip(texts, spans):
        found.append(Opinion(tuple(map(tuple, own)), scores[:, at : at + len(text.words)]))
        at += len(text.words)
    return found
