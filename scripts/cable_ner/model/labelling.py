"""Which label the entities of a document have: the one with the most evidence at all places of a form."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator

from .document import DocumentText, Form, FoundEntity
from .evidence import (
    COMMA,
    CONTEXT,
    CUES_AFTER,
    CUES_AFTER_COMMA,
    CUES_BEFORE,
    CUES_BEFORE_OF,
    FOR_ACRONYM,
    FOR_BEGINS_BODY,
    FOR_BEGINS_PERSON,
    FOR_ENDS_PERSON,
    FOR_LIKE_BODY,
    FOR_OWN,
    FOR_PLACE,
    FOR_SHARE,
    FOR_SHARE_OF_MANY,
    FOR_TITLE,
    GENERAL,
    LABEL_IDS,
    LOC,
    OF,
    OFFICES,
    ORG,
    PER,
    SUFFIXES,
    SURE_TITLES,
)
from .settings import ConsistencySettings

_LONGEST_TITLED = 2  # tokens of a name that a title makes a person's: `Sheikh Isa Air Base` is none
_LONGEST_END = 3  # tokens of a surname: `al-Qadhafi` is three


class _Links:
    """What longer names say about shorter ones: which forms end or begin a person, and which words begin a body.

    Names in capitals do not count, because in headings a model takes too much for a name.
    """

    def __init__(self, text: DocumentText, forms: dict[Form, list[FoundEntity]], acronyms: set[Form]) -> None:
        self.acronyms = acronyms
        self.ends_person: set[Form] = set()
        self.begins_person: set[int] = set()
        self.begins_body: Counter[int] = Counter()
        for form, mentions in forms.items():
            if len(form) == 1:
                continue
            for mention in mentions:
                if text.upper[mention.start] and text.upper[mention.end - 1]:
                    continue
                if mention.label == PER:
                    self.begins_person.add(form[0])
                    size = len(form) - (form[-1] in SUFFIXES)
                    self.ends_person.update(form[first:size] for first in range(max(1, size - _LONGEST_END), size))
                elif mention.label == ORG:
                    self.begins_body[form[0]] += 1

    def weigh(
        self, form: Form, mentions: list[FoundEntity], settings: ConsistencySettings, scores: dict[int, float]
    ) -> None:
        """Adds to the scores of a form's labels what longer names say about it."""
        if settings.surnames and form in self.ends_person:
            scores[PER] += FOR_ENDS_PERSON
        if settings.surnames and len(form) == 1 and form[0] in self.begins_person:
            scores[PER] += FOR_BEGINS_PERSON
        if settings.short_names and len(form) == 1 and self.begins_body[form[0]]:
            scores[ORG] += FOR_BEGINS_BODY
        if settings.short_names and len(form) > 1:
            if self.begins_body[form[0]] > sum(mention.label == ORG for mention in mentions):
                scores[ORG] += FOR_LIKE_BODY
        if form in self.acronyms:
            scores[ORG] += FOR_ACRONYM


def decide_labels(text: DocumentText, settings: ConsistencySettings, acronyms: set[Form]) -> None:
    """Gives all mentions of a form the label with the most evidence; a mention whose own label is as good keeps it.

    Longer names come first, because their labels decide those of their parts. Only labels that the document has are given.
    """
    present = {mention.label for mention in text.mentions.values()}
    forms = text.forms()
    for is_long in (True, False):
        links = _Links(text, forms, acronyms)
        for form, mentions in forms.items():
            if (len(form) > 1) == is_long:
                scores = _scores(text, form, mentions, settings, links)
                _give(text, mentions, {label: scores[label] for label in scores if label in present}, settings)


def _scores(
    text: DocumentText, form: Form, mentions: list[FoundEntity], settings: ConsistencySettings, links: _Links
) -> dict[int, float]:
    scores: dict[int, float] = defaultdict(float)
    votes = Counter(mention.label for mention in mentions if mention.found)
    total = votes.total()
    for label, count in votes.items():
        scores[label] = (FOR_SHARE + FOR_SHARE_OF_MANY * math.log(total)) * count / total if settings.one_label else 0.0
    if not total:
        scores[mentions[0].label] = FOR_SHARE
    if settings.context:
        for cue, count in Counter(cue for mention in mentions for cue in _cues(text, mention)).items():
            strength = count * (1 + math.log(len(mentions))) / len(mentions)
            for label, weight in zip(LABEL_IDS, CONTEXT[cue]):
                scores[label] += strength * weight
        if len(form) <= _LONGEST_TITLED and any(_has_title(text, mention) for mention in mentions):
            scores[PER] += FOR_TITLE
    links.weigh(form, mentions, settings, scores)
    return scores


def _has_title(text: DocumentText, mention: FoundEntity) -> bool:
    """Returns whether a title stands before a mention, in a line that is not in capitals."""
    before = mention.start - 1
    title = text.lower[before]
    if title not in SURE_TITLES or not text.capital(before) or text.upper[mention.start]:
        return False
    return not (title == GENERAL and text.lower[before - 1] in OFFICES)


def _cues(text: DocumentText, mention: FoundEntity) -> Iterator[str]:
    lower, start, end = text.lower, mention.start, mention.end
    if lower[start - 1] in CUES_BEFORE:
        yield CUES_BEFORE[lower[start - 1]]
    if lower[start - 1] in OF and lower[start - 2] in CUES_BEFORE_OF:
        yield CUES_BEFORE_OF[lower[start - 2]]
    if lower[end] in CUES_AFTER:
        yield CUES_AFTER[lower[end]]
    elif lower[end] == COMMA and lower[end + 1] in CUES_AFTER_COMMA:
        yield CUES_AFTER_COMMA[lower[end + 1]]


def _give(text: DocumentText, mentions: list[FoundEntity], scores: dict[int, float], settings: ConsistencySettings) -> None:
    best = max(scores, key=scores.__getitem__)
    own = FOR_OWN if settings.one_label else FOR_OWN + FOR_SHARE
    for mention in mentions:
        if mention.label == best:
            continue
        if mention.found:
            needed = scores[mention.label] + own + (FOR_PLACE if (mention.label, best) == (LOC, ORG) else 0.0)
            if scores[best] <= needed:
                continue
        mention.label = best
        text.changes["labels"] += 1
