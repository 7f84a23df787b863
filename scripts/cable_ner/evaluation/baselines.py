"""What a model has to beat: the tagger's own labels, a gazetteer of train, the model before, and other seeds."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import mean, stdev
from typing import Any

from spacy.tokens import Doc

from .gazetteer import Gazetteer
from .metrics import difference, plain_scores
from .reading import Reading
from .reference import Reference
from .runs import SystemRun
from .scoring import ALL, Labelled, labelled, trusted

SILVER_LABELS, GAZETTEER, PREVIOUS = "silver labels", "gazetteer of train", "previous model"


def silver_baseline(run: SystemRun, silver: Iterable[Doc]) -> dict[str, Any] | None:
    """Returns the scores of the tagger's labels beside the model's; None if no paragraph of the test has any."""
    twins = same_paragraphs(run.test.docs, silver)
    return baseline(SILVER_LABELS, run, twins, what="the labels that the tagger gave these paragraphs") if twins else None


def gazetteer_baseline(run: SystemRun, gazetteer: Gazetteer) -> dict[str, Any]:
    """Returns the scores of a gazetteer beside the model's."""
    found = dict(enumerate(map(gazetteer.find, run.test.docs)))
    what = "looks up the mentions of the training cables; each has its most frequent label"
    return baseline(GAZETTEER, run, found, what=what)


def previous_baseline(run: SystemRun, previous: SystemRun, *, name: str) -> dict[str, Any]:
    """Returns the scores of the model that was there before beside the model's."""
    found = dict(enumerate(previous.reading.found))
    return baseline(PREVIOUS, run, found, what=f"the model before this one: {name}")


def baseline(name: str, run: SystemRun, found: Mapping[int, list[Labelled]], *, what: str) -> dict[str, Any]:
    """Returns the scores of a system beside the model's in the same paragraphs.

    `found` has the system's mentions by the place of the paragraph in the test; other paragraphs are left out for both.
    """
    places = sorted(found)
    test = Reference([run.test.paragraphs[place] for place in places])
    mentions = [trusted(found[place], one.untrusted) for place, one in zip(places, test.paragraphs)]
    other = SystemRun(test, Reading(mentions))
    ours = SystemRun(test, run.reading.of(places))
    return {
        "name": name,
        "what": what,
        "paragraphs": len(places),
        "scores": plain_scores(other),
        "model": plain_scores(ours),
        "difference": difference(ours, other)[ALL],
    }


def seeds(names: Sequence[str], figures: Sequence[float]) -> dict[str, Any]:
    """Returns the F1 of two or more models of one recipe, their mean, and their sample standard deviation (n - 1)."""
    return {"models": list(names), "f": list(figures), "mean": mean(figures), "sd": stdev(figures)}


def same_paragraphs(references: Sequence[Doc], others: Iterable[Doc]) -> dict[int, list[Labelled]]:
    """Returns the mentions of the Docs that have the same text as a reference, by the reference's place in the list.

    Of several Docs with one text, the one from the cable of the same name is taken, or else the first by name and index.
    """
    by_cable: dict[tuple[str, str], Doc] = {}
    by_text: dict[str, Doc] = {}
    for doc in sorted(others, key=lambda doc: (doc.user_data.get("cable", ""), doc.user_data.get("index", 0))):
        by_cable.setdefault((doc.user_data.get("cable", ""), doc.text), doc)
        by_text.setdefault(doc.text, doc)
    found = {}
    for place, reference in enumerate(references):
        text = reference.text
        twin = by_cable.get((reference.user_data.get("cable", ""), text), by_text.get(text))
        if twin is not None:
            found[place] = labelled(twin)
    return found
