"""How often each form has each label in the corpus, and which label it usually has."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from .crf import Spans, Text

Tokens = tuple[str, ...]  # a form, as its tokens

_LEAST_COUNT, _LEAST_SHARE, _LEAST_SHARE_UNLABELLED = 2, 0.6, 0.5


class FormLexicon:
    """How often each form has each label, in all texts and in each group; '' counts its unlabelled occurrences.

    `unlabelled` has the places (start, end; token indices) of each text where a form occurs outside all spans.
    """

    def __init__(self, texts: Sequence[Text], olds: Sequence[Spans], forms: Iterable[Tokens]):
        self.everywhere: defaultdict[Tokens, Counter[str]] = defaultdict(Counter)
        self.in_group: defaultdict[tuple[str, Tokens], Counter[str]] = defaultdict(Counter)
        self.unlabelled: list[list[tuple[int, int]]] = []
        known = set(forms)
        sizes: defaultdict[str, set[int]] = defaultdict(set)  # of the forms that begin with a word
        for form in known:
            sizes[form[0]].add(len(form))
        descending = {word: sorted(found, reverse=True) for word, found in sizes.items()}
        for text, old in zip(texts, olds):
            for start, end, label in old:
                self._count(text, start, end, label)
            self.unlabelled.append(list(_unlabelled(text, old, known, descending)))
            for start, end in self.unlabelled[-1]:
                self._count(text, start, end, "")

    def _count(self, text: Text, start: int, end: int, label: str) -> None:
        form = tuple(text.words[start:end])
        self.everywhere[form][label] += 1
        self.in_group[text.group, form][label] += 1

    def usual_label(self, form: Tokens, label: str) -> str:
        """Returns the label of most other mentions of a form, or '' for none; `label` is this mention's own label."""
        counts = Counter(self.everywhere.get(form, ()))
        counts[label] -= 1
        unlabelled = counts.pop("", 0)
        labelled = sum(counts.values())
        best = max(sorted(counts), key=counts.__getitem__, default="")
        least = _LEAST_SHARE * labelled if label else _LEAST_SHARE_UNLABELLED * (labelled + unlabelled)
        return best if labelled >= _LEAST_COUNT and counts[best] > least else ""


def _unlabelled(text: Text, old: Spans, forms: set[Tokens], sizes: dict[str, list[int]]) -> Iterator[tuple[int, int]]:
    """Yields the places (token indices) where a form occurs outside all spans; of those with one start, longer ones first.

    `sizes` has the numbers of tokens of the forms that begin with a word.
    """
    taken = {index for start, end, _ in old for index in range(start, end)}
    for index, word in enumerate(text.words):
        for size in sizes.get(word, ()):
            end = index + size
            if end <= len(text.words) and tuple(text.words[index:end]) in forms and taken.isdisjoint(range(index, end)):
                yield index, end
