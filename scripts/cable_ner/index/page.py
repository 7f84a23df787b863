"""The index as an HTML page to search in."""

from typing import Any

from ..evaluation import pages
from ..files import printable
from .indexing import Index, NameGroup
from .sentences import Sentences
from .tables import figures

MOST_GROUPS = 20_000  # names on the page
_MOST_PLAIN = 500  # of each label, in a browser without JavaScript
_MOST_VARIANTS, _LONGEST, _LONGEST_LABEL = 40, 200, 24  # variants of a name, characters of a form, of a label
_LONGEST_QUOTE = 400  # characters of a sentence before a name, and after it


def as_page(index: Index, sentences: Sentences | None = None) -> str:
    """Returns the index as one HTML page that opens from disk, without the network.

    It has the `MOST_GROUPS` most frequent names to search in and, without JavaScript, the 500 most frequent of each label.
    `sentences` are shown with their names.
    """
    labels = index.labels()
    shown = sorted(
        index.groups, key=lambda group: (-group.total.mentions, -group.total.cables, group.total.text, group.label)
    )
    shown = shown[:MOST_GROUPS]
    plain = {label: [group for group in index.groups if group.label == label][:_MOST_PLAIN] for label in labels}
    days = sorted(day for group in index.groups for day in (group.total.first, group.total.last) if day)
    return pages.render(
        "entities.html",
        script="entities.js",
        labels=labels,
        figures=figures(index),
        shown=len(shown),
        first=days[0] if days else "",
        last=days[-1] if days else "",
        plain=plain,
        most_plain=_MOST_PLAIN,
        most_variants=_MOST_VARIANTS,
        data={
            "labels": [_cut(label, _LONGEST_LABEL) for label in labels],
            "slots": [pages.slots(labels)[label] for label in labels],
            "groups": [_row(group, labels, sentences or {}) for group in shown],
        },
    )


def _row(group: NameGroup, labels: list[str], sentences: Sentences) -> list[Any]:
    """Returns a group as the script of the page reads it: label, name, counts, days, variants, their number, sentences."""
    quotes = [[_cut(text, _LONGEST_QUOTE) for text in one] for one in sentences.get((group.label, group.total.text), ())]
    variants = [(_cut(entry.text), entry.mentions, entry.cables) for entry in group.variants[:_MOST_VARIANTS]]
    return [labels.index(group.label), _cut(group.total.text), *group.total[1:], variants, len(group.variants), quotes]


def _cut(text: str, most: int = _LONGEST) -> str:
    return pages.short(printable(text), most)
