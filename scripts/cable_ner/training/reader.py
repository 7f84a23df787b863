"""The Docs of a partition as training examples, shuffled and varied anew at every epoch."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from random import Random

from spacy.language import Language
from spacy.training import Example
from spacy.vocab import Vocab

from ..files import read_docs, shard_files
from .examples import example_of, sample_of
from .variation import SIZES, Shares, TextSample, common_words, cropped, piece_bounds, sentence_gaps, varied

# Docs from which the labels and rare words of a streamed archive are taken: about a million tokens.
SURVEYED = 20_000
_LEADS = 3  # candidates for showing each label first when an archive is streamed


class FreshCorpus:
    """Each call with a pipeline yields the examples of the next epoch.

    `path` is a DocBin file or a folder of them. With `stream`, Docs are read as they are used, from files in a new order
    at each epoch, and shuffled in a buffer of `buffer` samples; otherwise all texts are held in memory. `rare` is
    how often a word may stand in the corpus and still be dropped. The seed and the number of the call decide everything.

    An epoch begins with examples that together show every label: with `max_epochs = -1`, spaCy takes the labels
    from the first hundred. In a stream these are the labels of the first 20,000 Docs, of files in random order;
    if some label is rarer, give spaCy all of them in `initialize.components.ner.labels`.

    Raises ValueError for shares or a buffer out of range and, when called, for a corpus without text.
    """

    def __init__(
        self,
        path: Path,
        shares: Shares = Shares(),
        *,
        rare: int = 3,
        seed: int = 0,
        stream: bool = False,
        buffer: int = 10_000,
    ):
        wrong = [f"{name} = {share}" for name, share in shares._asdict().items() if not 0 <= share <= 1]
        if wrong or shares.capitals + shares.capital_lead > 1:
            raise ValueError(
                f"shares must be from 0 to 1, and so must the sum of capitals and capital_lead: {', '.join(wrong)}"
            )
        if buffer < 1:
            raise ValueError(f"the buffer must be 1 or more samples, not {buffer}")
        self.path = Path(path)
        self.shares = shares
        self.rare = rare
        self.seed = seed
        self.stream = stream
        self.buffer = buffer
        self._calls = 0
        self._common: frozenset[str] | None = None  # words that are not rare; None before the survey
        self._labels: frozenset[str] = frozenset()
        self._samples: list[TextSample] = []  # the corpus; of a stream, candidates for its first examples

    def __call__(self, nlp: Language) -> Iterator[Example]:
        rng = Random(f"{self.seed} {self._calls}")  # noqa: S311
        self._calls += 1
        return self._epoch(nlp, rng)

    def _epoch(self, nlp: Language, rng: Random) -> Iterator[Example]:
        if self._common is None:
            self._survey(nlp.vocab)
        order = list(range(len(self._samples)))
        rng.shuffle(order)
        leads = self._leads(nlp, rng, order)
        yield from leads.values()
        if self.stream:
            pieces = self._streamed(nlp.vocab, rng, Counter(self._samples[number] for number in leads))
        else:
            pieces = self._shuffled(rng, [number for number in order if number not in leads])
        for piece in pieces:
            example = example_of(self._varied(piece, rng), nlp)
            if len(example):
                yield example

    def _survey(self, vocab: Vocab) -> None:
        """Reads the corpus, or some of it if it is streamed, and keeps what the epochs need. Raises ValueError."""
        files = shard_files(self.path)
        if self.stream:
            Random(f"{self.seed} survey").shuffle(files)  # noqa: S311
        samples = list(islice(_samples(files, vocab), SURVEYED if self.stream else None))
        if not samples:
            raise ValueError(f"{self.path}: holds no text to train on; convert the cables again")
        self._labels = frozenset(label for sample in samples for *_, label in sample.spans)
        self._common = common_words(samples, rare=self.rare)
        self._samples = list(_candidates(samples)) if self.stream else samples

    def _leads(self, nlp: Language, rng: Random, order: Iterable[int]) -> dict[int, Example]:
        """Returns the first examples in this order that together show every label, by the number of their sample."""
        shown: set[str] = set()
        leads: dict[int, Example] = {}
        for number in order:
            if shown >= self._labels:
                break
            sample = self._samples[number]
            if all(label in shown for *_, label in sample.spans):
                continue
            example = self._showing(sample, nlp, rng)
            labels = {ent.label_ for ent in example.reference.ents}
            if not labels <= shown:
                shown |= labels
                leads[number] = example
        return leads

    def _showing(self, sample: TextSample, nlp: Language, rng: Random) -> Example:
        """Returns the sample as an example: varied, unless that loses a mention."""
        example = example_of(self._varied(sample, rng), nlp)
        return example if len(example.reference.ents) == len(sample.spans) else example_of(sample, nlp)

    def _varied(self, sample: TextSample, rng: Random) -> TextSample:
        return varied(sample, self.shares, self._common or frozenset(), rng)

    def _bounds(self, sample: TextSample, rng: Random) -> list[tuple[int, int]]:
        size = rng.choice(SIZES) if self.shares.cut and rng.random() < self.shares.cut else 0
        return piece_bounds(sentence_gaps(sample) if size else (), len(sample.text), size)

    def _shuffled(self, rng: Random, numbers: Iterable[int]) -> Iterator[TextSample]:
        """Yields pieces of the samples of these numbers in random order."""
        pieces = [(number, bounds) for number in numbers for bounds in self._bounds(self._samples[number], rng)]
        rng.shuffle(pieces)
        for number, bounds in pieces:
            yield cropped(self._samples[number], *bounds)

    def _streamed(self, vocab: Vocab, rng: Random, left_out: Counter[TextSample]) -> Iterator[TextSample]:
        """Yields pieces of the samples, read anew, in random order from a buffer, skipping those `left_out`."""
        files = shard_files(self.path)
        rng.shuffle(files)
        buffer: list[TextSample] = []
        for sample in _samples(files, vocab):
            if left_out[sample] > 0:
                left_out[sample] -= 1
                continue
            for bounds in self._bounds(sample, rng):
                piece = cropped(sample, *bounds)
                if len(buffer) < self.buffer:
                    buffer.append(piece)
                    continue
                at = rng.randrange(len(buffer))
                yield buffer[at]
                buffer[at] = piece
        rng.shuffle(buffer)
        yield from buffer


def _samples(files: Iterable[Path], vocab: Vocab) -> Iterator[TextSample]:
    return (sample_of(doc) for file in files for doc in read_docs(file, vocab) if len(doc))


def _candidates(samples: Iterable[TextSample]) -> Iterator[TextSample]:
    """Yields a few samples of each label."""
    counts: Counter[str] = Counter()
    for sample in samples:
        labels = {label for *_, label in sample.spans}
        if any(counts[label] < _LEADS for label in labels):
            counts.update(labels)
            yield sample
