"""The Docs of a partition as training examples, shuffled and varied anew at every epoch."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random

import numpy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span
from spacy.training import Alignment, Example
from spacy.training.alignment_array import AlignmentArray
from spacy.vocab import Vocab

from ..files import shard_files
from ..model import tokenised
from .variation import SIZES, Inventory, Sample, Shares, cropped, inventory_of, piece_bounds, sentence_gaps, varied

# Docs that an archive's labels, names and rare words are taken from when it is streamed: about a million tokens.
SURVEYED = 20_000
_LEADS = 3  # candidates for showing a label first, when an archive is streamed
_UNKNOWN = 0  # spaCy's code of ENT_IOB
_ALIGNED = 2_000  # tokens; the alignments of all shorter texts take 16 MB


class FreshCorpus:
    """Called with a pipeline, yields the examples of one epoch, and those of another epoch at the next call.

    `path` is a DocBin file or a folder of them. With `stream`, Docs are read while they are used, files in another
    order at each epoch, and `buffer` samples at a time are shuffled; without, all texts are held in memory. `rare` is
    how often a word may stand in the corpus and still be dropped. All depends on the seed and on the number of calls.

    An epoch begins with examples that together show every label: with `max_epochs = -1`, spaCy learns of labels
    from the first hundred. In a stream these are the labels of the first 20,000 Docs, of files in random order;
    if some label is rarer, give spaCy all of them in `initialize.components.ner.labels`.
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
            raise ValueError(f"shares are numbers from 0 to 1, also capitals and capital_lead together: {', '.join(wrong)}")
        if buffer < 1:
            raise ValueError(f"a buffer of {buffer} samples holds nothing; it is 1 or more")
        self.path = Path(path)
        self.shares = shares
        self.rare = rare
        self.seed = seed
        self.stream = stream
        self.buffer = buffer
        self._calls = 0
        self._inventory: Inventory | None = None
        self._labels: frozenset[str] = frozenset()
        self._samples: list[Sample] = []  # the corpus; of a stream, candidates for its first examples

    def __call__(self, nlp: Language) -> Iterator[Example]:
        rng = Random(f"{self.seed} {self._calls}")  # noqa: S311
        self._calls += 1
        return self._epoch(nlp, rng)

    def _epoch(self, nlp: Language, rng: Random) -> Iterator[Example]:
        if self._inventory is None:
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
            example = example_of(varied(piece, self.shares, self._inventory, rng), nlp)
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
        self._inventory = inventory_of(samples, rare=self.rare)
        self._samples = list(_candidates(samples)) if self.stream else samples

    def _leads(self, nlp: Language, rng: Random, order: Iterable[int]) -> dict[int, Example]:
        """Returns examples that together show every label, by the number of their sample: the first ones in this order."""
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

    def _showing(self, sample: Sample, nlp: Language, rng: Random) -> Example:
        """Returns the sample as an example, varied unless it then lacks a mention."""
        example = example_of(varied(sample, self.shares, self._inventory, rng), nlp)
        return example if len(example.reference.ents) == len(sample.spans) else example_of(sample, nlp)

    def _bounds(self, sample: Sample, rng: Random) -> list[tuple[int, int]]:
        size = rng.choice(SIZES) if self.shares.cut and rng.random() < self.shares.cut else 0
        return piece_bounds(sentence_gaps(sample) if size else (), len(sample.text), size)

    def _shuffled(self, rng: Random, numbers: Iterable[int]) -> Iterator[Sample]:
        """Yields pieces of the samples of these numbers in random order."""
        pieces = [(number, bounds) for number in numbers for bounds in self._bounds(self._samples[number], rng)]
        rng.shuffle(pieces)
        for number, bounds in pieces:
            yield cropped(self._samples[number], *bounds)

    def _streamed(self, vocab: Vocab, rng: Random, left_out: Counter[Sample]) -> Iterator[Sample]:
        """Yields pieces of the samples, read anew, without so many of each: from a buffer, at random."""
        files = shard_files(self.path)
        rng.shuffle(files)
        buffer: list[Sample] = []
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


def _samples(files: Iterable[Path], vocab: Vocab) -> Iterator[Sample]:
    return (sample_of(doc) for file in files for doc in _docs(file, vocab) if len(doc))


def _docs(file: Path, vocab: Vocab) -> Iterator[Doc]:
    """Yields the Docs of a file without their user data, which takes longer to read than all the rest."""
    try:
        docbin = DocBin().from_disk(file)
    except Exception as error:
        raise ValueError(f"{file}: is not a DocBin file ({error}); convert the cables again") from error
    docbin.user_data = []
    yield from docbin.get_docs(vocab)


def _candidates(samples: Iterable[Sample]) -> Iterator[Sample]:
    """Yields a few samples of each label."""
    counts: Counter[str] = Counter()
    for sample in samples:
        labels = {label for *_, label in sample.spans}
        if any(counts[label] < _LEADS for label in labels):
            counts.update(labels)
            yield sample


def sample_of(doc: Doc) -> Sample:
    """Returns the text of a Doc, its entities and its missing tokens, neighbouring ones as one."""
    missing: list[tuple[int, int]] = []
    before = None
    for index in numpy.flatnonzero(doc.to_array("ENT_IOB") == _UNKNOWN).tolist():
        token = doc[index]
        start = missing.pop()[0] if before == index - 1 else token.idx
        missing.append((start, token.idx + len(token)))
        before = index
    return Sample(doc.text, tuple((ent.start_char, ent.end_char, ent.label_) for ent in doc.ents), tuple(missing))


def example_of(sample: Sample, nlp: Language) -> Example:
    """Returns the sample with the pipeline's own tokens, which are what a model sees of such a text.

    Tokens that a span does not fall on are missing.
    """
    doc = tokenised(sample.text, nlp)
    reference = doc.copy()
    ents: list[Span] = []
    missing = list(sample.missing)
    for start, end, label in sample.spans:
        if (ent := reference.char_span(start, end, label)) is not None:
            ents.append(ent)
        else:
            missing.append((start, end))
    reference.set_ents(ents, missing=_touched(reference, missing), default="outside")
    return Example(doc, reference, alignment=_same_tokens(len(doc)))


def _touched(doc: Doc, places: list[tuple[int, int]]) -> list[Span]:
    """Returns the tokens that these characters touch, one a span."""
    return [
        doc[token.i : token.i + 1]
        for token in (doc if places else ())
        if any(token.idx < end and start < token.idx + len(token) for start, end in places)
    ]


def _same_tokens(count: int) -> Alignment | None:
    """Returns the alignment of so many tokens with themselves, or None where spaCy is to find it, which takes longer."""
    return _identity(count) if count <= _ALIGNED else None


@cache
def _identity(count: int) -> Alignment:
    one = AlignmentArray([[index] for index in range(count)])
    return Alignment(x2y=one, y2x=one)
