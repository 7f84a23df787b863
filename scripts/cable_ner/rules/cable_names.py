"""What a cable as a whole says about its names: within one text, a name has one sense (Gale et al. 1992, H92-1045)."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from ..text import HEADING, SUBJECT
from .mention_layer import Revision
from .name_search import LONGEST, SEPARATOR, are_few, places_alone
from .paragraph_rules import RuledParagraph
from .word_starts import WordStarts

PERSON = "PER"

_PARTICLES = frozenset("Abu Umm Bin bin ibn Van van Von von Mac Ould Abd Al El de da dos del".split())
_AFTER_A_CAPITAL = re.compile(r"[A-Z](?=(..))", re.DOTALL)
_MANY = 1000  # revisions: rather than look for each in all of the cable, the rules are applied once more


class CableNames:
    """The names in a cable's mentions, by their exact text, and the labels they have."""

    def __init__(self, paragraphs: Sequence[RuledParagraph]):
        self.paragraphs = paragraphs
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
            (name, label) for name, label in self._labels.items() if label and 2 < len(name) <= LONGEST and name[0].isupper()
        ]

    def certain_in(self, text: str, case: Callable[[str], str] = str) -> list[tuple[str, str]]:
        """Returns the names that have one label throughout, with it, if the text holds the name in this case.

        The name may stand there inside a longer word.
        """
        names = self._certain
        if case is str:  # most are nowhere in a long text: the letters that follow its capitals rule out nearly all
            beginnings = set(_AFTER_A_CAPITAL.findall(text))
            names = [item for item in names if item[0][1:3] in beginnings or not item[0][0].isascii()]
        if are_few(names, text):
            return [(name, label) for name, label in names if case(name) in text]
        there = {name for _, name in WordStarts(case(name) for name, _ in names).places(text)}
        return [(name, label) for name, label in names if case(name) in there]

    def common_words(self, names: Iterable[str]) -> set[str]:
        """Returns the names that the cable also has as a common word (`the Army`, `an army`)."""
        small = {name: name.lower() for name in names if " " not in name}
        there = places_alone(self._prose, set(small.values()))
        return {name for name, word in small.items() if there.get(word)}

    @cached_property
    def _prose(self) -> str:
        """All text but headings."""
        return SEPARATOR.join(paragraph.text for paragraph in self.paragraphs if paragraph.zone != HEADING)

    @cached_property
    def _in_capitals(self) -> set[str]:
        return {name.upper() for name, _ in self._certain}

    def are_news(self, revisions: Sequence[Revision]) -> bool:
        """Returns whether one of these revisions says something about a name that other mentions may not agree with yet."""
        if len(revisions) > _MANY:
            return True
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
            in_capitals = paragraph.text.isupper() and name in self._in_capitals
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
