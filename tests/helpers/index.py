"""Indexes of a few mentions."""

from cable_ner.index.indexing import make_index
from cable_ner.index.mentions import MentionRow
from cable_ner.index.tally import Tally


def indexed(*mentions):
    tally = Tally()
    tally.add(MentionRow(*mention) for mention in mentions)
    return make_index(tally)


def groups(found):
    return [(group.label, *group.total, [tuple(entry) for entry in group.variants]) for group in found.groups]
