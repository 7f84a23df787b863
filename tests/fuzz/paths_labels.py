"""Paths over mentions: label rules, a person's decisions, Docs, and the consistency component."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path as File
from typing import Any

from cable_ner.corpus.docs import make_docs
from cable_ner.files import digest
from cable_ner.labels import FormDecision, PlaceDecision, correct
from cable_ner.labels.corrections import Corrections
from cable_ner.model.consistency import consistent
from cable_ner.rules import RuleBook, apply_rules, read_rules
from cable_ner.text import Cable
from tests.fuzz.many_mentions import NLP, Path, Sizes, cable, with_mentions

BOOK = RuleBook(read_rules(File(__file__).parents[2] / "configs" / "silver.yml"))


def _decisions(sizes: Sizes, kind: str) -> Corrections:
    made = cable(sizes)
    if kind == "place":
        found = []
        for paragraph in made.paragraphs:
            own = digest(paragraph.text)
            for start, end, label, *_ in paragraph.mentions:
                found.append(PlaceDecision.of(own, start, paragraph.text[start:end], [(start, end, label)]))
        return Corrections(found)
    forms = dict.fromkeys((p.text[m.start : m.end], m.label) for p in made.paragraphs for m in p.mentions)
    if kind == "one unlabelled":
        return Corrections([FormDecision("again", "", "MISC")])
    if kind == "unlabelled":
        return Corrections([FormDecision(form, "", label) for form, label in forms])
    becomes, longer = ("", "") if kind == "no entity" else ("LOC", " again" if kind == "longer" else "")
    return Corrections([FormDecision(form, label, becomes, form + longer if longer else "") for form, label in forms])


def _corrected(kind: str, of: Callable[[Cable], Cable] = lambda made: made) -> Path:
    def prepare(sizes: Sizes) -> Callable[[], Any]:
        made, decisions = of(cable(sizes)), _decisions(sizes, kind)
        return lambda: correct(made, RuleBook(), decisions)

    return prepare


def _bare(made: Cable) -> Cable:
    return with_mentions(made, lambda mentions: [])


def _with_copy(made: Cable, *, in_capitals: bool = False) -> Cable:
    """Returns the cable with a copy of its text without mentions, in the same paragraphs, or as subjects in capitals."""
    if in_capitals:
        copies = [one._replace(text=one.text.upper(), mentions=[], zone="subject") for one in made.paragraphs]
        return replace(made, paragraphs=[*made.paragraphs, *copies])
    return replace(made, paragraphs=[one._replace(text=f"{one.text} {one.text}") for one in made.paragraphs])


def _ruled(of: Callable[[Cable], Cable]) -> Path:
    return lambda sizes: lambda made=of(cable(sizes)): apply_rules(made, BOOK)


def _consistent(of: Callable[[Cable], Cable]) -> Path:
    def prepare(sizes: Sizes) -> Callable[[], Any]:
        made = [one.doc for one in make_docs(of(cable(sizes)), NLP)]
        return lambda: consistent(made)

    return prepare


PATHS: dict[str, Path] = {
    "label rules": _ruled(lambda made: made),
    "label rules: each name once more": _ruled(_with_copy),
    "label rules: a subject in capitals": _ruled(partial(_with_copy, in_capitals=True)),
    "form decisions": _corrected("form"),
    "form decisions: no entity": _corrected("no entity"),
    "form decisions: longer": _corrected("longer"),
    "form decisions: no mention yet": _corrected("one unlabelled"),
    "form decisions: no mention yet, every name": _corrected("unlabelled", _bare),
    "place decisions": _corrected("place"),
    "Docs": lambda sizes: lambda made=cable(sizes): list(make_docs(made, NLP)),
    "document-level consistency": _consistent(lambda made: made),
    "document-level consistency: each name once more": _consistent(_with_copy),
}
