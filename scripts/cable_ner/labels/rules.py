"""Label rules applied to a cable."""

import re
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator

from ..text import HEADING, SUBJECT, Cable, Mention, Paragraph, Rejected
from .rule import Action, Rule
from .rule_book import RuleBook

_PERSON = "PER"
_MOST_ROUNDS = 8  # two are rarely needed; rules may be written so that they never agree


def apply_rules(cable: Cable, rules: RuleBook | list[Rule]) -> Cable:
    """Returns the cable with each mention kept, fixed (it says by which rule) or moved to `cable.rejected`.

    Mentions that rules add have the line 0. What a person decided (`Mention.decided`) stays as it is.
    """
    if not rules:
        return cable
    book = rules if isinstance(rules, RuleBook) else RuleBook(rules)
    for _ in range(_MOST_ROUNDS):
        cable, is_settled = _one_round(cable, book)
        if is_settled:
            break
    return cable


def _one_round(cable: Cable, book: RuleBook) -> tuple[Cable, bool]:
    """Returns the cable after the rules, and whether they would leave it as it is then."""
    rejected = list(cable.rejected)
    pages = [_Page(paragraph, book, rejected) for paragraph in cable.paragraphs]
    for page in pages:
        page.check_all()
        for pattern, rule in book.to_find[page.zone]:
            for match in pattern.finditer(page.text):
                start, end = match.span("name")
                page.put(start, end, rule.label, rule.name)
    is_settled = not book.on_cables or _Names(pages).apply(book.on_cables)
    is_settled = is_settled and all(page.is_settled() for page in pages)
    paragraphs = [page.paragraph() for page in pages]
    return Cable(cable.name, paragraphs, cable.meta, cable.brackets, rejected, cable.furniture, cable.problems), is_settled


# -- one paragraph -------------------------------------------------------------------------------


class _Page:
    """A paragraph whose mentions are being put right; `mentions` are its own list once one of them has changed."""

    __slots__ = ("book", "changes", "covered", "in_the_way", "mentions", "rejected", "source", "text", "zone")

    def __init__(self, paragraph: Paragraph, book: RuleBook, rejected: list[Rejected]):
        self.source, self.book, self.rejected = paragraph, book, rejected
        self.text, self.zone, self.mentions = paragraph.text, paragraph.zone, paragraph.mentions
        self.covered = 0  # up to where a mention reaches that has grown
        self.in_the_way: list[Mention] = []  # because of which a rule was not followed
        self.changes: list[tuple[Mention, Mention | None]] = []  # old (or new) mention, and what it became

    def is_settled(self) -> bool:
        """Returns whether all that was in the way of a rule is there still."""
        if self.mentions is self.source.mentions or not self.in_the_way:
            return True
        return set(self.in_the_way).issubset(self.mentions)

    def unlabelled(self) -> str:
        """Returns the text without its mentions."""
        pieces, at = [], 0
        for start, end, *_ in self.mentions:
            pieces.append(self.text[at:start])
            at = end
        return "|".join([*pieces, self.text[at:]])

    def paragraph(self) -> Paragraph:
        """Returns the paragraph as it is now."""
        return self.source if self.mentions is self.source.mentions else self.source._replace(mentions=self.mentions)

    def check_all(self) -> None:
        """Applies the rules for mentions to each."""
        text, rules_of = self.text, self.book.rules_of
        for mention in self.source.mentions:
            if mention[0] < self.covered:  # another one has absorbed it
                continue
            rules = rules_of(text, mention)
            for number, rule in enumerate(rules):
                if rule.fits(text, mention):
                    self._change(mention, rules[number:])
                    break

    def _change(self, mention: Mention, rules: list[Rule] | None = None) -> None:
        """Puts what the rules make of a mention in its place; `rules` may leave out those that do not fit it."""
        changed, rule = self._ruled(mention, rules)
        if changed is None:
            self._replace(mention, None, rule)
        elif changed is not mention:
            self._replace(mention, changed, changed.fixed.removeprefix("rule: "))

    def _ruled(self, mention: Mention, rules: list[Rule] | None = None) -> tuple[Mention | None, str]:
        """Returns what the rules make of a mention, in turn until none changes it, or None and the one that rejects it."""
        changed, original = not _is_fixed(mention), mention
        done: set[tuple[int, int, str]] = set()
        while changed and mention[:3] not in done:
            done.add(mention[:3])
            changed = False
            for rule in rules or self.book.rules_of(self.text, mention):
                if (rule.zones and self.zone not in rule.zones) or not rule.fits(self.text, mention):
                    continue
                if rule.action == Action.REJECT:
                    return None, rule.name
                before, mention = mention, self._fixed(mention, rule, original)
                if mention is not before:
                    changed, rules = True, None
                    break
        return mention, ""

    def _fixed(self, mention: Mention, rule: Rule, original: Mention) -> Mention:
        start, end = rule.extent(self.text, mention)
        label = rule.label or mention.label
        if start >= end or (start, end, label) == mention[:3]:
            return mention
        grows = start < original.start or end > original.end
        if grows and self._is_taken(
            other
            for other in self.over(start, end)
            if other is not original and not self._may_go(other, start, end, rule.absorbs)
        ):
            return mention
        return mention._replace(start=start, end=end, label=label, fixed=f"rule: {rule.name}")

    @staticmethod
    def _may_go(other: Mention, start: int, end: int, absorbs: bool) -> bool:
        return absorbs and not _is_fixed(other) and start <= other.start and other.end <= end

    def _is_taken(self, others: Iterable[Mention]) -> bool:
        """Returns whether there are any that are in the way of a rule, and remembers them."""
        others = list(others)
        self.in_the_way += others
        return bool(others)

    def over(self, start: int, end: int) -> list[Mention]:
        """Returns the mentions that overlap these offsets."""
        first = max(bisect_left(self.mentions, (start,)) - 1, 0)
        found = []
        for mention in self.mentions[first:]:
            if mention.start >= end:
                break
            if mention.end > start:
                found.append(mention)
        return found

    def put(self, start: int, end: int, label: str, rule: str, *, cuts: bool = False) -> None:
        """Makes this a mention in place of those within it (with `cuts`, of all it touches), if no rule is against it."""
        others = self.over(start, end)
        if others and any(other[:3] == (start, end, label) for other in others):
            return
        if others and self._is_taken(
            other for other in others if not (self._may_go(other, start, end, True) or (cuts and not _is_fixed(other)))
        ):
            return
        new = Mention(start, end, label, others[0].line if others else 0, "", f"rule: {rule}")
        ruled, _ = self._ruled(new)
        if ruled is None:
            return
        for other in others[1:]:
            self._replace(other, None, rule)
        if others:
            self._replace(others[0], new, rule)
        else:
            # (a new list: this one may be gone through)
            self.mentions = [*self.mentions]
            insort(self.mentions, new)
            self.changes.append((new, new))
        if others or ruled is not new:
            self._change(new)

    def _replace(self, old: Mention, new: Mention | None, rule: str) -> None:
        """Puts a mention in place of another one, and of those that it absorbs; where there is none, `old` is rejected."""
        if self.mentions is self.source.mentions:
            self.mentions = list(self.mentions)
        self.changes.append((old, new))
        if new is None:
            del self.mentions[bisect_left(self.mentions, old)]
            self._reject(old, rule)
            return
        if new.start < old.start or new.end > old.end:
            self.covered = new.end
            for other in self.over(new.start, new.end):
                if other is not old:
                    self.changes.append((other, None))
                    self.mentions.remove(other)
                    self._reject(other, rule)
        self.mentions[bisect_left(self.mentions, old)] = new

    def _reject(self, mention: Mention, rule: str) -> None:
        if mention.line:
            shown = self.text[mention.start : mention.end]
            self.rejected.append(Rejected(mention.line, f"rule: {rule}", mention.label, shown))


# -- one cable -----------------------------------------------------------------------------------


class _Names:
    """What a cable as a whole knows of its names: one name is one thing in a text (Gale et al. 1992, H92-1045)."""

    def __init__(self, pages: list[_Page]):
        self.pages = pages
        self.prose: str | None = None  # all text but headings, once it is asked for
        labels: dict[str, str] = {}  # by form; empty where it has several
        self.people: set[str] = set()  # first and last names
        for page in pages:
            page.changes.clear()
            text, in_subject = page.text, page.zone == SUBJECT
            for mention in page.mentions:
                label = mention[2]
                form = text[mention[0] : mention[1]]
                if labels.setdefault(form, label) != label:
                    labels[form] = ""
                if label == _PERSON and " " in form and not in_subject:
                    self.people.update(_first_and_last(form))
        self.not_people = {name for name in self.people if labels.get(name, _PERSON) != _PERSON}  # somewhere
        self.given = labels
        self.labels = labels | dict.fromkeys(self.people, _PERSON)
        self.certain = [
            (form, label) for form, label in self.labels.items() if label and len(form) > 2 and form[0].isupper()
        ]

    def apply(self, rules: list[Rule]) -> bool:
        """Applies the rules for whole cables, in order. Returns whether no more is known of its names then."""
        for rule in rules:
            {
                Action.NAME_PARTS: self._name_parts, Action.REPEATS: self._repeats, Action.CAPITALS: self._capitals,
                Action.SMALL_LETTERS: self._small_letters,
            }[rule.action](rule)  # fmt: skip
        return not any(self._tells(page, *change) for page in self.pages for change in page.changes)

    def _tells(self, page: _Page, old: Mention, new: Mention | None) -> bool:
        """Returns whether a change tells something of a name that other mentions may not be in keeping with."""
        if old is not new and not self.labels.get(page.text[old.start : old.end], _PERSON):
            return True  # it may have one label now
        if new is None:
            return False
        form = page.text[new.start : new.end]
        if form not in self.labels and form[0].isupper():
            # A name of the cable that was found in one line of capitals was looked for in all of them.
            in_capitals = page.text.isupper() and any(form == name.upper() for name, _ in self._certain(str.upper, form))
            if any(form in other.text for other in self.pages if not (in_capitals and other.text.isupper())):
                return True
        if new.label != _PERSON or " " not in form or page.zone == SUBJECT:
            return False
        names = set(_first_and_last(form)) - self.people
        return any(self.given.get(name, _PERSON) != _PERSON for name in names)

    def _name_parts(self, rule: Rule) -> None:
        """Labels a first or last name that stands alone as the person it is of."""
        for page in self.pages if self.not_people else ():
            for mention in list(page.mentions):
                form = page.text[mention.start : mention.end]
                if form not in self.not_people or form in rule.unless or mention.label == _PERSON or _is_fixed(mention):
                    continue
                if rule.fits(page.text, mention):
                    page.put(mention.start, mention.end, _PERSON, rule.name)

    def _repeats(self, rule: Rule) -> None:
        """Labels what is a mention elsewhere in the cable, and was missed here."""
        pages = [page for page in self.pages if not rule.zones or page.zone in rule.zones]
        for form, label in self._named_in("|".join(page.unlabelled() for page in pages), str, rule):
            for page in pages:
                for start in _occurrences(page.text, form):
                    if not page.over(start, start + len(form)):
                        page.put(start, start + len(form), label, rule.name)

    def _capitals(self, rule: Rule) -> None:
        """Finds the cable's names in its lines of capitals."""
        pages = [page for page in self.pages if page.zone in rule.zones and page.text.isupper()]
        for form, label in self._named_in("|".join(page.text for page in pages), str.upper, rule):
            for page in pages:
                for start in _occurrences(page.text, form.upper()):
                    page.put(start, start + len(form), label, rule.name, cuts=label == _PERSON and " " in form)

    def _small_letters(self, rule: Rule) -> None:
        """Finds the cable's names in headings that are in small letters but for the first."""
        pages = [page for page in self.pages if page.zone in rule.zones]
        for form, label in self._named_in("|".join(page.text for page in pages), str.lower, rule):
            for page in pages:
                for start in _occurrences(page.text, form.lower()):
                    page.put(start, start + len(form), label, rule.name)

    def _certain(self, case: Callable[[str], str], text: str) -> list[tuple[str, str]]:
        """Returns the names with one label throughout, and it, that stand in a text in this case, perhaps within a word."""
        names = self.certain
        if case is str:  # most stand nowhere in a long text: what its capital letters go on with tells so of nearly all
            beginnings = set(_AFTER_A_CAPITAL.findall(text))
            names = [item for item in names if item[0][1:3] in beginnings or not item[0][0].isascii()]
        return [(form, label) for form, label in names if case(form) in text]

    def _named_in(self, text: str, case: Callable[[str], str], rule: Rule) -> list[tuple[str, str]]:
        """Returns those that a rule may look for in the text, long ones first."""
        found = self._certain(case, text) if text else []
        found = [(form, label) for form, label in found if form not in rule.unless and not self._is_common(form)]
        return sorted(found, key=lambda item: (-len(item[0]), item[0]))

    def _is_common(self, form: str) -> bool:
        """Returns whether a name is a common word here, too (`the Army`, `an army`), and so no name wherever it stands."""
        if " " in form:
            return False
        small = form.lower()
        if self.prose is None:
            self.prose = "\n".join(page.text for page in self.pages if page.zone != HEADING)
        # (nearly all stand nowhere: one look tells)
        return small in self.prose and any(
            True for page in self.pages if page.zone != HEADING for _ in _occurrences(page.text, small)
        )


_PARTICLES = frozenset("Abu Umm Bin bin ibn Van van Von von Mac Ould Abd Al El de da dos del".split())
_PARTICLE_BEFORE = re.compile(r"\b(?:van|von|der|dos|del|de|da|du|di|bin|ibn|ould) \Z")
_AFTER_A_CAPITAL = re.compile(r"[A-Z](?=(..))", re.DOTALL)
_JOINED = ("-", "'", "’", "&", "/")


def _first_and_last(form: str) -> list[str]:
    """Returns a person's names by which they may be called alone."""
    words = form.split()
    return [name for name in (*words[:1], *words[-1:]) if len(name) > 2 and name not in _PARTICLES]


def _is_fixed(mention: Mention) -> bool:
    return bool(mention.decided or mention.missing)


def _occurrences(text: str, form: str) -> Iterator[int]:
    """Yields where a form stands in a text as words of its own, not joined to others by a hyphen."""
    start = text.find(form)
    while start >= 0:
        end = start + len(form)
        before, after = text[start - 1 : start] if start else "", text[end : end + 1]
        hyphen = after == "-" and text[end + 1 : end + 2] != "-"
        joined = before.isalnum() or before in _JOINED or after.isalnum() or hyphen
        if not (joined or _PARTICLE_BEFORE.search(text, max(start - 10, 0), start)):
            yield start
        start = text.find(form, end)
