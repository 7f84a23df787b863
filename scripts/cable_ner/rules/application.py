"""Label rules applied to a cable, in two phases: paragraph by paragraph, then across the whole cable."""

from dataclasses import replace

from ..text import Cable
from .cable_names import CableNames
from .cable_rules import apply_to_cable
from .mention_layer import Revision
from .paragraph_rules import RuledParagraph
from .rule import Rule
from .rule_book import RuleBook

_MOST_ROUNDS = 8  # more than one is rarely needed; but rules can be written so that they never agree


def apply_rules(cable: Cable, rules: RuleBook | list[Rule]) -> Cable:
    """Returns the cable with each mention kept, fixed (`Mention.fixed` names the rule) or moved to `cable.rejected`.

    Mentions that rules add have line 0. What a person decided (`Mention.decided`) and what is missing stays as it is.
    Applying the same rules to the outcome changes nothing, unless they contradict each other.
    """
    if not rules:
        return cable
    book = rules if isinstance(rules, RuleBook) else RuleBook(rules)
    for _ in range(_MOST_ROUNDS):
        cable, is_final = _one_round(cable, book)
        if is_final:
            break
    return cable


def _one_round(cable: Cable, book: RuleBook) -> tuple[Cable, bool]:
    """Returns the cable after both phases, and whether another round would leave it as it is."""
    revisions: list[Revision] = []
    paragraphs = [RuledParagraph(paragraph, book, revisions) for paragraph in cable.paragraphs]
    for paragraph in paragraphs:
        paragraph.apply()
    is_final = not book.on_cables or _second_phase(paragraphs, book, revisions)
    is_final = is_final and all(paragraph.is_final() for paragraph in paragraphs)
    rejected = [*cable.rejected, *(gone for revision in revisions if (gone := revision.rejected()))]
    return replace(cable, paragraphs=[paragraph.revised() for paragraph in paragraphs], rejected=rejected), is_final


def _second_phase(paragraphs: list[RuledParagraph], book: RuleBook, revisions: list[Revision]) -> bool:
    """Applies the rules for whole cables. Returns whether they are done: nothing new was learnt about the cable's names."""
    names, before = CableNames(paragraphs), len(revisions)
    apply_to_cable(paragraphs, names, book.on_cables)
    return not names.are_news(revisions[before:])
