"""Which entities a document has: those dropped, extended or added because of its other places."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from spacy.strings import get_string_id

from .document import DocumentText, Form, FoundEntity
from .evidence import ORG, PER, SUFFIXES, ids_of

_LONGEST = 20  # tokens of a name that is looked for elsewhere
_SHORTEST_SURNAME, _SHORTEST_HEADING_WORD = 3, 5  # characters
_AND = ids_of("and &")
OPENING, CLOSING = (get_string_id(sign) for sign in "()")
SENTENCE_ENDS = ids_of(". ? ! : ; \" '' `` “ ” ‘ ) -- - – —") | {0, get_string_id("\n\n")}


def drop_common_words(text: DocumentText) -> None:
    """Drops words that stand in small letters at least as often (`Wages`, `wages`), unless a longer name ends with one.

    A body may well be a common word (`the Army`), so an ORG is dropped only where any word would have a capital.
    """
    ends = {text.lower[mention.end - 1] for mention in text.mentions.values() if mention.end - mention.start > 1}
    for form, mentions in text.forms().items():
        if len(form) > 1 or form[0] in ends or text.small[form[0]] < len(mentions):
            continue
        for mention in mentions:
            if _is_no_name(text, mention):
                text.remove(mention)
                text.changes["common_words"] += 1


def _is_no_name(text: DocumentText, mention: FoundEntity) -> bool:
    start = mention.start
    if not text.capital(start):
        return False
    if text.upper[start]:  # (`US` is not `us`)
        return mention.label != ORG and len(text.string(start)) >= _SHORTEST_HEADING_WORD
    return mention.label != ORG or text.lower[start - 1] in SENTENCE_ENDS


def divide_joined(text: DocumentText) -> None:
    """Divides entities that join two names (`Army and Navy`), each an entity of its own elsewhere, at least as often."""
    forms = text.forms()
    for joined, mentions in list(forms.items()):
        if not 3 <= len(joined) <= _LONGEST:
            continue
        for at in range(1, len(joined) - 1):
            parts = forms.get(joined[:at], []), forms.get(joined[at + 1 :], [])
            if joined[at] in _AND and min(map(len, parts)) >= len(mentions):
                labels = [_majority(part) for part in parts]
                for mention in mentions:
                    text.remove(mention)
                    ends = (mention.start, mention.start + at), (mention.start + at + 1, mention.end)
                    for (start, end), label in zip(ends, labels):
                        text.add(start, end, label, "joined", found=mention.found)
                break


def extend_boundaries(text: DocumentText) -> None:
    """Extends entities to a longer form, written exactly so elsewhere, where only parts of it were found."""
    labels: dict[Form, int] = {}
    inside: dict[int, FoundEntity] = {}
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
    """Yields the places of the forms as (start, end) tokens; of those with the same start, longer ones first.

    Forms of more than 20 tokens are left out: very many that begin alike would take time that grows with their product.
    """
    known = {form for form in forms if len(form) <= _LONGEST}
    sizes: dict[int, set[int]] = defaultdict(set)
    for form in known:
        sizes[form[0]].add(len(form))
    descending = {first: sorted(found, reverse=True) for first, found in sizes.items()}
    for start in [index for index, token in enumerate(tokens) if token in descending]:
        for size in descending[tokens[start]]:
            if tuple(tokens[start : start + size]) in known:
                yield start, start + size


def add_acronyms(text: DocumentText) -> set[Form]:
    """Adds acronyms in brackets after an ORG, and returns the forms of all acronyms that stand so."""
    acronyms: set[Form] = set()
    for mention in list(text.mentions.values()):
        end = mention.end
        if mention.label != ORG or mention.start == end - 1 or text.lower[end] != OPENING:
            continue
        if text.upper[end + 1] and text.lower[end + 2] == CLOSING:
            acronym = text.string(end + 1)
            if len(acronym) > 1 and acronym.isalpha():
                acronyms.add((text.lower[end + 1],))
                if text.free[end + 1]:
                    text.add(end + 1, end + 2, ORG, "acronyms")
    return acronyms


def add_repeats(text: DocumentText) -> None:
    """Adds forms that are entities elsewhere, where nothing was found, in capitals or not."""
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


def _majority(mentions: list[FoundEntity]) -> int:
    return Counter(mention.label for mention in mentions).most_common(1)[0][0]


def _is_written_as_name(text: DocumentText, start: int, end: int, written: set[Form]) -> bool:
    if end - start == 1:
        return text.capital(start) and text.lower[start] not in text.small
    return (text.capital(start) and text.capital(end - 1)) or tuple(text.orth[start:end]) in written


def add_surnames(text: DocumentText) -> None:
    """Adds the last words of persons' names where they stand alone."""
    surnames = set()
    for mention in text.mentions.values():
        if mention.label == PER and mention.end - mention.start > 1:
            last = mention.end - 1
            if text.lower[last] in SUFFIXES:
                last -= 1
            if text.capital(last) and len(text.string(last)) >= _SHORTEST_SURNAME:
                surnames.add(text.lower[last])
    surnames -= text.small.keys()
    for index in [index for index, word in enumerate(text.lower) if word in surnames]:
        if text.free[index] and text.capital(index) and text.stands_alone(index, index + 1):
            text.add(index, index + 1, PER, "surnames")
