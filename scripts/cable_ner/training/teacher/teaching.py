"""Teacher and student: an encoder learns from the cables to train on, and labels those that nobody has annotated.

The small recipe then learns from both. What is written is of whole cables, and goes on where it was stopped: the state after
each epoch, and each file of labelled cables, bear the digest of what they were made of.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import spacy
import srsly
import torch
import transformers
from spacy.tokens import Doc

from ...corpus import whole_cables
from ...files import (
    ENDING,
    SHARD_CHARACTERS,
    digest,
    link_or_copy,
    locked,
    new_docbin,
    read_docs,
    replacing,
    shard_files,
    texts_digest,
    write_bytes,
)
from ...rules import LabelRules, rules_digest
from ...work import Progress, no_progress
from ..lesson import TAUGHT, TAUGHT_FOLDER, TAUGHT_REPORT, TeacherLesson
from ..texts import TextCounts, Texts, is_unlabelled, shown
from .fitting import fit, untrained
from .labelling import calibrate, set_labels, tag_cables
from .network import WordTagger

_STATE, _LABELLED, _ENCODERS, _LOCK = "teacher.pt", "labelled", "encoders", ".teach.lock"


def teach(
    lesson: TeacherLesson, progress: Progress = no_progress, *, announce: Callable[[TextCounts], None] | None = None
) -> dict[str, Any]:
    """Writes a folder of DocBins, of the cables to train on and of those that the teacher labelled; returns the report.

    `announce` is called with what was read, once all is. Raises ValueError if there is nothing to learn from or to label,
    or the encoder cannot be loaded, and OSError.
    """
    lesson.output.mkdir(parents=True, exist_ok=True)
    with locked(lesson.output / _LOCK):
        taught = _taught(lesson, progress)
        network = taught.network
        counts, tally = TextCounts(), Counter[str]()
        made = list(_labelled(lesson, taught, counts, tally, progress=progress))
        if not made:
            told = "; ".join(["there is no cable without annotations to label", *list(shown(counts))[1:]])
            raise ValueError(f"{told}; give files, folders or archives of cables")
        if announce:
            announce(counts)
        report = {
            "labels": network.tags.labels,
            "encoder": lesson.effort.encoder,
            "sure": lesson.sure,
            "temperature": round(taught.temperature, 3),
            "f1_on_dev": taught.f1,
            "effort": asdict(lesson.effort),
            "text": counts.as_json(),
            "labelled": dict(sorted(tally.items())),
            "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
        }
        with replacing(lesson.output, [TAUGHT_FOLDER, TAUGHT_REPORT]) as scratch:
            (scratch / TAUGHT_FOLDER).mkdir()
            for number, file in enumerate(chain(shard_files(lesson.train), made)):
                link_or_copy(file, scratch / TAUGHT_FOLDER / f"{number:05d}{ENDING}")
            # By these a model is known later as one that has learned from both; see `training.taught`.
            report["digests"] = {
                "train": texts_digest(shard_files(lesson.train)),
                "all": texts_digest(shard_files(scratch / TAUGHT_FOLDER)),
            }
            write_bytes(scratch / TAUGHT_REPORT, (srsly.json_dumps(report, indent=2) + "\n").encode())
        # Labels of other teachers, and of cables that are no longer given
        for file in set((lesson.output / _LABELLED).iterdir()) - set(made):
            file.unlink()
    return report


class _Taught(NamedTuple):
    """A trained teacher, a digest of all it was made of, its temperature, and its F1 on dev (None: that has no mentions)."""

    network: WordTagger
    key: str
    temperature: float
    f1: float | None


def _taught(lesson: TeacherLesson, progress: Progress) -> _Taught:
    """Returns the teacher, trained unless it is there."""
    nlp = spacy.blank(lesson.effort.lang)
    train = list(whole_cables(read_docs(lesson.train, nlp.vocab)))
    labels = sorted({ent.label_ for docs in train for doc in docs for ent in doc.ents})
    if not labels:
        raise ValueError(f"{lesson.train}: has no mention to learn from; convert annotated cables")
    network = untrained(labels, lesson.effort, lesson.output / _ENCODERS)
    key = digest(" ".join([lesson.key(), network.digest(), torch.__version__, transformers.__version__]))
    state = lesson.output / f"{key[:16]}-{_STATE}"
    for file in lesson.output.glob(f"*-{_STATE}"):
        if file != state:
            file.unlink()
    fit(network, train, lesson.effort, kept=state, progress=progress)
    dev = list(whole_cables(read_docs(lesson.dev, nlp.vocab)))
    temperature = calibrate(network, dev, lesson.effort.window)
    return _Taught(network, key, temperature, _f1(network, dev, lesson.effort.window))


def _f1(network: WordTagger, dev: Sequence[Sequence[Doc]], size: int) -> float | None:
    """Returns the F1 of the teacher alone, with what touches missing labels left out."""
    both, all_ = 0, 0
    for docs, tagged in zip(dev, tag_cables(network, dev, size)):
        for doc, own in zip(docs, tagged):
            missing = {token.i for token in doc if not token.ent_iob}
            found = {span for span in network.tags.spans(own.numbers.tolist()) if missing.isdisjoint(range(*span[:2]))}
            right = {(ent.start, ent.end, ent.label_) for ent in doc.ents}
            both, all_ = both + len(found & right), all_ + len(found) + len(right)
    return round(2 * both / all_, 4) if all_ else None


def _labelled(
    lesson: TeacherLesson, teacher: _Taught, counts: TextCounts, tally: Counter[str], *, progress: Progress
) -> Iterator[Path]:
    """Yields the files of labelled cables, each written unless it is there; counts what they hold."""
    folder = lesson.output / _LABELLED
    folder.mkdir(exist_ok=True)
    nlp = spacy.blank(lesson.effort.lang)
    rules = LabelRules()
    rules.initialize(nlp=nlp, labels=teacher.network.tags.labels)
    key = digest(f"{teacher.key} {lesson.sure} {rules_digest(rules.book.rules)}")
    for cables in _portions(lesson.texts, counts, progress):
        unlabelled = digest(new_docbin(doc for docs in cables for doc in docs).to_bytes())
        path = folder / f"{digest(f'{key} {unlabelled}')}{ENDING}"
        if not path.exists():
            set_labels(teacher.network, cables, size=lesson.effort.window, sure=lesson.sure, rules=rules)
            docs = [doc for own in cables for doc in own]
            for doc in docs:
                doc.user_data["labels"] = TAUGHT
            write_bytes(path, new_docbin(docs).to_bytes())
        tally["cables"] += len(cables)
        for doc in read_docs(path, nlp.vocab):
            tally["tokens"] += len(doc)
            tally["missing"] += sum(not token.ent_iob for token in doc)
            tally.update(ent.label_ for ent in doc.ents)
        yield path


def _portions(texts: Texts, counts: TextCounts, progress: Progress) -> Iterator[list[list[Doc]]]:
    """Yields the cables that nobody has annotated, as many at once as fill a file."""
    waiting: list[list[Doc]] = []
    size = 0
    for docs in whole_cables(texts.read(counts, progress)):
        if is_unlabelled(docs):
            waiting.append(docs)
            size += sum(len(doc.text) for doc in docs)
        if size >= SHARD_CHARACTERS:
            yield waiting
            waiting, size = [], 0
    if waiting:
        yield waiting
