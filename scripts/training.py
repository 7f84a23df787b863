"""What `spacy train` needs besides spaCy: `--code scripts/training.py`. A trained model does not need it."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import spacy
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.training.batchers import configure_minibatch_by_words

Batcher = Callable[[Iterable[Example]], Iterable[list[Example]]]
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_KEPT_END = 3  # letters of a word's end that spaCy's SUFFIX sees


@spacy.registry.batchers("cable_ner.fresh_by_words.v1")
def create_fresh_batcher(
    size: int | Iterator[int],
    tolerance: float,
    discard_oversize: bool,
    capitals: float,
    word_dropout: float,
    rare: int,
    seed: int,
) -> Batcher:
    """Returns spaCy's batch_by_words over examples that are varied anew at every epoch (an augmenter's are not).

    A share `capitals` of the Docs comes in capitals, as subject lines and headings do. A share `word_dropout`
    of the words that the training text has at most `rare` times comes with other letters in its middle: prefix,
    suffix and shape stay, so the model learns to tell a name it has never seen by these and by its neighbours.
    """
    rng = random.Random(seed)  # noqa: S311
    batch = configure_minibatch_by_words(size=size, tolerance=tolerance, discard_oversize=discard_oversize)
    counts: Counter[str] = Counter()

    def batches(examples: Iterable[Example]) -> Iterable[list[Example]]:
        examples = list(examples)
        if not counts:
            counts.update(token.text for example in examples for token in example.reference)
        return batch(varied(example) for example in examples)

    def varied(example: Example) -> Example:
        words = [token.text for token in example.reference]
        if rng.random() < capitals:
            words = [word.upper() for word in words]
        else:
            words = [
                scrambled(word, rng) if counts[word] <= rare and rng.random() < word_dropout else word for word in words
            ]
        return with_words(example, words)

    return batches


def scrambled(word: str, rng: random.Random) -> str:
    """Returns a word with other letters between its first and its last three; other characters and case stay."""
    middle = "".join(
        (rng.choice(_LETTERS).upper() if char.isupper() else rng.choice(_LETTERS)) if char.isalpha() else char
        for char in word[1:-_KEPT_END]
    )
    return word[:1] + middle + word[max(len(word) - _KEPT_END, 1) :]


def with_words(example: Example, words: list[str]) -> Example:
    """Returns the example with other words for its tokens; entities and missing tokens stay where they are."""
    reference = example.reference
    if words == [token.text for token in reference]:
        return example
    spaces = [bool(token.whitespace_) for token in reference]
    doc = Doc(reference.vocab, words=words, spaces=spaces, user_data=reference.user_data)
    ents = [Span(doc, ent.start, ent.end, ent.label_) for ent in reference.ents]
    missing = [doc[token.i : token.i + 1] for token in reference if token.ent_iob == 0]
    doc.set_ents(ents, missing=missing, default="outside")
    return Example(Doc(reference.vocab, words=words, spaces=spaces), doc)
