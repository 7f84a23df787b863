"""spaCy's recogniser, trained as ever, that finds the mentions of a batch of texts together: see `decoding`.

The wheel carries this file: it and those it imports need only spaCy.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from spacy.attrs import ENT_IOB
from spacy.language import Language
from spacy.pipeline import EntityRecognizer, TrainablePipe
from spacy.pipeline._parser_internals.transition_system import TransitionSystem
from spacy.pipeline.ner import DEFAULT_NER_MODEL
from spacy.tokens import Doc, Span
from thinc.api import Model

from .decoding import FoundMention, decode

FACTORY = "recogniser"


class Recogniser(EntityRecognizer):  # type: ignore[misc] # (it is compiled, without types)
    """The pipeline component. What it finds is what spaCy's own finds with the same weights, in a fraction of the time.

    Docs that have entities already, which bind the steps, are left to spaCy's own loop, and so is a search by beam.
    """

    def predict(self, docs: Sequence[Doc]) -> Any:
        """Returns the mentions of each Doc, or spaCy's states, for `set_annotations`."""
        docs = [docs] if isinstance(docs, Doc) else docs
        if self.cfg["beam_width"] != 1 or any(map(_is_bound, docs)):
            return super().predict(docs)
        return decode(self, docs)

    def set_annotations(self, docs: Sequence[Doc], found: Any) -> None:
        """Sets the entities of Docs to what `predict` has returned for them."""
        if not all(isinstance(own, list) for own in found):
            super().set_annotations(docs, found)
            return
        for doc, mentions in zip(docs, found):
            _set_mentions(doc, mentions)

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 256) -> Iterator[Doc]:
        """Yields the Docs in their order, with their entities."""
        yield from TrainablePipe.pipe(self, stream, batch_size=batch_size)


def _is_bound(doc: Doc) -> bool:
    states: Any = doc.to_array([ENT_IOB])  # (spaCy's types have floats)
    return bool((states & 1).any())  # 1 inside of an entity, 3 where one begins


def _set_mentions(doc: Doc, mentions: Sequence[FoundMention]) -> None:
    doc.set_ents([Span(doc, start, end, label) for start, end, label, _ in mentions], default="outside")


def make_recogniser(
    nlp: Language,
    name: str,
    model: Model[Any, Any],
    moves: TransitionSystem | None,
    update_with_oracle_cut_size: int,
    incorrect_spans_key: str | None,
    scorer: Callable[..., Any] | None,
) -> Recogniser:
    """Returns the component; its settings are those of spaCy's `ner`."""
    return Recogniser(
        nlp.vocab,
        model,
        name,
        moves,
        update_with_oracle_cut_size=update_with_oracle_cut_size,
        incorrect_spans_key=incorrect_spans_key,
        scorer=scorer,
    )


# What spaCy's analysis of a pipeline is told of the component, and its settings by default: those of spaCy's own.
FACTORY_META: dict[str, Any] = {
    "assigns": ["doc.ents", "token.ent_iob", "token.ent_type"],
    "default_config": {
        "moves": None,
        "update_with_oracle_cut_size": 100,
        "model": DEFAULT_NER_MODEL,
        "incorrect_spans_key": None,
        "scorer": {"@scorers": "spacy.ner_scorer.v1"},
    },
    "default_score_weights": {"ents_f": 1.0, "ents_p": 0.0, "ents_r": 0.0, "ents_per_type": None},
}
