"""The gazetteer of train: its mentions, to be looked up in a test, each with the label it has most often."""

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import NamedTuple

from spacy.attrs import ENT_IOB, ORTH
from spacy.tokens import Doc

from .scoring import Labelled

Words = tuple[int, ...]  # ids of spaCy's StringStore, which are the same in every vocabulary
_LONGEST = 20  # words of a form that is looked for: very many that begin alike take time that grows with their product
_NO_MENTION = ""
_OUTSIDE = 2  # spaCy's ENT_IOB


class Gazetteer(NamedTuple):
    """The forms of train: the label of each, with case kept, and how often each surface form is a mention.

    `lengths` holds the lengths in words of the forms that begin with a given word, longest first.
    """

    labels: dict[Words, str]
    lengths: dict[int, list[int]]
    mentions: Counter[str]

    def find(self, doc: Doc) -> list[Labelled]:
        """Returns the forms found in a Doc as character offsets: from left to right, the longest at each place."""
        words, found, at = doc.to_array(ORTH).tolist(), [], 0
        while at < len(words):
            size = self._longest(words, at)
            if size:
                last = doc[at + size - 1]
                found.append(Labelled(doc[at].idx, last.idx + len(last), self.labels[tuple(words[at : at + size])]))
            at += size or 1
        return found

    def _longest(self, words: Sequence[int], at: int) -> int:
        """Returns how many words the longest form that begins at a place has, or 0 if there is none."""
        sizes = (size for size in self.lengths.get(words[at], ()) if at + size <= len(words))
        return next((size for size in sizes if tuple(words[at : at + size]) in self.labels), 0)


def form_of(text: str) -> str:
    """Returns the surface form of a mention: its text, case kept, on one line."""
    return " ".join(text.split())


def memorise(docs: Callable[[], Iterable[Doc]]) -> Gazetteer:
    """Returns the forms that are mentions in these Docs, each with its most frequent label.

    A form that occurs outside mentions more often than with any label is left out. Tokens whose label is missing do not
    count. `docs` is called twice, so that an archive need not fit into memory.
    """
    votes: defaultdict[Words, Counter[str]] = defaultdict(Counter)
    mentions: Counter[str] = Counter()
    for doc in docs():
        words = doc.to_array(ORTH).tolist()
        for ent in doc.ents:
            votes[tuple(words[ent.start : ent.end])][ent.label_] += 1
            mentions[form_of(ent.text)] += 1
    lengths = _lengths(votes)
    for doc in docs():
        for form in _outside(doc, votes.keys(), lengths):
            votes[form][_NO_MENTION] += 1
    labels = {form: label for form, counts in votes.items() if (label := _majority(counts)) != _NO_MENTION}
    return Gazetteer(labels, _lengths(labels), mentions)


def _lengths(forms: Iterable[Words]) -> dict[int, list[int]]:
    """Returns the lengths of the forms by their first word, longest first; those that are too long to look for left out."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for form in forms:
        if len(form) <= _LONGEST:
            found[form[0]].add(len(form))
    return {word: sorted(sizes, reverse=True) for word, sizes in found.items()}


def _outside(doc: Doc, forms: Container[Words], lengths: dict[int, list[int]]) -> Iterator[Words]:
    """Yields each form every time its words occur outside all mentions, even one form within another."""
    words = doc.to_array(ORTH).tolist()
    taken = [0, *(doc.to_array(ENT_IOB) != _OUTSIDE).cumsum().tolist()]  # tokens before each place that may be in a mention
    for at, word in enumerate(words):
        for size in lengths.get(word, ()):
            end = at + size
            if end < len(taken) and taken[at] == taken[end] and (form := tuple(words[at:end])) in forms:
                yield form


def _majority(votes: Counter[str]) -> str:
    """Returns what has most votes; in a tie the first label by name, and "no mention" last."""
    return min(votes, key=lambda label: (-votes[label], label == _NO_MENTION, label))
