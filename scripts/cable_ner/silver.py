"""Label rules (configs/silver.yml): what is known of the tagger's labels, applied to a `Cable`."""

import re
from pathlib import Path
from typing import NamedTuple

import srsly

from .markup import Cable, Mention, Paragraph, Rejected

REJECT = "reject"


class Rule(NamedTuple):
    """A named piece of knowledge: what to do with a mention whose whole text the pattern matches."""

    name: str
    action: str
    pattern: re.Pattern[str]


def read_rules(path: Path) -> list[Rule]:
    """Returns the rules of a YAML file. Raises ValueError that names file and rule."""
    try:
        return [_rule(entry) for entry in srsly.read_yaml(path)["rules"]]
    except FileNotFoundError:
        raise ValueError(f"{path}: no such file; give the label rules with --rules, or --no-rules") from None
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise ValueError(f"{path}: a rule needs name, action ({REJECT}) and a valid pattern: {error}") from error


def _rule(entry: dict) -> Rule:
    if entry["action"] != REJECT:
        raise ValueError(f"rule '{entry['name']}' has the unknown action '{entry['action']}'")
    return Rule(entry["name"], entry["action"], re.compile(entry["pattern"]))


def apply_rules(cable: Cable, rules: list[Rule]) -> Cable:
    """Returns the cable with each mention kept or rejected (`cable.rejected` says by which rule)."""
    if not rules:
        return cable
    paragraphs: list[Paragraph] = []
    rejected = list(cable.rejected)
    for paragraph in cable.paragraphs:
        kept: list[Mention] = []
        for mention in paragraph.mentions:
            text = paragraph.text[mention.start : mention.end]
            rule = next((rule for rule in rules if rule.pattern.fullmatch(text)), None)
            if rule is None or mention.missing:
                kept.append(mention)
            else:
                rejected.append(Rejected(mention.line, f"rule: {rule.name}", mention.label, text))
        paragraphs.append(paragraph._replace(mentions=kept))
    return Cable(cable.name, paragraphs, cable.meta, cable.brackets, rejected, cable.furniture, cable.problems)
