"""Reading cables that a teacher has not learned from: what it says of each token, for other readers to weigh."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from spacy.tokens import Doc

from ..lesson import TeacherEffort, TokenTags
from .fitting import fit, untrained
from .labelling import tag_cables

_AT_ONCE = 64  # cables that are read together


def read_unseen(
    training: Iterable[Sequence[Doc]], unseen: Iterable[Sequence[Doc]], labels: Sequence[str], effort: TeacherEffort
) -> Iterator[TokenTags]:
    """Yields the tags of each Doc of the unseen cables, in order, by a teacher of the others. All is done in one thread."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with TemporaryDirectory() as folder:
            network = untrained(labels, effort, Path(folder))
            fit(network, training, effort, kept=Path(folder) / "teacher.pt")
        rest = iter(unseen)
        while some := list(islice(rest, _AT_ONCE)):
            for docs in tag_cables(network, some, effort.window):
                yield from (TokenTags(tuple(network.tags.spans(own.numbers.tolist())), own.scores) for own in docs)
    finally:
        torch.set_num_threads(threads)
