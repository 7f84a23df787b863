"""What a cable as a whole says about its names: within one text, a name has one sense (Gale et al. 1992, H92-1045)."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from ..text import HEADING, SUBJECT
from .mention_layer import Revision
from .paragraph_rules import RuledParagraph

PERSON = "PER"

_PARTICLES = frozenset("Abu Umm Bin bin ibn Van van Von von Mac Ould Abd Al El de da dos del".split())
_PARTICLE_BEFORE = re.compile(r"\b(?:van|von|der|dos|del|de|da|du|di|bin|ibn|ould) \Z")
_AFTER_A_CAPITAL = re.compile(r"[A-Z](?=(..))", re.DOTALL)
_JOINERS = ("-", "'", "’", "&", "/")


class CableNames:
    """The names in a cable's mentions, by their exact text, and the labels they have."""

    def __init__(self, paragraphs: Sequence[RuledParagraph]):
        self.paragraphs = paragraphs
        self._prose: str | None = None  # all text but headings, once it is asked for
        given: dict[str, str] = {}  # name -> its label; empty where it has several
        self.people: set[str] = set()  # first and last names
        for paragraph in paragraphs:
            text, in_subject = paragraph.text, paragraph.zone == SUBJECT
            for mention in paragraph.mentions:
                label = mention[2]
                name = text[mention[0] : mention[1]]
                if given.setdefault(name, label) != label:
                    given[name] = ""
                if label == PERSON and " " in name and not in_subject:
                    self.people.update(_first_and_last(name))
        self.contested = {name for name in self.people if given.get(name, PERSON) != PERSON}  # also have another label
        self._given = given
        self._labels = given | dict.fromkeys(self.people, PERSON)
        self._certain = [
            (name, label) for name, label in self._labels.items() if label and len(name) > 2 and name[0].isupper()
        ]

    def certain_in(self, text: str, case: Callable[[str], str] = str) -> list[tuple[str, str]]:
        """Returns the names that have one label throughout, with it, if the text holds the name in this case.

        The name may stand there inside a longer word.
        """
        names = self._certain
        if case is str:  # most are nowhere in a long text: the letters that follow its capitals rule out nearly all
            beginnings = set(_AFTER_A_CAPITAL.findall(text))
            names = [item for item in names if item[0][1:3] in beginnings or not item[0][0].isascii()]
        return [(name, label) for name, label in names if case(name) in text]

    def is_common_word(self, name: str) -> bool:
        """Returns whether the cable also has a name as a common word (`the Army`, `an army`)."""
        if " " in name:
            return False
        small = name.lower()
        if self._prose is None:
            self._prose = "\n".join(paragraph.text for paragraph in self._outside_headings())
        # (nearly all are nowhere in it: one search tells)
        return small in self._prose and any(
            True for paragraph in self._outside_headings() for _ in standing_alone(paragraph.text, small)
        )

    def _outside_headings(self) -> Iterator[RuledParagraph]:
        return (paragraph for paragraph in self.paragraphs if paragraph.zone != HEADING)

    def are_news(self, revisions: Iterable[Revision]) -> bool:
        """Returns whether one of these revisions says something about a name that other mentions may not agree with yet."""
        return any(self._frees(revision) or self._introduces(revision) for revision in revisions)

    def _frees(self, revision: Revision) -> bool:
        """Returns whether a name that had several labels may have one now."""
        before = revision.before
        return before is not None and not self._labels.get(revision.paragraph.text[before.start : before.end], PERSON)

    def _introduces(self, revision: Revision) -> bool:
        """Returns whether a name is new, or a person's, so that it may be found elsewhere."""
        paragraph, new = revision.paragraph, revision.after
        if new is None:
            return False
        name = paragraph.text[new.start : new.end]
        if name not in self._labels and name[0].isupper():
            # A name of the cable that was found in one line of capitals was looked for in all of them.
            in_capitals = paragraph.text.isupper() and any(
                name == known.upper() for known, _ in self.certain_in(name, str.upper)
            )
            if any(name in other.text for other in self.paragraphs if not (in_capitals and other.text.isupper())):
                return True
        if new.label != PERSON or " " not in name or paragraph.zone == SUBJECT:
            return False
        parts = set(_first_and_last(name)) - self.people
        return any(self._given.get(part, PERSON) != PERSON for part in parts)


def _first_and_last(name: str) -> list[str]:
    """Returns the parts of a person's name that may stand for the person alone."""
    words = name.split()
    return [part for part in (*words[:1], *words[-1:]) if len(part) > 2 and part not in _PARTICLES]


def standing_alone(text: str, name: str) -> Iterator[int]:
    """Yields the character offsets where a name stands in a text: not in a longer word, a compound or a longer name."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        before, after = text[start - 1 : start] if start else "", text[end : end + 1]
        hyphen = after == "-" and text[end + 1 : end + 2] != "-"
        joined = before.isalnum() or before in _JOINERS or after.isalnum() or hyphen
        if not (joined or _PARTICLE_BEFORE.search(text, max(start - 10, 0), start)):
            yield start
        start = text.find(name, end)
