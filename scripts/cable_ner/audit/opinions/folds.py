"""Which texts are read together by models trained on the others, and which of the others those models see."""

from collections import Counter
from collections.abc import Sequence
from sys import intern

from ...files import Chosen, unit
from ..crf import Text

FOLDS = 4


def folds_of(texts: Sequence[Text], seed: int) -> list[int]:
    """Returns the fold of each text. All texts of a group share one, and folds hold equally many groups, give or take one.

    If there are fewer than FOLDS groups, every text is its own group. There are FOLDS folds, or as many as groups if fewer.
    """
    keys = [intern(text.group) for text in texts]
    if len(set(keys)) < FOLDS:
        keys = [f"{text.group} {index}" for index, text in enumerate(texts)]
    # Dealt out in the order of their hashes, so that no fold is empty.
    ranked = sorted(set(keys), key=lambda key: (unit(key, seed), key))
    fold = {key: index % FOLDS for index, key in enumerate(ranked)}
    return [fold[key] for key in keys]


def limited(texts: Sequence[Text], most_tokens: int, *, seed: int) -> Sequence[Text]:
    """Returns the texts of as many whole groups, chosen by hash, as fit into `most_tokens`; of one group at least."""
    sizes: Counter[str] = Counter()
    for text in texts:
        sizes[text.group] += len(text.words)
    chosen: set[str] = set()
    total = 0
    for group in sorted(sizes, key=lambda name: (unit(name, seed + 1), name)):
        if chosen and total + sizes[group] > most_tokens:
            break
        chosen.add(group)
        total += sizes[group]
    return Chosen(texts, (number for number, text in enumerate(texts) if text.group in chosen))
