"""A survey of the cables of some increments, read from their DocBin files."""

from collections.abc import Sequence
from random import Random

from spacy.tokens import Doc
from spacy.vocab import Vocab

from ...corpus import BASELINE, GOLD, PARTITIONS, SILVER, Increment, docbins
from ...files import read_docs
from .facts import CableFacts, ChosenDocs, note


class Survey:
    """The facts about some increments, and Docs for the model to read, from about `most` cables.

    Files are read in random order until there are enough cables. A file holds whole cables, in an order unrelated to their
    content. The model is to read at most `most_read` cables.
    """

    def __init__(self, increments: Sequence[Increment], vocab: Vocab, most: int, most_read: int, seed: int) -> None:
        self.texts: dict[str, CableFacts] = {}
        self.train: dict[str, dict[str, CableFacts]] = {SILVER: {}, GOLD: {}}
        self.labels: dict[str, dict[str, CableFacts]] = {SILVER: {}, GOLD: {}}  # of all partitions
        self.trained = {kind: ChosenDocs(most_read, seed) for kind in (SILVER, GOLD)}
        self.held_out = {kind: ChosenDocs(most_read, seed) for kind in (SILVER, GOLD)}
        files = [
            (file, name)
            for increment in increments
            for name in (*PARTITIONS, BASELINE)
            for file in docbins(increment, name, audited=False)
        ]
        for file, name in Random(f"{seed} drift").sample(files, len(files)):  # noqa: S311
            known = self.labels[SILVER] if name == BASELINE else self.texts
            if len(known) < most:
                for doc in read_docs(file, vocab):
                    self._add(name, doc)

    def _add(self, partition: str, doc: Doc) -> None:
        kind = GOLD if doc.user_data.get("labels") == GOLD else SILVER
        if partition != BASELINE:
            note(self.texts, doc)
        if partition == "train":
            note(self.train[kind], doc)
        note(self.labels[kind], doc)
        (self.trained if partition == "train" else self.held_out)[kind].add(doc)
