"""The second phase of the label rules: those that look at all mentions of a cable at once."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate

from .cable_names import PERSON, CableNames
from .name_search import SEPARATOR, places_alone
from .paragraph_rules import RuledParagraph, is_settled_already
from .rule import Action, Rule

_Place = tuple[RuledParagraph, int, str, str]  # where, from which character, the name, its label


def apply_to_cable(paragraphs: Sequence[RuledParagraph], names: CableNames, rules: Iterable[Rule]) -> None:
    """Applies rules for whole cables, in order. `names` are those of the cable before the first rule."""
    for rule in rules:
        _APPLY[rule.action](paragraphs, names, rule)


def _name_parts(paragraphs: Sequence[RuledParagraph], names: CableNames, rule: Rule) -> None:
    """Labels a first or last name that stands alone as the person whose name it is."""
    for paragraph in paragraphs if names.contested else ():
        for mention in list(paragraph.mentions):
            name = paragraph.text[mention.start : mention.end]
            if name not in names.contested or name in rule.unless or mention.label == PERSON or is_settled_already(mention):
                continue
            if rule.fits(paragraph.text, mention):
                paragraph.put(mention.start, mention.end, PERSON, rule.name)


def _repeats(paragraphs: Sequence[RuledParagraph], names: CableNames, rule: Rule) -> None:
    """Labels text that is a mention elsewhere in the cable and was missed here."""
    here = [paragraph for paragraph in paragraphs if not rule.zones or paragraph.zone in rule.zones]
    text = "|".join(paragraph.unlabelled() for paragraph in here)
    for paragraph, start, name, label in _places(here, names, rule, text):
        if not paragraph.over(start, start + len(name)):
            paragraph.put(start, start + len(name), label, rule.name)


def _capitals(paragraphs: Sequence[RuledParagraph], names: CableNames, rule: Rule) -> None:
    """Labels the cable's names in lines of capitals; a person's full name cuts what the tagger glued to it."""
    here = [paragraph for paragraph in paragraphs if paragraph.zone in rule.zones and paragraph.text.isupper()]
    text = "|".join(paragraph.text for paragraph in here)
    for paragraph, start, name, label in _places(here, names, rule, text, str.upper):
        paragraph.put(start, start + len(name), label, rule.name, cuts=label == PERSON and " " in name)


def _small_letters(paragraphs: Sequence[RuledParagraph], names: CableNames, rule: Rule) -> None:
    """Labels the cable's names where they are in small letters, as in some headings."""
    here = [paragraph for paragraph in paragraphs if paragraph.zone in rule.zones]
    text = "|".join(paragraph.text for paragraph in here)
    for paragraph, start, name, label in _places(here, names, rule, text, str.lower):
        paragraph.put(start, start + len(name), label, rule.name)


_APPLY: dict[Action, Callable[[Sequence[RuledParagraph], CableNames, Rule], None]] = {
    Action.NAME_PARTS: _name_parts,
    Action.REPEATS: _repeats,
    Action.CAPITALS: _capitals,
    Action.SMALL_LETTERS: _small_letters,
}


def _places(
    paragraphs: Sequence[RuledParagraph], names: CableNames, rule: Rule, text: str, case: Callable[[str], str] = str
) -> Iterator[_Place]:
    """Yields where the paragraphs have names of the cable, long names first.

    `text` is all that is searched of the paragraphs: names that it does not hold are not looked for.
    """
    found = names.certain_in(text, case) if text else []
    if not found:
        return
    there = places_alone(SEPARATOR.join(paragraph.text for paragraph in paragraphs), {case(name) for name, _ in found})
    found = [(name, label) for name, label in found if there.get(case(name)) and name not in rule.unless]
    common = names.common_words(name for name, _ in found)
    ends = list(accumulate(len(paragraph.text) + len(SEPARATOR) for paragraph in paragraphs))
    for name, label in sorted(found, key=lambda item: (-len(item[0]), item[0])):
        for start in there[case(name)] if name not in common else ():
            paragraph = paragraphs[number := bisect_right(ends, start)]
            yield paragraph, start - (ends[number - 1] if number else 0), name, label
