"""What a model finds in the texts of a test, and facts about the model.

Mentions are character offsets of the paragraphs' texts, so that a model with another tokenizer can be scored, too.
Predictions that touch a token whose label is missing are ignored, and counted.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from ..model import Calibration, Likelihood, calibration_of, confident, likelihoods, other_spans, tokenised
from ..work import Progress, no_progress
from .reference import Reference
from .scoring import Labelled, labelled, trusted

_BATCH = 1000  # paragraphs
_T = TypeVar("_T")
_KNOWN = ("cable", "zone")  # what a model is told of a paragraph, as when it tags


class Reading(NamedTuple):
    """What a system found in each paragraph, and how many mentions were ignored.

    `confidence` maps the mentions that the model gives a confidence to it, by paragraph; None if it gives none at all.
    `calibration` is what that was calibrated with, if it was, and `likelihood` what it was before. `others` are the spans of
    other paths beside the mentions, with their confidence; None if they are not known.
    """

    found: list[list[Labelled]]
    ignored: int = 0
    confidence: list[dict[Labelled, float]] | None = None
    calibration: Calibration | None = None
    likelihood: list[dict[Labelled, Likelihood]] | None = None
    others: list[dict[Labelled, float]] | None = None

    def of(self, places: Sequence[int]) -> "Reading":
        """Returns the mentions found in the paragraphs at these places only."""
        return Reading([self.found[place] for place in places])


def read(nlp: Language, test: Reference, *, sure: bool = False, progress: Progress = no_progress) -> Reading:
    """Returns what a model finds in the texts of a test, knowing which cable each belongs to; with confidences if `sure`."""
    inputs = progress((_input_doc(nlp, doc, with_cable=True) for doc in test.docs), "Reading", len(test.docs))
    raw: list[list[Labelled]] = []
    known: list[dict[Labelled, Likelihood]] = []
    values: list[dict[Labelled, float]] = []
    others: list[dict[Labelled, float]] = []
    own = calibration_of(nlp) if sure else None
    for docs in _batches(nlp.pipe(inputs)):
        # Only the mentions are kept: the rest of what a model leaves in a Doc takes most of the memory.
        raw += map(labelled, docs)
        for doc, by_token in zip(docs, (likelihoods(nlp, docs) if sure else None) or ()):
            known.append(_by_characters(doc, by_token))
            values.append(_by_characters(doc, confident(by_token, own)))
        others += [_by_characters(doc, spans) for doc, spans in zip(docs, (other_spans(nlp, docs) if sure else None) or ())]
    found = [trusted(mentions, one.untrusted) for mentions, one in zip(raw, test.paragraphs)]
    ignored = sum(map(len, raw)) - sum(map(len, found))
    if len(known) < len(raw):
        return Reading(found, ignored)
    beside = [
        {mention: spans[mention] for mention in trusted(spans, one.untrusted)} for spans, one in zip(others, test.paragraphs)
    ]
    return Reading(found, ignored, values, own, known, beside if len(others) == len(raw) else None)


def _batches(docs: Iterable[Doc]) -> Iterator[list[Doc]]:
    """Yields Docs in batches of whole cables."""
    batch: list[Doc] = []
    for _, own in groupby(docs, key=lambda doc: doc.user_data.get("cable")):
        batch += own
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _input_doc(nlp: Language, doc: Doc, *, with_cable: bool) -> Doc:
    """Returns a Doc with the text of a paragraph (its tokens, if their spaces are unknown), with its cable if asked."""
    if doc.has_unknown_spaces:
        made = Doc(nlp.vocab, words=[token.text for token in doc], spaces=[bool(token.whitespace_) for token in doc])
    else:
        made = tokenised(doc.text, nlp)
    if with_cable:
        made.user_data.update({key: doc.user_data[key] for key in _KNOWN if key in doc.user_data})
    return made


def _by_characters(doc: Doc, known: Mapping[tuple[int, int, str], _T]) -> dict[Labelled, _T]:
    return {
        Labelled(doc[start].idx, doc[end - 1].idx + len(doc[end - 1]), label): value
        for (start, end, label), value in known.items()
    }


def spacys_scores(nlp: Language, test: Reference) -> dict[str, Any]:
    """Returns what `spacy evaluate` reports for a model: each paragraph is read on its own."""
    return nlp.evaluate([Example(_input_doc(nlp, doc, with_cable=False), doc) for doc in test.docs])


def about(nlp: Language, name: str) -> dict[str, Any]:
    """Returns facts about a model: version, pipeline, the labels it can give to entities, and its size on disk."""
    labels = {
        label for pipe, made in nlp.pipe_labels.items() if "doc.ents" in nlp.get_pipe_meta(pipe).assigns for label in made
    }
    files = [path for path in nlp.path.rglob("*") if path.is_file()]
    return {
        "name": name,
        "version": nlp.meta["version"],
        "lang": nlp.lang,
        "pipeline": list(nlp.pipe_names),
        "spacy_version": nlp.meta["spacy_version"],
        "labels": sorted(labels),
        "megabytes": round(sum(path.stat().st_size for path in files) / 1e6, 1),
    }
