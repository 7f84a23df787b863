"""Label rules (configs/silver.yml): what is known of the tagger's labels, applied to a `Cable`."""

import re
from pathlib import Path
from typing import NamedTuple

import srsly

from .markup import Cable, Mention, Paragraph, Rejected

REJECT = "reject"


_BESIDE = 40  # characters before and after a mention that a rule may look at


class Rule(NamedTuple):
    """A named piece of knowledge: what to do with a mention whose whole text the pattern matches.

    `before` is searched in what precedes the mention, `after` matched against what follows it.
    """

    name: str
    action: str
    pattern: re.Pattern[str]
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None

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
        if entry["action"] != REJECT:
            raise ValueError(f"the action '{entry['action']}' is unknown")
        beside = (re.compile(entry[key]) if key in entry else None for key in ("before", "after"))
        return Rule(name, entry["action"], re.compile(entry["pattern"]), *beside)
    except KeyError as error:
        raise ValueError(f"rule '{name}' has no {error}") from error
    except (TypeError, ValueError, re.error) as error:
        raise ValueError(f"rule '{name}': {error}") from error


def apply_rules(cable: Cable, rules: list[Rule]) -> Cable:
    """Returns the cable with each mention kept or rejected (`cable.rejected` says by which rule)."""
    if not rules:
        return cable
    paragraphs: list[Paragraph] = []
    rejected = list(cable.rejected)
    for paragraph in cable.paragraphs:
        kept: list[Mention] = []
        for mention in paragraph.mentions:
            rule = None
            if not mention.missing:
                rule = next((rule for rule in rules if rule.fits(paragraph.text, mention.start, mention.end)), None)
            if rule is None:
                kept.append(mention)
            else:
                text = paragraph.text[mention.start : mention.end]
                rejected.append(Rejected(mention.line, f"rule: {rule.name}", mention.label, text))
        paragraphs.append(paragraph._replace(mentions=kept))
    return Cable(cable.name, paragraphs, cable.meta, cable.brackets, rejected, cable.furniture, cable.problems)
