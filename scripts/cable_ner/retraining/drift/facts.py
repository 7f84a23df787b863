"""Facts about each cable, and the choice of cables that the model reads."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from spacy.tokens import Doc

from ...evaluation import form_of
from ...files import unit


@dataclass
class CableFacts:
    """Facts about one cable: its tokens, its tokens in capitals, and its mentions by surface form and label."""

    name: str
    date: str = ""
    post: str = ""
    tags: frozenset[str] = frozenset()
    tokens: int = 0
    capitals: int = 0
    mentions: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, doc: Doc) -> None:
        """Adds one paragraph."""
        self.tokens += len(doc)
        self.capitals += sum(is_in_capitals(token.text) for token in doc)
        self.mentions.update((form_of(ent.text), ent.label_) for ent in doc.ents)


def is_in_capitals(word: str) -> bool:
    """Returns whether a word has more than one letter, all of them capitals."""
    return word.isupper() and sum(map(str.isalpha, word)) > 1


def in_order(facts: Mapping[str, CableFacts]) -> list[CableFacts]:
    """Returns the facts about cables in order of date; cables without a date come first."""
    return sorted(facts.values(), key=lambda one: (one.date, one.name))


def note(found: dict[str, CableFacts], doc: Doc) -> None:
    """Adds one paragraph to the facts about its cable; `found` is by the name of the cable."""
    data = doc.user_data
    name = str(data.get("cable", ""))
    if name not in found:
        tags = data.get("tags") or ()
        found[name] = CableFacts(name, str(data.get("date", "")), str(data.get("post", "")), frozenset(map(str, tags)))
    found[name].add(doc)


class ChosenDocs:
    """The Docs of at most `most` cables, chosen from all cables added by a hash of their names."""

    def __init__(self, most: int, seed: int) -> None:
        self._most, self._seed = most, seed
        self._docs: dict[str, list[Doc]] = {}
        self._passed: set[str] = set()

    def add(self, doc: Doc) -> None:
        """Adds one paragraph."""
        name = str(doc.user_data.get("cable", ""))
        if name in self._passed:
            return
        self._docs.setdefault(name, []).append(doc)
        if len(self._docs) > self._most:
            last = max(self._docs, key=lambda key: (unit(key, self._seed), key))
            del self._docs[last]
            self._passed.add(last)

    def __len__(self) -> int:
        return len(self._docs)

    @property
    def docs(self) -> list[Doc]:
        """The Docs of the chosen cables."""
        return [doc for docs in self._docs.values() for doc in docs]
