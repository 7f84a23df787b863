"""The mentions of one paragraph while rules change them: the one place where their order and disjointness are kept."""

from bisect import bisect_left, insort
from typing import NamedTuple

from ..text import Mention, Paragraph, Rejected


class Revision(NamedTuple):
    """One change to a paragraph's mentions: `before` is None for a new mention, `after` for one that a rule removed."""

    paragraph: Paragraph
    before: Mention | None
    after: Mention | None
    rule: str

    def rejected(self) -> Rejected | None:
        """Returns what to report as rejected: a removed mention that is a bracket of the source."""
        gone = self.before if self.after is None else None
        if not (gone and gone.line):
            return None
        return Rejected(gone.line, f"rule: {self.rule}", gone.label, self.paragraph.text[gone.start : gone.end])


class MentionLayer:
    """Mentions of a paragraph, sorted and disjoint. Every change is appended to `revisions`, which paragraphs share.

    `mentions` is the paragraph's own list until the first change, and a copy from then on.
    """

    __slots__ = ("mentions", "paragraph", "revisions")

    def __init__(self, paragraph: Paragraph, revisions: list[Revision]):
        self.paragraph, self.revisions = paragraph, revisions
        self.mentions = paragraph.mentions

    def is_changed(self) -> bool:
        """Returns whether anything was changed."""
        return self.mentions is not self.paragraph.mentions

    def revised(self) -> Paragraph:
        """Returns the paragraph with the mentions as they are now."""
        return (
            self.paragraph._replace(mentions=self.mentions)
            if self.mentions is not self.paragraph.mentions
            else self.paragraph
        )

    def over(self, start: int, end: int) -> list[Mention]:
        """Returns the mentions that overlap these character offsets."""
        first = bisect_left(self.mentions, (start,))
        if first and self.mentions[first - 1].end > start:
            first -= 1
        return self.mentions[first : bisect_left(self.mentions, (end,), first)]

    def unlabelled(self) -> str:
        """Returns the text between the mentions, its pieces joined by `|`."""
        text, pieces, at = self.paragraph.text, [], 0
        for start, end, *_ in self.mentions:
            pieces.append(text[at:start])
            at = end
        return "|".join([*pieces, text[at:]])

    def add(self, mention: Mention, rule: str) -> None:
        """Adds a mention that overlaps no other."""
        insort(self._own(), mention)
        self.revisions.append(Revision(self.paragraph, None, mention, rule))

    def remove(self, mention: Mention, rule: str) -> None:
        """Removes a mention."""
        own = self._own()
        del own[bisect_left(own, mention)]
        self.revisions.append(Revision(self.paragraph, mention, None, rule))

    def replace(self, old: Mention, new: Mention, rule: str) -> None:
        """Puts a mention in place of another, and removes all others that it overlaps."""
        if new.start < old.start or new.end > old.end:
            for other in self.over(new.start, new.end):
                if other is not old:
                    self.remove(other, rule)
        own = self._own()
        own[bisect_left(own, old)] = new
        self.revisions.append(Revision(self.paragraph, old, new, rule))

    def _own(self) -> list[Mention]:
        if not self.is_changed():
            self.mentions = list(self.mentions)
        return self.mentions
