"""What may be on a list of names besides a model's mentions: spans that other paths of its parser have.

This file needs nothing but spaCy.
"""

from collections.abc import Mapping, Sequence

from spacy.language import Language
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc

from .confidence import Calibration, Key, Likelihood, calibration_of
from .edges import is_edge
from .paths import spans_of_all_paths


def other_spans(nlp: Language, docs: Sequence[Doc]) -> list[dict[Key, float]] | None:
    """Returns, for each Doc that the pipeline has processed, more spans (token indices, label) and their confidence.

    They overlap no mention of the Doc and not one another: of two, the likelier is taken. None begins or ends in what no
    name does (white space, a dash, a paragraph's number). Their confidence is calibrated as that of a mention which the
    parser found; in a model without a calibration it is the probability. Returns None for a pipeline without exactly one
    transition-based recogniser, or with one whose paths are not known; see `spans_of_all_paths`.
    """
    parsers = [pipe for _, pipe in nlp.pipeline if isinstance(pipe, EntityRecognizer)]
    if len(parsers) != 1 or (found := spans_of_all_paths(parsers[0], docs)) is None:
        return None
    own = calibration_of(nlp)
    return [{key: _confidence(value, own) for key, value in _apart(doc, spans)} for doc, spans in zip(docs, found)]


def _apart(doc: Doc, spans: Mapping[Key, float]) -> list[tuple[Key, float]]:
    """Returns the spans beside the mentions of a Doc, the likelier of those that overlap, in the order of the text."""
    taken = {index for ent in doc.ents for index in range(ent.start, ent.end)}
    kept = []
    for (start, end, label), value in sorted(spans.items(), key=lambda pair: (-pair[1], pair[0])):
        here = range(start, end)
        if taken.isdisjoint(here) and not (is_edge(doc[start].text) or is_edge(doc[end - 1].text)):
            taken.update(here)
            kept.append(((start, end, label), value))
    return sorted(kept)


def _confidence(probability: float, calibration: Calibration | None) -> float:
    return calibration(Likelihood(probability)) if calibration else probability
