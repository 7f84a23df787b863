"""What label rules know about mentions that somebody proposes: whether the rules would undo them."""

from collections.abc import Sequence

from ..text import LABELS, Mention, Paragraph
from .paragraph_rules import RuledParagraph
from .rule_book import RuleBook

Span = tuple[int, int, str]  # character offsets of the paragraph's text, and a label


class RuledText:
    """The text of a paragraph, and what rules for single paragraphs say about mentions in it."""

    def __init__(self, text: str, zone: str, book: RuleBook):
        paragraph = Paragraph(text, [], zone)
        self._bare, finding = RuledParagraph(paragraph, book, []), RuledParagraph(paragraph, book, [])
        finding.apply()
        self._found = {mention[:3] for mention in finding.mentions}

    def would_undo(self, old: Sequence[Span], new: Sequence[Span]) -> bool:
        """Returns whether the rules know better than that `new` are the mentions instead of `old`.

        They do if they would change one of the new mentions, or find an old one again, or if a mention that they give its
        label (such as a country) were to be none.
        """
        if any(span in self._found and span not in new for span in old) or any(self._ruled(span) != span for span in new):
            return True
        return not new and any(map(self._is_labelled, old))

    def _ruled(self, span: Span) -> Span | None:
        ruled = self._bare.after_rules(Mention(*span, 0))
        return ruled and ruled[:3]

    def _is_labelled(self, span: Span) -> bool:
        """Returns whether the rules give a mention this label if it has another one."""
        return any(self._ruled((*span[:2], label)) == span for label in LABELS if label != span[2])
