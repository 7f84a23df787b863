"""Two models compared on the same tests."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..corpus import BASELINE, GOLD, Increment, increments
from ..evaluation import MACRO, SystemRun, as_reference, kind_of, read, scores
from ..files import ENDING, read_docs
from ..model import load_model
from ..work import Progress, no_progress
from .gate import FROZEN, NEW, ComparedCounts, Finding, Gate, HeldOut, findings
from .stock import Stock


def held_out_tests(there: Stock, folder: Path) -> list[HeldOut]:
    """Gathers the tests in `folder`, frozen and new, gold and silver separately; returns those that decide first.

    Raises ValueError if the increments that the current model has seen have no test cables.
    """
    found = []
    for name, members in ((FROZEN, there.seen), (NEW, there.new)):
        by_kind: dict[str, list[Increment]] = {}
        for one in members:
            if kind := increments.labels_of(one, "test"):
                by_kind.setdefault(kind, []).append(one)
        for kind, own in sorted(by_kind.items()):  # (gold first)
            path = increments.gather(own, "test", folder / f"{name}-{kind}" / f"test{ENDING}")
            if kind == GOLD and any(increments.docbins(one, BASELINE) for one in own):
                increments.gather(own, BASELINE, path.with_name(BASELINE + ENDING))
            found.append(HeldOut(name, kind, path, decides=kind == GOLD))
    if not any(test.name == FROZEN for test in found):
        raise ValueError(
            "there are no test cables to compare models on; convert more cables, or give hand-checked ones (--gold)"
        )
    if not any(test.decides for test in found):
        found = [test._replace(decides=test.name == FROZEN) for test in found]
    return sorted(found, key=lambda test: not test.decides)


class Sides(NamedTuple):
    """The results of the candidate (ours) and of the current model (theirs) on a test."""

    test: HeldOut
    ours: SystemRun
    theirs: SystemRun

    def counts(self) -> ComparedCounts:
        """Returns the counts of the two, by cable and label."""
        labels = sorted({*self.ours.labels, *self.theirs.labels})
        return ComparedCounts(self.test, labels, self.ours.by_label(labels), self.theirs.by_label(labels))

    def scores(self) -> dict[str, Any]:
        """Returns the scores of the candidate, as the lineage stores them."""
        return {"kind": self.test.kind, "cables": self.ours.test.cables, **short_scores(scores(self.ours))}


def side_by_side(ours: Path, theirs: Path, tests: Iterable[HeldOut], *, progress: Progress = no_progress) -> list[Sides]:
    """Returns the results of two models, given by their folders. Raises OSError and ValueError for unreadable files."""
    here, there = load_model(ours), load_model(theirs)
    found = []
    for test in tests:
        reference = as_reference(read_docs(test.path, here.vocab))
        kind_of(reference, test.path)
        runs = [SystemRun(reference, read(nlp, reference, progress=progress)) for nlp in (here, there)]
        found.append(Sides(test, *runs))
    return found


def findings_of(sides: Iterable[Sides], gate: Gate = Gate()) -> list[Finding]:
    """Returns how two models compare on all tests."""
    return findings([one.counts() for one in sides], gate)


def scores_of(sides: Iterable[Sides]) -> dict[str, Any]:
    """Returns the scores of the candidate by test name. A second test with the same name is called `<name>, <kind>`."""
    found: dict[str, Any] = {}
    for one in sides:
        name = one.test.name if one.test.name not in found else f"{one.test.name}, {one.test.kind}"
        found[name] = one.scores()
    return found


def short_scores(found: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Returns the scores that the lineage keeps of an evaluation: for each label, and for all labels together."""
    keys = ("p", "r", "f", "support", "interval")
    return {"scores": {name: {key: score.get(key) for key in keys} for name, score in found.items() if name != MACRO}}
