"""The first phase of the label rules: those that look at one mention, or at the text of one paragraph."""

from collections.abc import Iterable

from ..text import PARAGRAPH, Mention, Paragraph
from .mention_layer import MentionLayer, Revision
from .rule import Action, Rule
from .rule_book import RuleBook


def is_settled_already(mention: Mention) -> bool:
    """Returns whether rules must leave a mention alone: a person decided on it, or its label is missing."""
    return bool(mention.decided or mention.missing)


class RuledParagraph(MentionLayer):
    """A paragraph whose mentions rules revise.

    The second phase puts its mentions here too, so that they meet the same rules.
    """

    __slots__ = ("blockers", "book", "text", "zone")

    def __init__(self, paragraph: Paragraph, book: RuleBook, revisions: list[Revision]):
        super().__init__(paragraph, revisions)
        self.book, self.zone = book, paragraph.zone
        # In running text a line may end inside a name: rules see a space there. A header's lines are lines.
        self.text = paragraph.text.replace("\n", " ") if paragraph.zone == PARAGRAPH else paragraph.text
        self.blockers: list[Mention] = []  # mentions because of which a rule was not followed

    def apply(self) -> None:
        """Applies the rules for mentions to each mention, from left to right, then those that find new ones."""
        text, rules_of, at = self.text, self.book.rules_of, 0
        for mention in self.paragraph.mentions:
            if mention[0] < at:  # a mention before it has absorbed it
                continue
            rules = rules_of(text, mention)
            for number, rule in enumerate(rules):
                if rule.fits(text, mention):
                    at = self._revise(mention, rules[number:])
                    break
        for pattern, rule in self.book.to_find[self.zone]:
            for match in pattern.finditer(text):
                start, end = match.span("name")
                self.put(start, end, rule.label, rule.name)

    def put(self, start: int, end: int, label: str, rule: str, *, cuts: bool = False) -> None:
        """Makes a mention of a stretch of text, unless it is one already, a mention is in the way, or a rule rejects it.

        It replaces the mentions inside the stretch; with `cuts`, all that it overlaps.
        """
        others = self.over(start, end)
        if others and any(other[:3] == (start, end, label) for other in others):
            return
        if others and self._is_blocked(
            other for other in others if not (_is_absorbed(other, start, end) or (cuts and not is_settled_already(other)))
        ):
            return
        new = Mention(start, end, label, others[0].line if others else 0, "", f"rule: {rule}")
        ruled, _ = self._ruled(new)
        if ruled is None:
            return
        if others:
            self.replace(others[0], new, rule)
        else:
            self.add(new, rule)
        if others or ruled is not new:
            self._revise(new)

    def after_rules(self, mention: Mention) -> Mention | None:
        """Returns what the rules make of a mention that is not in the paragraph, None if they reject it."""
        return self._ruled(mention)[0]

    def is_final(self) -> bool:
        """Returns whether the rules would change nothing more here: what blocked one of them is still there."""
        return not self.blockers or not self.is_changed() or set(self.blockers).issubset(self.mentions)

    def _revise(self, mention: Mention, rules: list[Rule] | None = None) -> int:
        """Puts what the rules make of a mention in its place, and returns the end of it.

        `rules` are those of the book for this mention, perhaps without the first ones that do not fit.
        """
        ruled, rule = self._ruled(mention, rules)
        if ruled is None:
            self.remove(mention, rule)
        elif ruled is not mention:
            self.replace(mention, ruled, rule)
        return (ruled or mention).end

    def _ruled(self, mention: Mention, rules: list[Rule] | None = None) -> tuple[Mention | None, str]:
        """Returns what becomes of a mention, None if it is rejected, and the last rule that changed it.

        After each change the rules start over, until none changes the mention or it is back where it was.
        """
        original, last = mention, ""
        if is_settled_already(mention):
            return mention, last
        seen: set[tuple[int, int, str]] = set()
        while mention[:3] not in seen:
            seen.add(mention[:3])
            for rule in rules or self.book.rules_of(self.text, mention):
                if (rule.zones and self.zone not in rule.zones) or not rule.fits(self.text, mention):
                    continue
                if rule.action == Action.REJECT:
                    return None, rule.name
                changed = self._changed(mention, rule, original)
                if changed is not mention:
                    mention, last, rules = changed, rule.name, None
                    break
            else:
                break
        return mention, last

    def _changed(self, mention: Mention, rule: Rule, original: Mention) -> Mention:
        """Returns a mention after one rule that fits it: the mention itself if there is nothing to change or no room."""
        start, end = rule.extent(self.text, mention)
        label = rule.label or mention.label
        if start >= end or (start, end, label) == mention[:3]:
            return mention
        if (start < original.start or end > original.end) and self._is_blocked(
            other
            for other in self.over(start, end)
            if other is not original and not (rule.absorbs and _is_absorbed(other, start, end))
        ):
            return mention
        return mention._replace(start=start, end=end, label=label, fixed=f"rule: {rule.name}")

    def _is_blocked(self, others: Iterable[Mention]) -> bool:
        """Returns whether there are any mentions in the way of a rule, and remembers them."""
        blockers = list(others)
        self.blockers += blockers
        return bool(blockers)


def _is_absorbed(other: Mention, start: int, end: int) -> bool:
    """Returns whether a mention that a rule extends to these offsets may take the place of another one."""
    return not is_settled_already(other) and start <= other.start and other.end <= end
