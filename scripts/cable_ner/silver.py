"""Label rules (configs/silver.yml): what is known of the tagger's labels, applied to a `Cable`."""

import re
from pathlib import Path
from typing import NamedTuple

import srsly

from .markup import Cable, Mention, Paragraph, Rejected

REJECT, TRIM, EXTEND = "reject", "trim", "extend"


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
        """Returns whether the rule speaks of the mention at these offsets of its paragraph's text."""
        if not self.pattern.fullmatch(text, start, end):
            return False
        if self.before and not self.before.search(text[max(start - _BESIDE, 0) : start]):
            return False
        return not self.after or self.after.match(text, end, end + _BESIDE) is not None


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


def apply_rules(cable: Cable, rules: list[Rule]) -> Cable:
    """Returns the cable with each mention kept, fixed (it says by which rule) or moved to `cable.rejected`."""
    if not rules:
        return cable
    paragraphs: list[Paragraph] = []
    rejected = list(cable.rejected)
    for paragraph in cable.paragraphs:
        kept: list[Mention] = []
        limits = [mention.start for mention in paragraph.mentions[1:]] + [len(paragraph.text)]
        for mention, limit in zip(paragraph.mentions, limits):
            fixed, rule = _ruled(mention, paragraph.text, limit, rules)
            if fixed:
                kept.append(fixed)
            else:
                text = paragraph.text[mention.start : mention.end]
                rejected.append(Rejected(mention.line, f"rule: {rule}", mention.label, text))
        paragraphs.append(paragraph._replace(mentions=kept))
    return Cable(cable.name, paragraphs, cable.meta, cable.brackets, rejected, cable.furniture, cable.problems)


def _ruled(mention: Mention, text: str, limit: int, rules: list[Rule]) -> tuple[Mention | None, str]:
    """Returns what the rules make of a mention, in turn until none changes it, or None and the one that rejects it.

    A mention does not grow beyond `limit`, where the next one begins.
    """
    before = None
    while not mention.missing and mention != before:
        before = mention
        for rule in rules:
            if not rule.fits(text, mention.start, mention.end):
                continue
            if rule.action == REJECT:
                return None, rule.name
            mention = _fixed(mention, text, limit, rule)
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
