"""A list of names as the last component of a pipeline: they have their label wherever they stand alone."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span, Token

from ..names import NATIONALITY, known_names, surface
from ..rules import is_alone_at
from .name_list import NameList

LISTED_NAMES = "listed_names"  # the factory, and the component
PER = surface.PER
_POSSESSIVES = frozenset(("'s", "’s", "'", "’"))
_SMALL = frozenset(("of", "for", "the"))
_RULERS = frozenset("king queen amir emir sultan shaykh sheikh sheik prince princess".split())
_MOST_BESIDE = 10  # tokens


class ListedNames:
    """The pipeline component: names token by token, as they are written or all in capitals.

    A name takes the place of mentions that are no longer than it: other labels, and parts of it. A longer mention stays,
    unless it is the name with words beside it that are no part of any name (see `_is_dressed`).
    """

    def __init__(self, nlp: Language) -> None:
        self.labels: tuple[str, ...] = ()
        self._nlp, self._matcher = nlp, PhraseMatcher(nlp.vocab)

    def add(self, names: NameList) -> None:
        """Adds names."""
        by_label: defaultdict[str, list[str]] = defaultdict(list)
        for name, label in names.labels.items():
            by_label[label].append(name)
            if (capitals := name.upper()) not in names.labels:
                by_label[label].append(capitals)
        self.labels = tuple(sorted({*self.labels, *by_label}))
        for label, texts in by_label.items():
            self._matcher.add(label, list(map(self._nlp.make_doc, texts)))

    def __call__(self, doc: Doc) -> Doc:
        """Returns the Doc, with the names among its entities."""
        listed = set(self._standing_alone(doc))
        before = doc.ents
        if listed and not listed <= {(ent.start, ent.end, ent.label_) for ent in before}:
            doc.ents = _longest(doc, listed, before)
        return doc

    def _standing_alone(self, doc: Doc) -> Iterator[tuple[int, int, str]]:
        matches = self._matcher(doc)
        text = doc.text if matches else ""
        for key, start, end in matches:
            if is_alone_at(text, doc[start].idx, doc[end - 1].idx + len(doc[end - 1])):
                yield start, end, doc.vocab.strings[key]


def _longest(doc: Doc, listed: set[tuple[int, int, str]], ents: Sequence[Span]) -> list[Span]:
    """Returns those of the spans that overlap no longer one; of two of the same length, a listed name, or the first."""
    names = [Span(doc, start, end, label) for start, end, label in listed]
    at = {token: ent for ent in ents for token in range(ent.start, ent.end)}
    dressed = {at[name.start].start for name in names if name.start in at and _is_dressed(at[name.start], name)}
    bare = [ent for ent in ents if ent.start not in dressed]
    spans = [(name, True) for name in names] + [(ent, False) for ent in bare]
    spans.sort(key=lambda pair: (pair[0].start_char - pair[0].end_char, not pair[1], pair[0].start, pair[0].label_))
    taken: set[int] = set()
    kept = []
    for span, _ in spans:
        tokens = range(span.start, span.end)
        if taken.isdisjoint(tokens):
            taken.update(tokens)
            kept.append(span)
    return kept


def _is_dressed(ent: Span, name: Span) -> bool:
    """Returns whether a longer mention is a listed name and words that are no part of it.

    That is so if it has another label, and there are only titles and nationalities beside the name (`Russian President
    Putin` as MISC, `Amir of Qatar` as ORG); or if it is a person and something of that person's (`Putin's Kremlin` as PER).
    """
    if not (ent.start <= name.start and name.end <= ent.end) or len(ent) - len(name) > _MOST_BESIDE:
        return False
    before, after = ent.doc[ent.start : name.start], ent.doc[name.end : ent.end]
    if ent.label_ == name.label_:
        return ent.label_ == PER and not before and len(after) > 1 and after[0].lower_ in _POSSESSIVES
    words = [token for token in (*before, *after) if not token.is_space]
    if not any(map(_is_beside_names, words)):
        return False
    return all(_is_beside_names(token) or token.lower_ in _SMALL for token in before) and all(map(_is_beside_names, after))


def _is_beside_names(token: Token) -> bool:
    word = token.lower_.rstrip(".")
    return token.is_space or surface.is_title(word) or word in _RULERS or token.text.title() in known_names(NATIONALITY)


def add_listed_names(nlp: Language, names: NameList) -> None:
    """Adds the names as the last component of a pipeline, if there are any."""
    if names.labels:
        component = nlp.add_pipe(LISTED_NAMES, last=True)
        assert isinstance(component, ListedNames)
        component.add(names)


def _make(nlp: Language, name: str) -> ListedNames:
    return ListedNames(nlp)


Language.factory(LISTED_NAMES, assigns=["doc.ents"], func=_make)
