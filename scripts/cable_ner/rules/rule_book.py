"""A list of rules, indexed so that the few that apply to a mention are found quickly."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from ..text import Mention
from .rule import LOOK_AHEAD, ON_CABLES, ON_MENTIONS, Action, Rule

_MOST_REMEMBERED = 100_000  # names of one label

_MatchAt = Callable[[str, int, int], Any]  # Pattern.match of a text between two offsets


# Plain tuples, which are quicker to unpack than named ones: every mention comes by here.
# The rules for one name: all of them, those without `after`, and a test of whether any `after` may match.
_NameRules = tuple[list[Rule], list[Rule], _MatchAt]
# A rule for a label, with what a name must be on, must not be on, or must match.
_Candidate = tuple[Rule, frozenset[str], frozenset[str], Callable[[str], Any]]


class RuleBook:
    """Rules in order. Remembers which rules apply to a name, since an archive has the same names again and again."""

    def __init__(self, rules: Iterable[Rule] = ()):
        self.rules = list(rules)
        self.on_mentions = [rule for rule in self.rules if rule.action in ON_MENTIONS]
        self.on_cables = [rule for rule in self.rules if rule.action in ON_CABLES]
        self.to_find: defaultdict[str, list[tuple[re.Pattern[str], Rule]]] = defaultdict(list)  # by zone
        for rule in self.rules:
            if rule.action == Action.FIND and rule.pattern:
                for zone in rule.zones:
                    self.to_find[zone].append((rule.pattern, rule))
        self._remembered: defaultdict[str, dict[str, _NameRules]] = defaultdict(dict)  # label -> name -> its rules
        self._any_after: dict[tuple[str, ...], _MatchAt] = {}
        self._by_label: dict[str, list[_Candidate]] = {}

    def __bool__(self) -> bool:
        return bool(self.rules)

    def rules_of(self, text: str, mention: Mention) -> list[Rule]:
        """Returns the rules that may apply to a mention in its paragraph's text, judged by its name and what follows it.

        `Rule.fits` has the last word: only what is quick to tell has been checked.
        """
        end, label = mention[1], mention[2]
        name = text[mention[0] : end]
        rules, anywhere, any_after = self._remembered[label].get(name) or self._look_up(name, label)
        return rules if rules is anywhere or any_after(text, end, end + LOOK_AHEAD) else anywhere

    def _look_up(self, name: str, label: str) -> _NameRules:
        remembered = self._remembered[label]
        if len(remembered) >= _MOST_REMEMBERED:
            remembered.clear()
        rules = [
            rule
            for rule, listed, unless, fullmatch in self._by_label.get(label) or self._for_label(label)
            if (name in listed or fullmatch(name)) and name not in unless
        ]
        anywhere = [rule for rule in rules if not rule.after]
        if len(anywhere) == len(rules):
            anywhere = rules
        after = {rule.after.pattern: rule.after for rule in rules if rule.after}
        if tuple(after) not in self._any_after:
            self._any_after[tuple(after)] = _any_of(list(after.values())).match
        remembered[name] = rules, anywhere, self._any_after[tuple(after)]
        return remembered[name]

    def _for_label(self, label: str) -> list[_Candidate]:
        self._by_label[label] = [
            (rule, rule.listed, rule.unless, rule.pattern.fullmatch if rule.pattern else _never)
            for rule in self.on_mentions
            if rule.is_for(label)
        ]
        return self._by_label[label]


def _never(_text: str) -> None:
    return None


_FLAGS = {"a": re.ASCII, "i": re.IGNORECASE, "x": re.VERBOSE, "s": re.DOTALL, "m": re.MULTILINE}


def _any_of(patterns: list[re.Pattern[str]]) -> re.Pattern[str]:
    """Returns a pattern that matches where one of these does; everywhere if one has groups, whose names may clash."""
    if any(pattern.groups for pattern in patterns):
        return re.compile("")
    scoped = (re.sub(r"\A\s*\(\?([a-z]+)\)", "", pattern.pattern) for pattern in patterns)
    flags = ("".join(letter for letter, flag in _FLAGS.items() if pattern.flags & flag) for pattern in patterns)
    # (a newline ends what may be a comment)
    ends = ("\n" if pattern.flags & re.VERBOSE else "" for pattern in patterns)
    grouped = (f"(?{letters}:{inner}{end})" for letters, inner, end in zip(flags, scoped, ends))
    return re.compile("|".join(grouped) or r"(?!)")
