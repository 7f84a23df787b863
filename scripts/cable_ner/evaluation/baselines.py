"""What a model has to beat: a gazetteer of the training mentions, and the labels of the tagger themselves."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from spacy.attrs import ENT_IOB, ORTH
from spacy.tokens import Doc

from .scoring import Labelled, labelled

Words = tuple[int, ...]  # ids of spaCy's StringStore, which are the same in any vocabulary
_NO_MENTION = ""
_OUTSIDE = 2  # spaCy's ENT_IOB


class Gazetteer(NamedTuple):
    """What train has: the label of each form, case kept, and how often each surface form is a mention.

    `lengths` are those of the forms that begin with a word, longest first.
    """

    labels: dict[Words, str]
    lengths: dict[int, list[int]]
    mentions: Counter[str]

    def find(self, doc: Doc) -> list[Labelled]:
        """Returns the forms that stand in a Doc, from left to right the longest at each place, as character offsets."""
        words, found, at = doc.to_array(ORTH).tolist(), [], 0
        while at < len(words):
            size = self._longest(words, at)
            if size:
                last = doc[at + size - 1]
                found.append(Labelled(doc[at].idx, last.idx + len(last), self.labels[tuple(words[at : at + size])]))
            at += size or 1
        return found

    def _longest(self, words: Sequence[int], at: int) -> int:
        """Returns how many words the longest form has that begins at a place, or 0."""
        sizes = (size for size in self.lengths.get(words[at], ()) if at + size <= len(words))
        return next((size for size in sizes if tuple(words[at : at + size]) in self.labels), 0)


def form_of(text: str) -> str:
    """Returns the surface form of a mention: its text, case kept, on one line."""
    return " ".join(text.split())


def memorise(docs: Callable[[], Iterable[Doc]]) -> Gazetteer:
    """Returns the forms that are mentions in these Docs, each with the label that it most often has.

    A form that is more often no mention has none: what is counted is where its words stand outside of all mentions.
    Tokens whose label is missing count for nothing. `docs` is called twice, so that an archive need not be in memory.
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
    found: defaultdict[int, set[int]] = defaultdict(set)
    for form in forms:
        found[form[0]].add(len(form))
    return {word: sorted(sizes, reverse=True) for word, sizes in found.items()}


def _outside(doc: Doc, forms: Iterable[Words], lengths: dict[int, list[int]]) -> Iterator[Words]:
    """Yields the forms each time that their words stand outside of all mentions, also one within another."""
    words = doc.to_array(ORTH).tolist()
    taken = [0, *(doc.to_array(ENT_IOB) != _OUTSIDE).cumsum().tolist()]  # tokens before each place that may be of a mention
    for at, word in enumerate(words):
        for size in lengths.get(word, ()):
            end = at + size
            if end < len(taken) and taken[at] == taken[end] and (form := tuple(words[at:end])) in forms:
                yield form


def _majority(votes: Counter[str]) -> str:
    """Returns what has most votes; of several the first by name, and no mention last."""
    return min(votes, key=lambda label: (-votes[label], label == _NO_MENTION, label))


def same_paragraphs(references: Sequence[Doc], others: Iterable[Doc]) -> dict[int, list[Labelled]]:
    """Returns the mentions of the Docs that have the text of a reference, by the place of the reference in its list.

    Of several Docs of one text, that of the cable of the same name is taken, and else the first by name and index.
    """
    by_cable: dict[tuple[str, str], Doc] = {}
    by_text: dict[str, Doc] = {}
    for doc in sorted(others, key=lambda doc: (doc.user_data.get("cable", ""), doc.user_data.get("index", 0))):
        by_cable.setdefault((doc.user_data.get("cable", ""), doc.text), doc)
        by_text.setdefault(doc.text, doc)
    found = {}
    for place, reference in enumerate(references):
        text = reference.text
        doc = by_cable.get((reference.user_data.get("cable", ""), text), by_text.get(text))
        if doc is not None:
            found[place] = labelled(doc)
    return found
