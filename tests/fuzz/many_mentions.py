"""Cables of very many mentions, and their Docs: what the paths of `linear_mentions` go over."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

import spacy
from spacy.tokens import Doc

from cable_ner.corpus.docs import make_docs
from cable_ner.evaluation import SystemRun, as_reference
from cable_ner.evaluation.alignment import FlatCable, flatten
from cable_ner.evaluation.reading import Reading
from cable_ner.evaluation.scoring import Labelled
from cable_ner.text import Cable, Mention, Paragraph

NLP = spacy.blank("en")


class Names(StrEnum):
    """Which names a cable has: the same two again and again, all different, or such as overlap themselves (`A B A`)."""

    TWO = "two names"
    DIFFER = "names differ"
    OVERLAP = "names overlap themselves"


class Sizes(NamedTuple):
    """A cable of so many mentions: all in one paragraph, if it does not become too long, or each in one of its own."""

    mentions: int
    is_one: bool
    names: Names


Path = Callable[[Sizes], Callable[[], Any]]  # prepares what is timed

_LONGEST = 450_000  # characters of a paragraph; conversion refuses more than a million, and some paths double a text
_REPEATED = 12  # words, at most, of a name that is one word again and again


def name_of(number: int, names: Names) -> str:
    """Returns the name of a mention; of names that differ, no other mention has it."""
    if names == Names.TWO:
        return ("Ann Lee", "Acme")[number % 2]
    own = _word(number)
    if names == Names.DIFFER:
        return own
    return f"{own} and {own}" if number % 2 else " ".join(["Ab"] * (1 + number // 2 % _REPEATED))


def _word(number: int) -> str:
    """Returns a word of letters that no other number has."""
    letters = ""
    while number or not letters:
        number, rest = divmod(number, 26)
        letters += chr(ord("a") + rest)
    return letters.capitalize() + "ov"


@cache
def cable(sizes: Sizes, label: str = "PER") -> Cable:
    """Returns a cable of sentences with a name each; every other name is an ORG."""
    paragraphs: list[Paragraph] = []
    texts: list[str] = []
    mentions: list[Mention] = []
    at = 0
    for number in range(sizes.mentions):
        name = name_of(number, sizes.names)
        before = "We met " if number % 2 else "Then "
        mentions.append(Mention(at + len(before), at + len(before) + len(name), ("ORG", label)[number % 2], number + 1))
        texts.append(f"{before}{name} again. ")
        at += len(texts[-1])
        if at > _LONGEST * sizes.is_one or number == sizes.mentions - 1:
            paragraphs.append(Paragraph("".join(texts).rstrip(), mentions, "paragraph"))
            texts, mentions, at = [], [], 0
    return _cable(paragraphs)


def _cable(paragraphs: list[Paragraph]) -> Cable:
    return Cable("a.txt", paragraphs, meta={"markup": "text", "dialect": "double"})


def with_mentions(made: Cable, change: Callable[[Sequence[Mention]], Sequence[Mention]]) -> Cable:
    """Returns a cable with other mentions: what `change` makes of those of each paragraph."""
    return _cable([paragraph._replace(mentions=list(change(paragraph.mentions))) for paragraph in made.paragraphs])


def with_holes(made: Cable) -> Cable:
    """Returns a cable in which every label is missing."""
    return with_mentions(made, lambda mentions: [mention._replace(missing="?") for mention in mentions])


@cache
def docs(sizes: Sizes, label: str = "PER") -> list[Doc]:
    """Returns the Docs of the cable."""
    return docs_of(cable(sizes, label))


def docs_of(made: Cable, *, labels: str = "silver") -> list[Doc]:
    """Returns the Docs of a cable."""
    return [one.doc for one in make_docs(made, NLP, labels=labels)]


@cache
def flat(sizes: Sizes, label: str = "PER") -> FlatCable:
    """Returns the labels of the cable over its text without white space."""
    return flatten(docs(sizes, label))


@cache
def run(sizes: Sizes) -> SystemRun:
    """Returns the run of a system that calls every second name something else."""
    found = [[Labelled(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in docs(sizes, "MISC")]
    return SystemRun(as_reference(docs(sizes)), Reading(found))


def forget() -> None:
    """Forgets all cables, so that their memory is free."""
    for cached in (cable, docs, flat, run):
        cached.cache_clear()
