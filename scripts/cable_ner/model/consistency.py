"""One decision for a whole document: a pipeline component that makes the entities of its parts agree.

A model reads a paragraph at a time, and may call the same name a person here and a place there. This component looks at
all entities of a document with the labels PER, ORG, LOC and MISC; others it leaves alone. It imports nothing but spaCy:
`spacy package --code` puts a copy of this file into the wheel.
"""

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from spacy.attrs import ENT_IOB, IS_UPPER, LOWER, ORTH, SPACY
from spacy.language import Language
from spacy.strings import get_string_id
from spacy.tokens import Doc, Span
from spacy.util import registry

FACTORY = "entity_consistency"
LABELS = ("PER", "ORG", "LOC", "MISC")
PER, ORG, LOC, MISC = LABEL_IDS = tuple(get_string_id(label) for label in LABELS)
Form = tuple[int, ...]  # a name's tokens, lower-cased if nothing else is said, as ids of spaCy's StringStore


@dataclass(frozen=True)
class ConsistencySettings:
    """Which passes are made over a document; without `enabled`, none."""

    enabled: bool = True
    common_words: bool = True  # a word that stands in small letters nearby is no name
    boundaries: bool = True  # a longer form known elsewhere, where only some of it was found
    acronyms: bool = True  # `Ministry of Health (MOH)`: an ORG
    repeats: bool = True  # a form known elsewhere, where nothing was found
    surnames: bool = True  # a part of a person's name is that person
    one_label: bool = True  # a form has one label, by majority
    context: bool = True  # and by the words beside it, at all its places
    short_names: bool = True  # `Acme` is what `Acme Ltd` is


# -- evidence ------------------------------------------------------------------------------------


def _ids(words: str) -> frozenset[int]:
    return frozenset(get_string_id(word) for word in words.split())


_TITLES = """
    mr mr. mrs mrs. ms ms. dr dr. prof. sir lord lady president minister premier chancellor secretary senator sen sen. rep.
    congressman congresswoman governor mayor ambassador envoy consul counselor attache general gen. colonel col. major
    maj. captain capt. lieutenant lt. sergeant commander admiral adm. brigadier sheikh shaikh sheik prince princess king
    queen sultan emir amir imam ayatollah mullah pope bishop archbishop cardinal father judge justice prosecutor
    attorney chairman chairwoman director chief leader head deputy advisor adviser commissioner spokesman spokeswoman
    coach manager striker midfielder defender goalkeeper champion seed skipper professor analyst economist lawyer
    driver pilot son daughter wife husband brother sister widow activist dissident journalist candidate author actor
    actress singer novelist owner founder pm fm
"""
_BEFORE = {
    "title": _TITLES,
    "in": "in",
    "of": "of",
    "the": "the",
    "near": """from near between outside inside across throughout into toward towards northern southern eastern western
        central capital visit visited visiting leave left""",
}
_BEFORE_OF = {"town of": "town city state region province village capital visit"}  # and `visit in`, `capital in`
_AFTER = {
    "says": """said says told added noted asked explained argued claimed replied stated insisted warned stressed complained
        commented remarked recalled acknowledged confirmed denied expressed thanked agreed urged opined observed
        emphasized underscored asserted""",
    "who": "who whose whom himself herself",
    "'s people": """government president minister premier prime foreign officials official authorities police troops army
        forces military people leaders leader rebels refugees state parliament capital nationals citizens champion
        embassy television press market""",
    "'s spokesman": """shares spokesman spokeswoman spokesperson reported news unit party manager newspaper plc corp inc ltd
        representatives executives""",
    "province": "airport province region city area district newsroom where",
}
_AFTER_COMMA = {"who": "who whose whom", "province": "where capital"}


def _by_word(cues: dict[str, str]) -> dict[int, str]:
    return {word: name for name, words in cues.items() for word in _ids(words)}


_CUES_BEFORE, _CUES_BEFORE_OF = _by_word(_BEFORE), _by_word(_BEFORE_OF)
_CUES_AFTER, _CUES_AFTER_COMMA = _by_word(_AFTER), _by_word(_AFTER_COMMA)

# What speaks for each of LABELS, as logarithms of odds. Estimated by a conditional logit model on the 589 articles of
# CoNLL-2003's training part that NoiseBench does not have, each read by a spaCy model and a CRF that had not seen it, and
# rounded to halves. Set by hand: _FOR_OWN, _FOR_PLACE, _FOR_ACRONYM, _FOR_BEGINS_PERSON (news hardly has first names alone).
_FOR_OWN = 0.7  # the label that the model gave this mention
_FOR_PLACE = 1.0  # and more for a LOC against ORG: `China` is a place, and its team or government
_FOR_SHARE, _FOR_SHARE_OF_MANY = 2.2, 0.5  # times its share of n mentions of the form; the second times ln n, too
_CONTEXT = {
    "title": (2.0, -1.0, -0.5, -0.5),
    "in": (-1.0, 0.0, 1.5, 0.0),
    "of": (-1.0, 0.0, 0.5, 0.0),
    "the": (-1.5, 0.5, 0.5, 0.5),
    "near": (-1.0, 0.0, 1.0, 0.5),
    "town of": (-0.5, -0.5, 1.5, -0.5),
    "says": (0.5, 1.5, -0.5, -1.0),
    "who": (1.5, 0.5, -1.5, 0.0),
    "'s people": (-1.5, 0.0, 0.0, 1.0),
    "'s spokesman": (-1.5, 2.0, -0.5, 0.0),
    "province": (-0.5, -0.5, 1.5, 0.0),
}
_FOR_ENDS_PERSON, _FOR_BEGINS_PERSON = 5.0, 3.0  # PER: the form is the end, or the first word, of a longer PER
_FOR_BEGINS_BODY, _FOR_LIKE_BODY = 2.0, 2.0  # ORG: it is the first word of a longer ORG, or shares it with another
_FOR_ACRONYM = 5.0  # ORG: it stands in brackets after one

_LONGEST_END = 3  # tokens of a surname: `al-Qadhafi` is three
_SHORTEST_SURNAME, _SHORTEST_HEADING_WORD = 3, 5  # characters
_OPENING, _CLOSING, _COMMA = (get_string_id(sign) for sign in "(),")
_OF = _ids("of in")
_HYPHENS = _ids("- / – —")
_SENTENCE_ENDS = _ids(". ? ! : ; \" '' `` “ ” ‘ ) -- - – —") | {0, get_string_id("\n"), get_string_id("\n\n")}
_IS_TITLE = _ids(_TITLES)
_BODIES = _ids("embassy amembassy consulate amconsul mission usmission congen")
_SUFFIXES = _ids("jr jr. sr sr. ii iii iv")


# -- a document ----------------------------------------------------------------------------------


class _Mention:
    """An entity: tokens `start` to `end` of the document, its label, and whether the model found it there."""

    __slots__ = ("start", "end", "label", "found")

    def __init__(self, start: int, end: int, label: int, found: bool) -> None:
        self.start, self.end, self.label, self.found = start, end, label, found


class _Text:
    """The Docs of a document as one sequence of tokens, with an empty one (0) before, between and after them.

    `orth` and `lower` are ids of strings, `upper`, `spaced` (a space follows) and `free` (known to be outside of
    entities) are flags, all by token; `mentions` are by first token. `small` counts the words in small letters.
    """

    def __init__(self, docs: Sequence[Doc]) -> None:
        self.docs = docs
        self.starts: list[int] = []
        self.orth, self.lower, self.upper, self.spaced, self.free = [0], [0], [0], [0], [False]
        self.mentions: dict[int, _Mention] = {}
        self.small: Counter[int] = Counter()
        self.changes: Counter[str] = Counter()
        for doc in docs:
            start = len(self.orth)
            self.starts.append(start)
            orth, lower, upper, spaced, iob = doc.to_array([ORTH, LOWER, IS_UPPER, SPACY, ENT_IOB]).T
            free = iob == _OUTSIDE
            values = (self.orth, self.lower, self.upper, self.spaced, self.free)
            for known, column in zip(values, (orth, lower, upper, spaced, free)):
                known += column.tolist()
                known.append(0)
            self.small.update(orth[(orth == lower) & free].tolist())
            for ent in doc.ents:
                if ent.label in LABEL_IDS:
                    self.mentions[start + ent.start] = _Mention(start + ent.start, start + ent.end, ent.label, True)

    def doc_at(self, index: int) -> int:
        """Returns which Doc a token is of."""
        return bisect_right(self.starts, index) - 1

    def string(self, index: int) -> str:
        """Returns a token's text."""
        return self.docs[self.doc_at(index)].vocab.strings[self.orth[index]]

    def capital(self, index: int) -> bool:
        """Whether a token has a capital letter."""
        return self.orth[index] != self.lower[index]

    def forms(self) -> dict[Form, list[_Mention]]:
        """Returns the mentions of each form."""
        found: dict[Form, list[_Mention]] = defaultdict(list)
        for mention in self.mentions.values():
            found[tuple(self.lower[mention.start : mention.end])].append(mention)
        return found

    def add(self, start: int, end: int, label: int, reason: str, *, found: bool = False) -> None:
        """Adds a mention on free tokens."""
        self.mentions[start] = _Mention(start, end, label, found)
        self.free[start:end] = [False] * (end - start)
        self.changes[reason] += 1

    def remove(self, mention: _Mention) -> None:
        """Takes a mention out."""
        del self.mentions[mention.start]
        self.free[mention.start : mention.end] = [True] * (mention.end - mention.start)

    def stands_alone(self, start: int, end: int) -> bool:
        """Whether nothing beside these tokens looks like more of the same name."""
        before, after = start - 1, end
        if self.lower[before] in _HYPHENS and not self.spaced[before]:
            return False
        if self.lower[after] in _HYPHENS and not self.spaced[end - 1]:
            return False
        return not (self.lower[before] in _BODIES or self._may_go_on(before, start) or self._may_go_on(after, start))

    def _may_go_on(self, index: int, start: int) -> bool:
        if not self.free[index] or not self.capital(index) or (self.upper[index] and self.upper[start]):
            return False
        if self.lower[index] in self.small or (index < start and self.lower[index] in _IS_TITLE):
            return False
        return not self.docs[self.doc_at(index)].vocab[self.orth[index]].is_stop


_OUTSIDE = 2  # spaCy's Token.ent_iob


# -- which mentions there are --------------------------------------------------------------------


def _drop_common_words(text: _Text) -> None:
    """Drops what stands in small letters at least as often, unless a longer name ends with it.

    `Wages` and `wages`. A body may well be a common word (`the Army`): it is dropped only where any word has a capital.
    """
    ends = {text.lower[mention.end - 1] for mention in text.mentions.values() if mention.end - mention.start > 1}
    for form, mentions in text.forms().items():
        if len(form) > 1 or form[0] in ends or text.small[form[0]] < len(mentions):
            continue
        for mention in mentions:
            if _is_no_name(text, mention):
                text.remove(mention)
                text.changes["common_words"] += 1


def _is_no_name(text: _Text, mention: _Mention) -> bool:
    start = mention.start
    if not text.capital(start):
        return False
    if text.upper[start]:  # (`US` is not `us`)
        return mention.label != ORG and len(text.string(start)) >= _SHORTEST_HEADING_WORD
    return mention.label != ORG or text.lower[start - 1] in _SENTENCE_ENDS


def _extend(text: _Text) -> None:
    """Puts a longer form, written just so elsewhere, where only parts of it were found."""
    labels: dict[Form, int] = {}
    inside: dict[int, _Mention] = {}
    for mention in text.mentions.values():
        if mention.end - mention.start > 1:
            labels.setdefault(tuple(text.orth[mention.start : mention.end]), mention.label)
        inside.update((index, mention) for index in range(mention.start, mention.end))
    for start, end in _places(text.orth, labels):
        parts = {inside[index] for index in range(start, end) if index in inside}
        if not parts or any(part.start < start or part.end > end or part.end - part.start == end - start for part in parts):
            continue
        if all(text.free[index] or index in inside for index in range(start, end)):
            for part in parts:
                text.remove(part)
            text.add(start, end, labels[tuple(text.orth[start:end])], "boundaries", found=True)
            inside.update((index, text.mentions[start]) for index in range(start, end))


def _places(tokens: list[int], forms: Iterable[Form]) -> Iterator[tuple[int, int]]:
    """Yields where one of the forms stands, from start to end; of those with the same start, longer ones first."""
    known = set(forms)
    sizes: dict[int, set[int]] = defaultdict(set)
    for form in known:
        sizes[form[0]].add(len(form))
    descending = {first: sorted(found, reverse=True) for first, found in sizes.items()}
    for start in [index for index, token in enumerate(tokens) if token in descending]:
        for size in descending[tokens[start]]:
            if tuple(tokens[start : start + size]) in known:
                yield start, start + size


def _add_acronyms(text: _Text) -> set[Form]:
    """Adds acronyms in brackets after an ORG, and returns the forms of all that stand so."""
    acronyms: set[Form] = set()
    for mention in list(text.mentions.values()):
        end = mention.end
        if mention.label != ORG or mention.start == end - 1 or text.lower[end] != _OPENING:
            continue
        if text.upper[end + 1] and text.lower[end + 2] == _CLOSING:
            acronym = text.string(end + 1)
            if len(acronym) > 1 and acronym.isalpha():
                acronyms.add((text.lower[end + 1],))
                if text.free[end + 1]:
                    text.add(end + 1, end + 2, ORG, "acronyms")
    return acronyms


def _add_repeats(text: _Text) -> None:
    """Adds forms that are mentions elsewhere, where nothing was found, in capitals or not."""
    forms = {
        form: mentions for form, mentions in text.forms().items() if len(form) > 1 or len(text.string(mentions[0].start)) > 1
    }
    labels: dict[Form, int] = {}
    written = {tuple(text.orth[mention.start : mention.end]) for mention in text.mentions.values()}
    for start, end in _places(text.lower, forms):
        if all(text.free[start:end]) and _is_written_as_name(text, start, end, written) and text.stands_alone(start, end):
            form = tuple(text.lower[start:end])
            if form not in labels:
                labels[form] = _majority(forms[form])
            text.add(start, end, labels[form], "repeats")


def _majority(mentions: list[_Mention]) -> int:
    return Counter(mention.label for mention in mentions).most_common(1)[0][0]


def _is_written_as_name(text: _Text, start: int, end: int, written: set[Form]) -> bool:
    if end - start == 1:
        return text.capital(start) and text.lower[start] not in text.small
    return (text.capital(start) and text.capital(end - 1)) or tuple(text.orth[start:end]) in written


def _add_surnames(text: _Text) -> None:
    """Adds the last words of persons' names where they stand alone."""
    surnames = set()
    for mention in text.mentions.values():
        if mention.label == PER and mention.end - mention.start > 1:
            last = mention.end - 1
            if text.lower[last] in _SUFFIXES:
                last -= 1
            if text.capital(last) and len(text.string(last)) >= _SHORTEST_SURNAME:
                surnames.add(text.lower[last])
    surnames -= text.small.keys()
    for index in [index for index, word in enumerate(text.lower) if word in surnames]:
        if text.free[index] and text.capital(index) and text.stands_alone(index, index + 1):
            text.add(index, index + 1, PER, "surnames")


# -- which labels they have ----------------------------------------------------------------------


class _Links:
    """What longer names say of shorter ones: which forms end or begin a person, and which words begin a body.

    Names in capitals do not count: in headings a model takes too much for a name.
    """

    def __init__(self, text: _Text, forms: dict[Form, list[_Mention]], acronyms: set[Form]) -> None:
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
                    size = len(form) - (form[-1] in _SUFFIXES)
                    self.ends_person.update(form[first:size] for first in range(max(1, size - _LONGEST_END), size))
                elif mention.label == ORG:
                    self.begins_body[form[0]] += 1

    def weigh(self, form: Form, mentions: list[_Mention], settings: ConsistencySettings, scores: dict[int, float]) -> None:
        """Adds to the scores of a form's labels what longer names say of it."""
        if settings.surnames and form in self.ends_person:
            scores[PER] += _FOR_ENDS_PERSON
        if settings.surnames and len(form) == 1 and form[0] in self.begins_person:
            scores[PER] += _FOR_BEGINS_PERSON
        if settings.short_names and len(form) == 1 and self.begins_body[form[0]]:
            scores[ORG] += _FOR_BEGINS_BODY
        if settings.short_names and len(form) > 1:
            if self.begins_body[form[0]] > sum(mention.label == ORG for mention in mentions):
                scores[ORG] += _FOR_LIKE_BODY
        if form in self.acronyms:
            scores[ORG] += _FOR_ACRONYM


def _decide(text: _Text, settings: ConsistencySettings, acronyms: set[Form]) -> None:
    """Gives all mentions of a form the label that has most evidence, and where a mention's own is as good, keeps that.

    Longer names first: what they are decides what their parts are. No label is given that the document does not have.
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
    text: _Text, form: Form, mentions: list[_Mention], settings: ConsistencySettings, links: _Links
) -> dict[int, float]:
    scores: dict[int, float] = defaultdict(float)
    votes = Counter(mention.label for mention in mentions if mention.found)
    total = votes.total()
    for label, count in votes.items():
        scores[label] = (_FOR_SHARE + _FOR_SHARE_OF_MANY * math.log(total)) * count / total if settings.one_label else 0.0
    if not total:
        scores[mentions[0].label] = _FOR_SHARE
    if settings.context:
        for cue, count in Counter(cue for mention in mentions for cue in _cues(text, mention)).items():
            strength = count * (1 + math.log(len(mentions))) / len(mentions)
            for label, weight in zip(LABEL_IDS, _CONTEXT[cue]):
                scores[label] += strength * weight
    links.weigh(form, mentions, settings, scores)
    return scores


def _cues(text: _Text, mention: _Mention) -> Iterator[str]:
    lower, start, end = text.lower, mention.start, mention.end
    if lower[start - 1] in _CUES_BEFORE:
        yield _CUES_BEFORE[lower[start - 1]]
    if lower[start - 1] in _OF and lower[start - 2] in _CUES_BEFORE_OF:
        yield _CUES_BEFORE_OF[lower[start - 2]]
    if lower[end] in _CUES_AFTER:
        yield _CUES_AFTER[lower[end]]
    elif lower[end] == _COMMA and lower[end + 1] in _CUES_AFTER_COMMA:
        yield _CUES_AFTER_COMMA[lower[end + 1]]


def _give(text: _Text, mentions: list[_Mention], scores: dict[int, float], settings: ConsistencySettings) -> None:
    best = max(scores, key=scores.__getitem__)
    own = _FOR_OWN if settings.one_label else _FOR_OWN + _FOR_SHARE
    for mention in mentions:
        if mention.label == best:
            continue
        needed = scores[mention.label] + own + (_FOR_PLACE if (mention.label, best) == (LOC, ORG) else 0.0)
        if not mention.found or scores[best] > needed:
            mention.label = best
            text.changes["labels"] += 1


# -- the component -------------------------------------------------------------------------------


def consistent(docs: Sequence[Doc], settings: ConsistencySettings = ConsistencySettings()) -> Counter[str]:
    """Changes the entities of one document's Docs, and returns how many by which pass (`labels`: were relabelled).

    Tokens whose annotation is missing or blocked are left as they are. Time is linear in the number of tokens.
    """
    if not settings.enabled:
        return Counter()
    text = _Text(docs)
    if not text.mentions:
        return text.changes
    before = {(mention.start, mention.end, mention.label) for mention in text.mentions.values()}
    if settings.common_words:
        _drop_common_words(text)
    if settings.boundaries:
        _extend(text)
    acronyms = _add_acronyms(text) if settings.acronyms else set()
    if settings.repeats:
        _add_repeats(text)
    if settings.surnames:
        _add_surnames(text)
    if settings.one_label or settings.context or settings.surnames or settings.short_names or settings.acronyms:
        _decide(text, settings, acronyms)
    _write(text, before)
    return text.changes


def _write(text: _Text, before: set[tuple[int, int, int]]) -> None:
    names = dict(zip(LABEL_IDS, LABELS))
    after = {(mention.start, mention.end, mention.label) for mention in text.mentions.values()}
    new: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for span in sorted(after - before):
        new[text.doc_at(span[0])].append(span)
    old: dict[int, set[int]] = defaultdict(set)
    for start, end, _ in before - after:
        old[text.doc_at(start)].update(range(start, end))
    for number in sorted(new.keys() | old.keys()):
        doc, offset = text.docs[number], text.starts[number]
        kept = {(ent.start + offset, ent.end + offset): ent for ent in doc.ents}
        spans, outside = [], old[number]
        for start, end, label in new[number]:
            outside -= set(range(start, end))
            ids = {"kb_id": kept[start, end].kb_id, "span_id": kept[start, end].id} if (start, end) in kept else {}
            spans.append(Span(doc, start - offset, end - offset, names[label], **ids))
        free = [doc[index - offset : index - offset + 1] for index in sorted(outside)]
        doc.set_ents(spans, outside=free, default="unmodified")


def _document_of(doc: Doc) -> object:
    cable = doc.user_data.get("cable")
    return doc if cable is None else cable


class EntityConsistency:
    """The pipeline component. A document is all Docs in a row with the same `user_data["cable"]`, else one Doc."""

    def __init__(self, settings: ConsistencySettings) -> None:
        self.settings = settings

    def __call__(self, doc: Doc) -> Doc:
        """Returns the Doc, with the entities that agree within it."""
        consistent([doc], self.settings)
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 1) -> Iterator[Doc]:
        """Yields the Docs in their order. One document is held, and the Doc after it, whatever the batch size."""
        for _, group in groupby(stream, key=_document_of):
            docs = list(group)
            consistent(docs, self.settings)
            yield from docs
            del docs


def make_entity_consistency(
    nlp: Language,
    name: str,
    enabled: bool,
    common_words: bool,
    boundaries: bool,
    acronyms: bool,
    repeats: bool,
    surnames: bool,
    one_label: bool,
    context: bool,
    short_names: bool,
) -> EntityConsistency:
    """Returns the component with these passes on or off (see ConsistencySettings)."""
    return EntityConsistency(
        ConsistencySettings(
            enabled=enabled,
            common_words=common_words,
            boundaries=boundaries,
            acronyms=acronyms,
            repeats=repeats,
            surnames=surnames,
            one_label=one_label,
            context=context,
            short_names=short_names,
        )
    )


def _register() -> None:
    """Registers the factory, unless another copy of this file has done so: the first that is imported is kept.

    A package carries a copy, the project has another, and spaCy refuses a second function under a name (E004).
    """
    known = registry.factories.get(FACTORY) if FACTORY in registry.factories else None
    if getattr(known, "__qualname__", "") == make_entity_consistency.__qualname__:
        return
    defaults = {name: field.default for name, field in ConsistencySettings.__dataclass_fields__.items()}
    Language.factory(
        FACTORY, assigns=["doc.ents"], requires=["doc.ents"], default_config=defaults, func=make_entity_consistency
    )


_register()
