"""Label rules (configs/silver.yml): what is known of the tagger's labels, applied to a `Cable`."""

import re
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import srsly

from ..names import KINDS, names, with_capitals
from ..text import HEADER, HEADING, PARAGRAPH, SIGNATURE, SUBJECT, TRANSMISSION, Cable, Mention, Paragraph, Rejected

# What a rule does with a mention, or looks for in a paragraph, or in the whole cable.
REJECT, TRIM, EXTEND, LABEL, FIND = "reject", "trim", "extend", "label", "find"
NAME_PARTS, REPEATS, CAPITALS, SMALL_LETTERS = "name parts", "repeats", "capitals", "small letters"
_ON_MENTIONS = (REJECT, TRIM, EXTEND, LABEL)
_ON_CABLES = (NAME_PARTS, REPEATS, CAPITALS, SMALL_LETTERS)
ACTIONS = (*_ON_MENTIONS, FIND, *_ON_CABLES)

_ZONES = frozenset((TRANSMISSION, HEADER, SUBJECT, HEADING, PARAGRAPH, SIGNATURE))

_MOST_REMEMBERED = 100_000
_BESIDE = 100  # characters after a mention that a rule may look at
_BEFORE = 30  # characters before it, where the rule does not say otherwise
_PERSON = "PER"
_MOST_ROUNDS = 8  # two are rarely needed; rules may be written so that they never agree


class Rule(NamedTuple):
    """A named piece of knowledge: what to do with a mention whose whole text is a name of a list or matches a pattern.

    `before` is searched in what precedes the mention, `after` matched against what follows it, `labels` and
    `zones` are those it is limited to. REJECT makes it none, TRIM leaves what the group `keep` of the pattern
    matched, EXTEND adds what `after` matched, and what a group `take` of `before` did; where a `label` is
    given, that is its label then. Such a mention `absorbs` others that are within it. FIND looks for the group
    `name` of the pattern in a paragraph. The other actions look at the mentions of a whole cable.
    """

    name: str
    action: str
    pattern: re.Pattern[str] | None = None
    listed: frozenset[str] = frozenset()
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    label: str = ""
    labels: frozenset[str] = frozenset()
    zones: frozenset[str] = frozenset()
    absorbs: bool = False
    unless: frozenset[str] = frozenset()
    look_back: int = _BEFORE

    def is_for(self, label: str) -> bool:
        """Returns whether the rule has anything to say of mentions with this label."""
        return (not self.labels or label in self.labels) and not (self.action == LABEL and label == self.label)

    def fits(self, text: str, mention: Mention) -> bool:
        """Returns whether what stands beside a mention in its paragraph's text is as it has to be."""
        if self.after is not None and not self.after.match(text, mention[1], mention[1] + _BESIDE):
            return False
        return self.before is None or self.before.search(text[max(mention[0] - self.look_back, 0) : mention[0]]) is not None


class RuleBook:
    """Rules in order. It remembers which of them speak of a name: an archive has the same ones again and again."""

    def __init__(self, rules: Iterable[Rule] = ()):
        self.rules = list(rules)
        self.on_mentions = [rule for rule in self.rules if rule.action in _ON_MENTIONS]
        self.on_cables = [rule for rule in self.rules if rule.action in _ON_CABLES]
        self.to_find: defaultdict[str, list[Rule]] = defaultdict(list)
        for rule in self.rules:
            if rule.action == FIND:
                for zone in rule.zones:
                    self.to_find[zone].append(rule)
        self._remembered: defaultdict[str, dict[str, tuple[list[Rule], list[Rule], _Match]]] = defaultdict(dict)
        self._any_after: dict[tuple[str, ...], _Match] = {}
        self._by_label: dict[str, list[tuple[Rule, frozenset[str], frozenset[str], Callable[[str], Any]]]] = {}

    def __bool__(self) -> bool:
        return bool(self.rules)

    def rules_of(self, text: str, mention: Mention) -> list[Rule]:
        """Returns the rules that may be for a mention in a text: those that speak of its name, and look at what follows."""
        end, label = mention[1], mention[2]
        name = text[mention[0] : end]
        rules, others, any_after = self._remembered[label].get(name) or self._of(name, label)
        return rules if rules is others or any_after(text, end, end + _BESIDE) else others

    def _of(self, name: str, label: str) -> tuple[list[Rule], list[Rule], "_Match"]:
        """Returns the rules for mentions of a name with a label, those of them that do not look at what follows, and
        what tells whether any of the others may be for one."""
        remembered = self._remembered[label]
        if len(remembered) >= _MOST_REMEMBERED:
            remembered.clear()
        rules = [
            rule
            for rule, listed, unless, fullmatch in self._by_label.get(label) or self._for_label(label)
            if (name in listed or fullmatch(name)) and name not in unless
        ]
        others = [rule for rule in rules if not rule.after]
        if len(others) == len(rules):
            others = rules
        after = {rule.after.pattern: rule.after for rule in rules if rule.after}
        if tuple(after) not in self._any_after:
            self._any_after[tuple(after)] = _any_of(list(after.values())).match
        remembered[name] = rules, others, self._any_after[tuple(after)]
        return remembered[name]

    def _for_label(self, label: str) -> list[tuple[Rule, frozenset[str], frozenset[str], Callable[[str], Any]]]:
        """Returns the rules for a label, each with what a name has to be, or must not be (taken out once for all names)."""
        self._by_label[label] = [
            (rule, rule.listed, rule.unless, rule.pattern.fullmatch if rule.pattern else _never)
            for rule in self.on_mentions
            if rule.is_for(label)
        ]
        return self._by_label[label]


_Match = Callable[[str, int, int], Any]


def _never(_text: str) -> None:
    return None


def _any_of(patterns: list[re.Pattern[str]]) -> re.Pattern[str]:
    """Returns a pattern that matches where one of these does (and everywhere if one has groups, which may clash)."""
    if any(pattern.groups for pattern in patterns):
        return re.compile("")
    scoped = (re.sub(r"\A\s*\(\?([a-z]+)\)", "", pattern.pattern) for pattern in patterns)
    flags = ("".join(letter for letter, flag in _FLAGS.items() if pattern.flags & flag) for pattern in patterns)
    # (a newline ends what may be a comment)
    ends = ("\n" if pattern.flags & re.VERBOSE else "" for pattern in patterns)
    grouped = (f"(?{letters}:{inner}{end})" for letters, inner, end in zip(flags, scoped, ends))
    return re.compile("|".join(grouped) or r"(?!)")


_FLAGS = {"a": re.ASCII, "i": re.IGNORECASE, "x": re.VERBOSE, "s": re.DOTALL, "m": re.MULTILINE}


def read_rules(path: Path) -> list[Rule]:
    """Returns the rules of a YAML file. Raises ValueError that names file and rule."""
    try:
        data = srsly.yaml_loads(path.read_text(encoding="utf8"))
        lists = _lists(data.get("names", {}))
        return [_rule(entry, lists) for entry in data["rules"]]
    except OSError as error:
        reason = "no such file" if isinstance(error, FileNotFoundError) else error.strerror
        raise ValueError(f"{path}: {reason}; give a file of label rules with --rules-file FILE, or --no-rules") from None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: a rule needs name, action ({', '.join(ACTIONS)}) and a valid pattern: {error}") from error


def _lists(entries: Mapping[str, Mapping[str, list[str]]]) -> dict[str, frozenset[str]]:
    """Returns the lists of names: those of the gazetteers, with some and without some; then those made of other lists."""
    lists = {}
    for kind in (*KINDS, *(entry for entry in entries if entry not in KINDS)):
        entry = entries.get(kind, {})
        some = set(names(kind)) if kind in KINDS else {name for other in entry.get("all of", ()) for name in lists[other]}
        lists[kind] = with_capitals((some | set(entry.get("with", ()))) - set(entry.get("without", ())))
    return lists


_KEYS = frozenset("name action example gives pattern list before after label labels zones absorbs unless look_back".split())


def _rule(entry: dict[str, Any], lists: Mapping[str, frozenset[str]]) -> Rule:
    name = entry["name"]
    try:
        pattern, before, after = (re.compile(entry[key]) if key in entry else None for key in ("pattern", "before", "after"))
        if unknown := entry.keys() - _KEYS:
            raise ValueError(f"the key '{min(unknown)}' is unknown")
        rule = Rule(
            name, entry["action"], pattern, lists[entry["list"]] if "list" in entry else frozenset(), before, after,
            entry.get("label", ""), frozenset(entry.get("labels", ())), frozenset(entry.get("zones", ())),
            entry.get("absorbs", False), lists[entry["unless"]] if "unless" in entry else frozenset(),
            entry.get("look_back", _BEFORE),
        )  # fmt: skip
        if reason := _wrong(rule):
            raise ValueError(reason)
        return rule
    except KeyError as error:
        raise ValueError(f"rule '{name}' has no {error}") from error
    except (TypeError, ValueError, re.error) as error:
        raise ValueError(f"rule '{name}': {error}") from error


def _wrong(rule: Rule) -> str:
    """Returns what is wrong with a rule, or nothing."""
    if rule.action not in ACTIONS:
        return f"the action '{rule.action}' is unknown"
    if unknown := rule.zones - _ZONES:
        return f"the zone '{min(unknown)}' is unknown"
    if rule.action not in _ON_CABLES and not (rule.pattern or rule.listed):
        return "it needs a pattern or a list"
    if rule.action == TRIM and (not rule.pattern or "keep" not in rule.pattern.groupindex):
        return "the pattern of a trim needs a group (?P<keep>...)"
    if rule.action == EXTEND and not rule.after and not (rule.before and "take" in rule.before.groupindex):
        return "to extend needs 'after', or a group (?P<take>...) in 'before'"
    if rule.action == LABEL and not rule.label:
        return "a label rule needs a label"
    if rule.action == FIND and not (rule.pattern and "name" in rule.pattern.groupindex and rule.label and rule.zones):
        return "to find needs zones, a label and a pattern with a group (?P<name>...)"
    return ""


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
        for rule in book.to_find[page.zone]:
            for match in rule.pattern.finditer(page.text):  # type: ignore[union-attr]
                page.put(*match.span("name"), rule.label, rule.name)
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
                if rule.action == REJECT:
                    return None, rule.name
                before, mention = mention, self._fixed(mention, rule, original)
                if mention is not before:
                    changed, rules = True, None
                    break
        return mention, ""

    def _fixed(self, mention: Mention, rule: Rule, original: Mention) -> Mention:
        start, end, label = mention.start, mention.end, rule.label or mention.label
        if rule.action == TRIM:
            start, end = rule.pattern.fullmatch(self.text, start, end).span("keep")  # type: ignore[union-attr]
        elif rule.action == EXTEND:
            if rule.after:
                end = rule.after.match(self.text, end, end + _BESIDE).end()  # type: ignore[union-attr]
            if rule.before and "take" in rule.before.groupindex:
                first = max(start - rule.look_back, 0)
                start = first + rule.before.search(self.text[first:start]).start("take")  # type: ignore[union-attr]
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
                NAME_PARTS: self._name_parts, REPEATS: self._repeats, CAPITALS: self._capitals,
                SMALL_LETTERS: self._small_letters,
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
