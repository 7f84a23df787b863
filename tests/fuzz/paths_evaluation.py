"""Paths over mentions: label comparison, scores, errors, samples, and the comparison of two models."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path as File
from typing import Any

from spacy.tokens import Doc

from cable_ner.evaluation import SystemRun, as_reference, scores
from cable_ner.evaluation.alignment import FlatCable, Segment, align, flatten, restrict
from cable_ner.evaluation.breakdown import Breakdown
from cable_ner.evaluation.cards import groups
from cable_ner.evaluation.comparison import comparison
from cable_ner.evaluation.errors import errors
from cable_ner.evaluation.facets import facets
from cable_ner.evaluation.gazetteer import memorise
from cable_ner.evaluation.label_accuracy import compare, left_out
from cable_ner.evaluation.reading import Reading
from cable_ner.evaluation.rule_effects import changes, judge
from cable_ner.evaluation.sampling import as_csv, draw
from cable_ner.retraining.comparison import Sides, findings_of
from cable_ner.retraining.drift.facts import CableFacts, note
from cable_ner.retraining.gate import FROZEN, HeldOut
from tests.fuzz.many_mentions import Path, Sizes, cable, docs, docs_of, flat, run, with_holes


def _compared(sizes: Sizes) -> Callable[[], Any]:
    ours, gold = flat(sizes), flat(sizes, "MISC")
    segments = align(ours, gold) if sizes.is_one else list(_own_segments(gold))
    return lambda: (compare(ours, gold, segments, Breakdown()), left_out(gold, segments), restrict(segments, segments))


def _own_segments(gold: FlatCable) -> Iterator[Segment]:
    yield from (Segment(start, start, len(piece)) for start, piece in zip(gold.starts, gold.pieces))


def _untrusted(sizes: Sizes) -> Callable[[], Any]:
    ours, gold = flatten(docs_of(with_holes(cable(sizes)))), flat(sizes)
    return lambda: (compare(ours, gold, align(ours, gold), Breakdown()), compare(gold, ours, align(gold, ours), Breakdown()))


def _changed(sizes: Sizes) -> Callable[[], Any]:
    before, after = cable(sizes), cable(sizes, "MISC")
    gold = flat(sizes)
    segments = list(_own_segments(gold))
    return lambda: list(judge(changes(before, after), gold, segments=segments))


def _aligned(sizes: Sizes) -> Callable[[], Any]:
    ours, other = flat(sizes), flatten([docs_of(cable(Sizes(1, True, sizes.names)))[0], *docs(sizes)])
    return lambda: align(ours, other)


def _scored(sizes: Sizes) -> Callable[[], Any]:
    def work() -> Any:
        made = SystemRun(as_reference(docs(sizes)), Reading(run(sizes).reading.found))
        return scores(made), facets(made, {}), groups(errors(made, {})), comparison(made, made, other="x", forms={})

    run(sizes)
    return work


def _other_model(sizes: Sizes) -> Callable[[], Any]:
    """Returns the comparison of two models that differ at every second mention."""
    ours = run(sizes)
    theirs = SystemRun(ours.test, Reading([list(one.mentions) for one in ours.test.paragraphs]))
    test = HeldOut(FROZEN, "gold", File("x"), decides=True)
    return lambda: (comparison(ours, theirs, other="x", forms={}), findings_of([Sides(test, ours, theirs)]))


def _cable_each(sizes: Sizes) -> list[Doc]:
    """Returns the Docs as those of cables of their own."""
    made = docs_of(cable(sizes))
    for number, doc in enumerate(made):
        doc.user_data["cable"] = f"{number}.txt"
    return made


def _other_model_by_cable(sizes: Sizes) -> Callable[[], Any]:
    test = as_reference(_cable_each(sizes))
    ours = SystemRun(test, Reading(run(sizes).reading.found))
    theirs = SystemRun(test, Reading([list(one.mentions) for one in test.paragraphs]))
    return lambda: findings_of([Sides(HeldOut(FROZEN, "gold", File("x"), decides=True), ours, theirs)])


def _facts(sizes: Sizes) -> Callable[[], Any]:
    made = _cable_each(sizes)

    def work() -> dict[str, CableFacts]:
        found: dict[str, CableFacts] = {}
        for doc in made:
            note(found, doc)
        return found

    return work


def _looked_up(sizes: Sizes) -> Callable[[], Any]:
    made = docs(sizes)

    def work() -> Any:
        known = memorise(lambda: made)
        return [known.find(doc) for doc in made]

    return work


PATHS: dict[str, Path] = {
    "label comparison: flat text": lambda sizes: partial(flatten, docs(sizes)),
    "label comparison": _compared,
    "label comparison: untrusted": _untrusted,
    "label comparison: rules": _changed,
    "label comparison: alignment": _aligned,
    "scores and errors": _scored,
    "sample to check": lambda sizes: lambda made=docs(sizes): as_csv(draw(lambda: made, 200)),
    "gazetteer of train": _looked_up,
    "two models": _other_model,
    "two models, a cable a paragraph": _other_model_by_cable,
    "drift: facts of cables": _facts,
}
