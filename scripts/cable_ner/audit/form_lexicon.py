"""How often each form has each label in the corpus, and which label it usually has."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from .crf import Spans, Text, spans_of

Tokens = tuple[str, ...]  # a form, as its tokens

_LEAST_COUNT, _LEAST_SHARE, _LEAST_SHARE_UNLABELLED = 2, 0.6, 0.5


class FormLexicon:
    """How often each form has each label in all texts; '' counts its unlabelled occurrences.

    What is known of one group is counted when it is asked for, because most groups share few forms.
    """

    def __init__(self, texts: Sequence[Text], forms: Iterable[Tokens]):
        self._texts = texts
        self._known = set(forms)
        sizes: defaultdict[str, set[int]] = defaultdict(set)  # of the forms that begin with a word
        for form in self._known:
            sizes[form[0]].add(len(form))
        self._sizes = {word: sorted(found, reverse=True) for word, found in sizes.items()}
        self._members: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))  # numbers of a group's texts
        for number, text in enumerate(texts):
            self._members[text.group].append(number)
        self.everywhere = self._counted(texts)
        self.in_group = lru_cache(maxsize=1)(self._counted_in_group)  # texts of a group come one after the other

    def _counted_in_group(self, group: str) -> Mapping[Tokens, Counter[str]]:
        """Returns how often each form has each label in one group."""
        return self._counted(self._texts[number] for number in self._members[group])

    def _counted(self, texts: Iterable[Text]) -> Mapping[Tokens, Counter[str]]:
        counts: defaultdict[Tokens, Counter[str]] = defaultdict(Counter)
        for text in texts:
            old = spans_of(text.tags)
            for start, end, label in (*old, *((start, end, "") for start, end in self.unlabelled(text, old))):
                counts[tuple(text.words[start:end])][label] += 1
        return counts

    def unlabelled(self, text: Text, old: Spans) -> list[tuple[int, int]]:
        """Returns where (token indices) a form occurs outside all spans, of those with one start longer ones first."""
        taken = {index for start, end, _ in old for index in range(start, end)}
        return [
            (index, index + size)
            for index, word in enumerate(text.words)
            for size in self._sizes.get(word, ())
            if index + size <= len(text.words)
            and tuple(text.words[index : index + size]) in self._known
            and taken.isdisjoint(range(index, index + size))
        ]

    def usual_label(self, form: Tokens, label: str) -> str:
        """Returns the label of most other mentions of a form, or '' for none; `label` is this mention's own label."""
        counts = Counter(self.everywhere.get(form, ()))
        counts[label] -= 1
        unlabelled = counts.pop("", 0)
        labelled = sum(counts.values())
        best = max(sorted(counts), key=counts.__getitem__, default="")
        least = _LEAST_SHARE * labelled if label else _LEAST_SHARE_UNLABELLED * (labelled + unlabelled)
        return best if labelled >= _LEAST_COUNT and counts[best] > least else ""
