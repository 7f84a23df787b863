"""A list of names of one's own as decisions: each has its label everywhere, and is the preferred form of its name."""

from ...tagging import NameList
from .decision import NameAction, NameDecision


def listed_decisions(names: NameList) -> list[NameDecision]:
    """Returns the decisions that a list stands for. Of two listed forms of one name, the longer one names it."""
    labels = names.labels
    capitals = {name.upper(): label for name, label in labels.items()}
    found = [NameDecision(NameAction.LABEL, "", name, label) for name, label in {**capitals, **labels}.items()]
    by_length = sorted(labels, key=lambda name: (len(name.split()), len(name), name))
    return found + [NameDecision(NameAction.RENAME, labels[name], name, name) for name in by_length]
