"""One label rule: a named piece of knowledge about the tagger's labels."""

import re
from enum import StrEnum
from typing import Any, NamedTuple

from ..text import Mention

LOOK_BACK = 30  # characters before a mention in which `before` is searched, unless the rule says otherwise
LOOK_AHEAD = 100  # characters after a mention that `after` may match


class Action(StrEnum):
    """What a rule does: to a mention, to the text of a paragraph (FIND), or to all mentions of a cable."""

    REJECT = "reject"
    TRIM = "trim"
    EXTEND = "extend"
    LABEL = "label"
    FIND = "find"
    NAME_PARTS = "name parts"
    REPEATS = "repeats"
    CAPITALS = "capitals"
    SMALL_LETTERS = "small letters"


ON_MENTIONS = (Action.REJECT, Action.TRIM, Action.EXTEND, Action.LABEL)
ON_CABLES = (Action.NAME_PARTS, Action.REPEATS, Action.CAPITALS, Action.SMALL_LETTERS)


class Rule(NamedTuple):
    """What to do with a mention whose whole text is in a list of names or matches a pattern.

    `before` is searched in the `look_back` characters before the mention, `after` is matched against what follows it.
    `labels` and `zones` limit the rule to mentions with these labels, or in these zones; empty means all. No rule applies
    to a name in `unless`.

    REJECT removes the mention. TRIM keeps what the pattern's group `keep` matched. EXTEND adds what `after` matched, and
    what the group `take` of `before` matched. LABEL changes the label; so do TRIM and EXTEND if the rule has a `label`.
    With `absorbs`, an extended mention replaces the mentions inside it. FIND makes a mention of whatever the pattern's
    group `name` matches in a paragraph. The other actions look at the mentions of a whole cable.
    """

    name: str
    action: Action
    pattern: re.Pattern[str] | None = None
    listed: frozenset[str] = frozenset()
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    label: str = ""
    labels: frozenset[str] = frozenset()
    zones: frozenset[str] = frozenset()
    absorbs: bool = False
    unless: frozenset[str] = frozenset()
    look_back: int = LOOK_BACK

    def given(self) -> dict[str, Any]:
        """Returns the fields that differ from their default values."""
        return {key: value for key, value in self._asdict().items() if value != self._field_defaults.get(key)}

    def is_for(self, label: str) -> bool:
        """Returns whether the rule can change mentions with this label."""
        return (not self.labels or label in self.labels) and not (self.action == Action.LABEL and label == self.label)

    def fits(self, text: str, mention: Mention) -> bool:
        """Returns whether the text around a mention, in its paragraph, meets `before` and `after`."""
        # (by position, here and in the rule book: looking a field up by name takes longer, and every mention comes by here)
        if self.after is not None and not self.after.match(text, mention[1], mention[1] + LOOK_AHEAD):
            return False
        return self.before is None or self.before.search(text[max(mention[0] - self.look_back, 0) : mention[0]]) is not None

    def extent(self, text: str, mention: Mention) -> tuple[int, int]:
        """Returns the character offsets in the paragraph's text that TRIM or EXTEND gives a mention that the rule fits."""
        start, end = mention.start, mention.end
        if self.action == Action.TRIM:
            match = self.pattern and self.pattern.fullmatch(text, start, end)
            return match.span("keep") if match else (start, end)
        if self.action == Action.EXTEND:
            if self.after and (match := self.after.match(text, end, end + LOOK_AHEAD)):
                end = match.end()
            first = max(start - self.look_back, 0)
            if self.before and "take" in self.before.groupindex and (match := self.before.search(text[first:start])):
                start = first + match.start("take")
            while start < end and text[start].isspace():  # a line may begin with what is taken
                start += 1
        return start, end
