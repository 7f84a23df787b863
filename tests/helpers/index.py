"""Indexes of a few mentions."""

from hypothesis import settings

from cable_ner.index.indexing import make_index
from cable_ner.index.mentions import MentionRow
from cable_ner.index.tally import Tally

LAW = settings(derandomize=True, database=None, deadline=None, max_examples=50)


def indexed(*mentions):
    tally = Tally()
    tally.add(MentionRow(*mention) for mention in mentions)
    return make_index(tally)


def groups(found):
    return [(group.label, *group.total, [tuple(entry) for entry in group.variants]) for group in found.groups]
