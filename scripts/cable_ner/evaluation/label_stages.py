"""The accuracy of silver labels against gold at each stage: as tagged, after rules, after corrections, after audit."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from ..corpus import GOLD, LEAVE_OUT, SILVER, is_annotated, make_docs, read_cable
from ..files import Failure, Source, as_table, read_docs, sources
from ..labels import ANY, OF_THESE, Corrections, correct
from ..rules import Rule, RuleBook, apply_rules
from ..text import Cable, CableError, Scheme
from ..work import Progress, no_progress
from .alignment import FlatCable, Segment, align, flatten, restrict
from .breakdown import Breakdown
from .label_accuracy import compare, left_out
from .pairing import KINDS
from .rule_effects import RuleEffect, changes, judge
from .twins import Twin, find_twins


class Stage(StrEnum):
    """A version of the labels on their way into training."""

    TAGGED = "as tagged"
    RULED = "after rules"
    CORRECTED = "after corrections"
    AUDITED = "after audit"


class NoTwinsError(ValueError):
    """No cable has both silver and gold labels."""


def against_gold(
    silver: Sequence[str],
    gold: Sequence[str],
    *,
    rules: Sequence[Rule],
    corrections: Corrections = Corrections(),
    corrections_use: str = ANY,
    audited: Path | None = None,
    scheme: Scheme = Scheme(),
    lang: str = "en",
    unannotated: str = LEAVE_OUT,
    progress: Progress = no_progress,
) -> dict[str, Any]:
    """Returns how the labels of silver cables compare with those of their gold twins, at each stage.

    `silver` and `gold` are files, folders and archives of cables, `audited` a DocBin file or folder of shards. Silver cables
    without any annotation have no labels to compare, unless `unannotated` says that they hold no names.
    Raises NoTwinsError if no cable has both kinds of labels, and OSError for what cannot be read.
    """
    nlp = spacy.blank(lang)
    failures: list[str] = []
    hand_checked = list(_cables(progress(sources(gold), "Reading gold", None), scheme, failures))
    labelled = _cables(progress(sources(silver), "Reading silver", None), scheme, failures)
    unlabelled: list[str] = []
    if unannotated == LEAVE_OUT:
        labelled = _annotated(labelled, unlabelled)
    twins = find_twins(labelled, hand_checked)
    if not twins.found:
        why = f" ({'; '.join(failures[:3])})" if failures else ""
        why += f" ({len(unlabelled)} more have no annotation)" if unlabelled else ""
        raise NoTwinsError(
            f"none of the {twins.silver} cables in {' '.join(silver)} is one of the {len(hand_checked)} in"
            f" {' '.join(gold)}{why}; give the same cables with the tagger's labels and with gold ones"
        )
    repaired = _docs_by_cable(audited, nlp, {twin.silver.name for twin in twins.found}) if audited else {}
    if corrections_use == OF_THESE and not corrections.are_about(twin.silver.name for twin in twins.found):
        corrections = Corrections()
    comparison = StageComparison(nlp, RuleBook(rules), corrections)
    for twin in progress(twins.found, "Comparing", len(twins.found)):
        comparison.add(twin, repaired.get(twin.silver.name))
    return {
        "cables": {
            "silver": twins.silver, "gold": len(hand_checked), "compared": len(twins.found),
            "gold_alone": twins.alone, "texts_differ": comparison.differing, "not_read": failures,
            "unlabelled": unlabelled,
        },
        **comparison.figures(),
    }  # fmt: skip


class StageComparison:
    """The labels of silver cables at each stage, compared with the gold ones cable by cable."""

    def __init__(self, nlp: Language, book: RuleBook, corrections: Corrections) -> None:
        self.nlp, self.book, self.corrections = nlp, book, corrections
        stages = [Stage.TAGGED, *([Stage.RULED] if book.rules else []), *([Stage.CORRECTED] if corrections else [])]
        self.results = {stage: Breakdown() for stage in stages}
        self.untrusted = dict.fromkeys(stages, 0)
        self.covered: dict[Stage, Breakdown] = {}  # the same in the paragraphs that were audited
        self.effects: defaultdict[str, RuleEffect] = defaultdict(RuleEffect)
        self.differing: list[dict[str, Any]] = []

    def add(self, twin: Twin, audited: Sequence[Doc] | None = None) -> None:
        """Compares a cable with its gold twin; `audited` are the cable's Docs after the audit, if it has been audited."""
        reference = flatten(_docs(twin.gold, self.nlp, GOLD))
        versions = {Stage.TAGGED: twin.silver, Stage.RULED: apply_rules(twin.silver, self.book)}
        if self.corrections:
            versions[Stage.CORRECTED], _ = correct(twin.silver, self.book, self.corrections)
        flats = {stage: flatten(_docs(versions[stage], self.nlp, SILVER)) for stage in self.results}
        segments = align(flats[Stage.TAGGED], reference)
        if not _is_whole(segments, reference):
            self.differing.append(_differing(twin, reference, segments))
        for stage, flat in flats.items():
            self.untrusted[stage] += compare(flat, reference, segments, self.results[stage])
        for rule, effect in judge(changes(twin.silver, versions[Stage.RULED]), reference, segments=segments):
            self.effects[rule].add(effect)
        if audited:
            self._add_audited({**flats, Stage.AUDITED: flatten(audited)}, reference)

    def _add_audited(self, flats: dict[Stage, FlatCable], reference: FlatCable) -> None:
        """Compares every stage in the paragraphs that the audit has, so that the figures can be set side by side."""
        here = align(flats[Stage.AUDITED], reference)
        for stage, flat in flats.items():
            same = here if stage is Stage.AUDITED else restrict(align(flat, reference), here)
            compare(flat, reference, same, self.covered.setdefault(stage, Breakdown()))

    def figures(self) -> dict[str, Any]:
        """Returns all figures of each stage, and the effect of each rule, those that changed most first."""
        ranked = sorted(self.effects, key=lambda name: (-self.effects[name].changed, name))
        return {
            "labels": {
                str(stage): {**found.as_dict(), "untrusted": self.untrusted[stage]} for stage, found in self.results.items()
            },
            "audited": {str(stage): found.as_dict() for stage, found in self.covered.items()},
            "rules": {name: vars(self.effects[name]) for name in ranked},
        }


def _cables(inputs: Iterable[Source | Failure], scheme: Scheme, failures: list[str]) -> Iterator[Cable]:
    """Yields the cables that can be read, and adds a line to `failures` for each that cannot."""
    for source in inputs:
        if isinstance(source, Failure):
            if source.fatal:
                failures.append(f"{source.name}: {source.message}")
            continue
        try:
            yield read_cable(source, scheme)
        except CableError as error:
            failures.append(f"{source.name}:{error.line}: {error.message}")


def _annotated(cables: Iterable[Cable], unlabelled: list[str]) -> Iterator[Cable]:
    """Yields the cables with an annotation, and adds the names of the others to `unlabelled`."""
    for cable in cables:
        if is_annotated(cable):
            yield cable
        else:
            unlabelled.append(cable.name)


def _docs(cable: Cable, nlp: Language, labels: str) -> list[Doc]:
    return [outcome.doc for outcome in make_docs(cable, nlp, labels=labels)]


def _docs_by_cable(path: Path, nlp: Language, wanted: set[str]) -> dict[str, list[Doc]]:
    """Returns the Docs of the wanted cables in reading order; those with gold labels are left out."""
    found: dict[str, list[Doc]] = defaultdict(list)
    for doc in read_docs(path, nlp.vocab):
        if doc.user_data.get("cable") in wanted and doc.user_data.get("labels") != GOLD:
            found[doc.user_data["cable"]].append(doc)
    return {name: sorted(docs, key=lambda doc: doc.user_data.get("index", 0)) for name, docs in found.items()}


def _is_whole(segments: Sequence[Segment], reference: FlatCable) -> bool:
    return len(segments) == 1 and segments[0].length == reference.length and segments[0].ours == 0


def _differing(twin: Twin, reference: FlatCable, segments: Sequence[Segment]) -> dict[str, Any]:
    """Returns a note on twins whose texts differ: how much could be compared."""
    return {
        "silver": twin.silver.name,
        "gold": twin.gold.name,
        "known_by": twin.by,
        "paragraphs": len(reference.pieces),
        "paragraphs_compared": len(segments),
        "mentions": len(reference.mentions),
        "mentions_left_out": left_out(reference, segments),
    }


_FIGURES = ("p", "r", "f", "support", *KINDS)
_COLUMNS = ("precision", "recall", "f1", "support", *KINDS)


def label_table(figures: dict[str, Any]) -> str:
    """Returns the figures of `against_gold` as comma-separated values: a row per stage, label and zone."""
    return as_table(("labels", "of", "name", *_COLUMNS), _label_rows(figures))


def _label_rows(figures: dict[str, Any]) -> Iterator[tuple[object, ...]]:
    for part in ("labels", "audited"):
        for stage, found in figures[part].items():
            name = stage if part == "labels" else f"{stage} (audited paragraphs)"
            yield (name, "all", "", *_cells(found["all"]))
            for of in ("label", "zone"):
                yield from ((name, of, key, *_cells(row)) for key, row in found[f"per_{of}"].items())


def _cells(row: dict[str, Any]) -> tuple[object, ...]:
    return tuple(f"{row[key]:.4f}" if key in "prf" else row[key] for key in _FIGURES)


def rule_table(figures: dict[str, Any]) -> str:
    """Returns the effects of the rules in the figures of `against_gold` as comma-separated values."""
    return as_table(("rule", *vars(RuleEffect())), [(rule, *effect.values()) for rule, effect in figures["rules"].items()])
