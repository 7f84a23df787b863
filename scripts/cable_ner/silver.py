"""Label rules (configs/silver.yml): what is known of the tagger's labels, applied to a `Cable`."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import srsly

from .markup import Cable, Mention, Paragraph, Rejected

REJECT, TRIM, EXTEND = "reject", "trim", "extend"


_MOST_REMEMBERED = 100_000
_BESIDE = 100  # characters before and after a mention that a rule may look at


class Rule(NamedTuple):
    """A named piece of knowledge: what to do with a mention whose whole text the pattern matches.

    `before` is searched in what precedes the mention, `after` matched against what follows it. REJECT makes it
    none, TRIM leaves what the group `keep` of the pattern matched, EXTEND adds what `after` matched. Where a
    `label` is given, that is its label then.
    """

    name: str
    action: str
    pattern: re.Pattern[str]
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    label: str = ""

    def fits(self, text: str, start: int, end: int) -> bool:
        """Returns whether what stands beside the mention at these offsets of its paragraph's text is as it has to be."""
        if self.after is not None and not self.after.match(text, end, end + _BESIDE):
            return False
        return self.before is None or self.before.search(text[max(start - _BESIDE, 0) : start]) is not None


class RuleBook:
    """Rules in order. It remembers which of them speak of a name: an archive has the same ones again and again."""

    def __init__(self, rules: Iterable[Rule] = ()):
        self.rules = list(rules)
        self._remembered: dict[str, list[Rule]] = {}

    def of(self, text: str) -> list[Rule]:
        """Returns the rules whose pattern matches the whole text of a mention."""
        found = self._remembered.get(text)
        if found is None:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            found = self._remembered[text] = [rule for rule in self.rules if rule.pattern.fullmatch(text)]
        return found


def read_rules(path: Path) -> list[Rule]:
    """Returns the rules of a YAML file. Raises ValueError that names file and rule."""
    try:
        return [_rule(entry) for entry in srsly.yaml_loads(path.read_text(encoding="utf8"))["rules"]]
    except OSError as error:
        reason = "no such file" if isinstance(error, FileNotFoundError) else error.strerror
        raise ValueError(f"{path}: {reason}; give a file of label rules with --rules-file FILE, or --no-rules") from None
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: a rule needs name, action ({REJECT}) and a valid pattern: {error}") from error


def _rule(entry: dict) -> Rule:
    name = entry["name"]
    try:
        pattern = re.compile(entry["pattern"])
        before, after = (re.compile(entry[key]) if key in entry else None for key in ("before", "after"))
        if entry["action"] not in (REJECT, TRIM, EXTEND):
            raise ValueError(f"the action '{entry['action']}' is unknown")
        if entry["action"] == TRIM and "keep" not in pattern.groupindex:
            raise ValueError("the pattern of a trim needs a group (?P<keep>...)")
        if entry["action"] == EXTEND and not after:
            raise ValueError("to extend needs 'after'")
        return Rule(name, entry["action"], pattern, before, after, entry.get("label", ""))
    except KeyError as error:
        raise ValueError(f"rule '{name}' has no {error}") from error
    except (TypeError, ValueError, re.error) as error:
        raise ValueError(f"rule '{name}': {error}") from error


def apply_rules(cable: Cable, rules: RuleBook | list[Rule]) -> Cable:
    """Returns the cable with each mention kept, fixed (it says by which rule) or moved to `cable.rejected`."""
    if not rules:
        return cable
    book = rules if isinstance(rules, RuleBook) else RuleBook(rules)
    paragraphs: list[Paragraph] = []
    rejected = list(cable.rejected)
    for paragraph in cable.paragraphs:
        text, mentions = paragraph.text, paragraph.mentions
        kept: list[Mention] | None = None  # a list of its own only where a rule has a say
        for index, mention in enumerate(mentions):
            start, end = mention[:2]
            for rule in book.of(text[start:end]):
                if rule.fits(text, start, end):
                    break
            else:
                if kept is not None:
                    kept.append(mention)
                continue
            limit = mentions[index + 1].start if index + 1 < len(mentions) else len(text)
            fixed, name = _ruled(mention, text, limit, book)
            kept = mentions[:index] if kept is None else kept
            if fixed:
                kept.append(fixed)
            else:
                rejected.append(Rejected(mention.line, f"rule: {name}", mention.label, text[start:end]))
        paragraphs.append(paragraph if kept is None else paragraph._replace(mentions=kept))
    return Cable(cable.name, paragraphs, cable.meta, cable.brackets, rejected, cable.furniture, cable.problems)


def _ruled(mention: Mention, text: str, limit: int, book: RuleBook) -> tuple[Mention | None, str]:
    """Returns what the rules make of a mention, in turn until none changes it, or None and the one that rejects it.

    A mention does not grow beyond `limit`, where the next one begins.
    """
    changed = not mention.missing
    while changed:
        changed = False
        for rule in book.of(text[mention.start : mention.end]):
            if not rule.fits(text, mention.start, mention.end):
                continue
            if rule.action == REJECT:
                return None, rule.name
            before, mention = mention, _fixed(mention, text, limit, rule)
            if mention is not before:
                changed = True
                break
    return mention, ""


def _fixed(mention: Mention, text: str, limit: int, rule: Rule) -> Mention:
    start, end, label = mention.start, mention.end, rule.label or mention.label
    if rule.action == TRIM:
        start, end = rule.pattern.fullmatch(text, start, end).span("keep")  # type: ignore[union-attr]
    else:
        end = rule.after.match(text, end, end + _BESIDE).end()  # type: ignore[union-attr]
    if not start < end <= limit or (start, end, label) == mention[:3]:
        return mention
    return mention._replace(start=start, end=end, label=label, fixed=f"rule: {rule.name}")
