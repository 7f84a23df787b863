"""The reference: the paragraphs of a test with their gold or silver mentions, against which systems are scored."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from spacy.pipeline import Sentencizer
from spacy.tokens import Doc

from ..corpus import GOLD, SILVER
from .scoring import Labelled, labelled, missing

_SENTENCIZER = Sentencizer()

# A figure says what it was measured on; the report and the model card have this beside their scores.
SAMPLES = (
    "The sample cables of this project are invented, and their silver labels simulated with errors of known kinds:"
    " scores on them are higher than on real cables."
)


@dataclass(frozen=True)
class ReferenceParagraph:
    """A paragraph of the test: its Doc, its mentions, and its stretches without a trusted label (character offsets).

    `cable` and `index` identify it. A Doc that names no cable counts as a cable of its own.
    """

    doc: Doc
    cable: str
    index: int
    mentions: list[Labelled]
    untrusted: list[tuple[int, int]]

    @property
    def zone(self) -> str:
        """The part of the cable it belongs to."""
        return str(self.doc.user_data.get("zone", ""))

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Start and end of each sentence, as punctuation suggests (character offsets)."""
        [starts] = _SENTENCIZER.predict([self.doc])
        firsts = [index for index, is_start in enumerate(starts) if is_start or not index]
        lasts = [self.doc[index - 1] for index in [*firsts[1:], len(self.doc)]]
        return [(self.doc[first].idx, last.idx + len(last)) for first, last in zip(firsts, lasts)]

    @cached_property
    def text(self) -> str:
        """The text of the Doc, kept because spaCy builds it anew at each access."""
        return self.doc.text

    def text_of(self, mention: Labelled) -> str:
        """Returns the text of a mention."""
        return self.text[mention.start : mention.end]

    def length(self, mention: Labelled) -> int:
        """Returns how many of the reference's tokens a mention touches."""
        span = self.doc.char_span(mention.start, mention.end, alignment_mode="expand")
        return len(span) if span is not None else 1


class Reference:
    """The paragraphs of a test, sorted by cable and index; `units` holds the number of each paragraph's cable."""

    def __init__(self, paragraphs: Iterable[ReferenceParagraph]) -> None:
        self.paragraphs = sorted(paragraphs, key=lambda one: (one.cable, one.index, one.text))
        keys = [one.cable or f"\0{place:09}" for place, one in enumerate(self.paragraphs)]
        numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        self.units = [numbers[key] for key in keys]
        self.cables = len(numbers)

    @property
    def docs(self) -> list[Doc]:
        """The Docs of the reference."""
        return [one.doc for one in self.paragraphs]

    def figures(self) -> dict[str, int]:
        """Returns the number of cables, paragraphs, tokens, mentions, and tokens without a trusted label."""
        return {
            "cables": self.cables,
            "paragraphs": len(self.paragraphs),
            "tokens": sum(len(one.doc) for one in self.paragraphs),
            "mentions": sum(len(one.mentions) for one in self.paragraphs),
            "missing_tokens": sum(len(one.untrusted) for one in self.paragraphs),
        }


def as_reference(docs: Iterable[Doc]) -> Reference:
    """Returns the Docs of a test as a reference, against which systems are scored."""
    seen: Counter[str] = Counter()
    found = []
    for doc in docs:
        cable = str(doc.user_data.get("cable", ""))
        index = doc.user_data.get("index", seen[cable])
        seen[cable] += 1
        found.append(ReferenceParagraph(doc, cable, index, labelled(doc), missing(doc)))
    return Reference(found)


def kind_of(test: Reference, path: Path) -> str:
    """Returns whether the labels are gold or silver. Raises ValueError if there are no Docs, or labels of both kinds.

    `path` is the file that the error message names.
    """
    kinds: set[str] = {doc.user_data.get("labels", SILVER) for doc in test.docs}
    if not kinds:
        raise ValueError(f"{path}: holds no Docs; convert more cables, or give test a larger share with --partition")
    if kinds == {GOLD, SILVER}:
        raise ValueError(f"{path}: holds both gold and silver labels, which cannot be scored together; convert again")
    if unknown := kinds - {GOLD, SILVER}:
        raise ValueError(
            f"{path}: holds labels that are neither gold nor silver ('{min(map(str, unknown))}'); convert again"
        )
    return kinds.pop()
