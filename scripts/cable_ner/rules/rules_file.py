"""The file of label rules (configs/silver.yml): reading and validation."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import srsly

from ..names import KINDS, known_names, with_capitals
from ..text import HEADER, HEADING, PARAGRAPH, SIGNATURE, SUBJECT, TRAILER, TRANSMISSION
from .rule import LOOK_BACK, ON_CABLES, Action, Rule

_ZONES = frozenset((TRANSMISSION, HEADER, SUBJECT, HEADING, PARAGRAPH, SIGNATURE, TRAILER))
_KEYS = frozenset("name action example gives pattern list before after label labels zones absorbs unless look_back".split())

_NameLists = Mapping[str, frozenset[str]]


def read_rules(path: Path) -> list[Rule]:
    """Returns the rules of a YAML file, in order. Raises ValueError that names the file and the rule."""
    try:
        data = _parsed(path.read_text(encoding="utf8"))
        lists = _name_lists(data.get("names", {}))
        return [_rule(entry, lists) for entry in data["rules"]]
    except OSError as error:
        reason = "no such file" if isinstance(error, FileNotFoundError) else error.strerror
        raise ValueError(f"{path}: {reason}; give a file of label rules with --rules-file FILE, or --no-rules") from None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: a rule needs name, action ({', '.join(Action)}) and a valid pattern: {error}") from error


@lru_cache(4)
def _parsed(text: str) -> Any:
    """Returns what a text in YAML holds; nobody changes it. A command reads its rules several times: 0.2 s each."""
    return srsly.yaml_loads(text)


def _name_lists(entries: Mapping[str, Mapping[str, list[str]]]) -> _NameLists:
    """Returns the lists of names: gazetteers with the file's additions and exceptions, then lists made of other lists."""
    lists: dict[str, frozenset[str]] = {}
    for kind in (*KINDS, *(entry for entry in entries if entry not in KINDS)):
        entry = entries.get(kind, {})
        others = [known_names(kind)] if kind in KINDS else [lists[other] for other in entry.get("all of", ())]
        found = {name for other in others for name in other}
        lists[kind] = with_capitals((found | set(entry.get("with", ()))) - set(entry.get("without", ())))
    return lists


def _rule(entry: dict[str, Any], lists: _NameLists) -> Rule:
    name = entry["name"]
    try:
        pattern, before, after = (re.compile(entry[key]) if key in entry else None for key in ("pattern", "before", "after"))
        if unknown := entry.keys() - _KEYS:
            raise ValueError(f"the key '{min(unknown)}' is unknown")
        rule = Rule(
            name,
            _action(entry["action"]),
            pattern,
            lists[entry["list"]] if "list" in entry else frozenset(),
            before,
            after,
            entry.get("label", ""),
            frozenset(entry.get("labels", ())),
            frozenset(entry.get("zones", ())),
            entry.get("absorbs", False),
            lists[entry["unless"]] if "unless" in entry else frozenset(),
            entry.get("look_back", LOOK_BACK),
        )
        if problem := _problem(rule):
            raise ValueError(problem)
        return rule
    except KeyError as error:
        raise ValueError(f"rule '{name}' has no {error}") from error
    except (TypeError, ValueError, re.error) as error:
        raise ValueError(f"rule '{name}': {error}") from error


def _action(written: Any) -> Action:
    try:
        return Action(written)
    except ValueError:
        raise ValueError(f"the action '{written}' is unknown") from None


def _problem(rule: Rule) -> str:
    """Returns what is wrong with a rule, or an empty string."""
    if unknown := rule.zones - _ZONES:
        return f"the zone '{min(unknown)}' is unknown"
    if rule.action not in ON_CABLES and not (rule.pattern or rule.listed):
        return "it needs a pattern or a list"
    match rule.action:
        case Action.TRIM if not _has_group(rule.pattern, "keep"):
            return "the pattern of a trim needs a group (?P<keep>...)"
        case Action.EXTEND if not (rule.after or _has_group(rule.before, "take")):
            return "to extend needs 'after', or a group (?P<take>...) in 'before'"
        case Action.LABEL if not rule.label:
            return "a label rule needs a label"
        case Action.FIND if not (_has_group(rule.pattern, "name") and rule.label and rule.zones):
            return "to find needs zones, a label and a pattern with a group (?P<name>...)"
    return ""


def _has_group(pattern: re.Pattern[str] | None, name: str) -> bool:
    return pattern is not None and name in pattern.groupindex
