"""What a model finds in passages that an annotation program sends."""

import threading
from collections.abc import Sequence
from typing import NamedTuple

from spacy.language import Language

from ...files import digest
from ...model import confidences, labels_of_model, tokenised
from ..stages import found_by_stage
from ..tagged import PlacedMention


class Passage(NamedTuple):
    """A text without markup, with the name of its cable and its zone, if they are known."""

    text: str
    cable: str = ""
    zone: str = ""


class Suggester:
    """A loaded model that answers one request after the other. `version` changes whenever the model does."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._lock = threading.Lock()  # (a pipeline may not be used by two threads at once)
        meta = nlp.meta
        weights = digest(nlp.to_bytes(exclude=["vocab", "tokenizer"]))
        self.version = f"{meta.get('lang', '')}_{meta.get('name') or 'model'}-{meta.get('version', '')}+{weights[:8]}"
        self.labels = tuple(labels_of_model(nlp))

    def suggest(self, passages: Sequence[Passage]) -> list[list[PlacedMention]]:
        """Returns the mentions in each passage: character offsets of its text, label, and the model's confidence.

        Passages of one cable agree with each other, as in `cable-ner tag`.
        """
        with self._lock:
            docs = []
            for number, passage in enumerate(passages):
                doc = tokenised(passage.text, self._nlp)
                doc.user_data["cable"] = passage.cable or f"passage {number}"
                if passage.zone:
                    doc.user_data["zone"] = passage.zone
                docs.append(doc)
            seen, finders = found_by_stage(self._nlp, docs)
            sure = confidences(self._nlp, seen)
            found = []
            for number, (doc, finder) in enumerate(zip(seen, finders)):
                keys = [((ent.start, ent.end, ent.label_), ent) for ent in doc.ents]
                found.append(
                    [
                        PlacedMention(
                            ent.start_char, ent.end_char, ent.label_, sure[number].get(key) if sure else None, finder[key]
                        )
                        for key, ent in keys
                    ]
                )
            return found
