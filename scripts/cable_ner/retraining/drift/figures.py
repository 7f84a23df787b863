"""The figures by which new cables are compared with old ones."""

from collections import Counter
from collections.abc import Callable, Sequence
from enum import Enum, StrEnum, auto
from typing import Any, NamedTuple

from .facts import CableFacts


class CableGroup:
    """A group of cables: the sums of their facts."""

    def __init__(self, cables: Sequence[CableFacts]) -> None:
        self.cables = len(cables)
        self.tokens = sum(one.tokens for one in cables)
        self.capitals = sum(one.capitals for one in cables)
        self.mentions: Counter[tuple[str, str]] = Counter()
        for one in cables:
            self.mentions.update(one.mentions)
        self.labels: Counter[str] = Counter()
        self.forms: Counter[str] = Counter()
        for (form, label), count in self.mentions.items():
            self.labels[label] += count
            self.forms[form] += count
        self.posts = Counter(one.post for one in cables if one.post)
        self.tags = Counter(tag for one in cables for tag in one.tags)
        self.all_posts = [one.post for one in cables]
        self.all_tags = [one.tags for one in cables]


class Rest:
    """The old cables except for some, which can then be compared with them as if they were new."""

    def __init__(self, whole: CableGroup, without: CableGroup | None = None) -> None:
        self._whole, self._without = whole, without

    def count(self, kind: str, key: Any) -> int:
        """Returns how often a key occurs; `kind` names a counter of CableGroup, such as `forms`, `mentions` or `posts`."""
        return int(getattr(self._whole, kind)[key] - (getattr(self._without, kind)[key] if self._without else 0))

    def labels(self) -> Counter[str]:
        """Returns how many mentions each label has."""
        return self._whole.labels - (self._without.labels if self._without else Counter())


Figure = Callable[[CableGroup, Rest], float]


def share(part: float, whole: float) -> float:
    """Returns a part divided by the whole; 0 if the whole is 0."""
    return part / whole if whole else 0.0


def unseen_mentions(new: CableGroup, old: Rest) -> float:
    """Returns the share of mentions whose surface form is not a mention anywhere in the old cables."""
    return share(sum(count for form, count in new.forms.items() if not old.count("forms", form)), new.forms.total())


def unseen_forms(new: CableGroup, old: Rest) -> float:
    """Returns the share of surface forms, each counted once, that are not a mention anywhere in the old cables."""
    return share(sum(not old.count("forms", form) for form in new.forms), len(new.forms))


def other_label(new: CableGroup, old: Rest) -> float:
    """Returns, among mentions with a form that the old cables have, the share with a label that the form never has there."""
    seen = {pair: count for pair, count in new.mentions.items() if old.count("forms", pair[0])}
    return share(sum(count for pair, count in seen.items() if not old.count("mentions", pair)), sum(seen.values()))


def total_variation(new: CableGroup, old: Rest) -> float:
    """Returns the total variation distance between the label distributions: half the sum of the absolute differences.

    It is 0 if they are equal and 1 if they share no label (Levin, Peres, Markov Chains and Mixing Times, chapter 4.1).
    """
    before = old.labels()
    names = set(before) | set(new.labels)
    return sum(
        abs(share(new.labels[name], new.labels.total()) - share(before[name], before.total())) for name in names
    ) / 2  # fmt: skip


def mention_density(new: CableGroup, _old: Rest) -> float:
    """Returns the number of mentions per 100 tokens."""
    return 100 * share(new.forms.total(), new.tokens)


def capitals(new: CableGroup, _old: Rest) -> float:
    """Returns the share of tokens in capitals."""
    return share(new.capitals, new.tokens)


def tokens_per_cable(new: CableGroup, _old: Rest) -> float:
    """Returns the mean number of tokens of a cable."""
    return share(new.tokens, new.cables)


def of_new_posts(new: CableGroup, old: Rest) -> float:
    """Returns the share of cables from a post that sent no old cable."""
    return share(sum(bool(post) and not old.count("posts", post) for post in new.all_posts), new.cables)


def with_new_tags(new: CableGroup, old: Rest) -> float:
    """Returns the share of cables with a TAG that no old cable has."""
    return share(sum(any(not old.count("tags", tag) for tag in tags) for tags in new.all_tags), new.cables)


class Side(Enum):
    """The side or sides of its usual range on which a figure is flagged."""

    LOW = auto()
    HIGH = auto()
    BOTH = auto()


class Unit(StrEnum):
    """How a figure is shown."""

    PERCENT = "percent"
    NUMBER = "number"


class FigureRule(NamedTuple):
    """A figure, how it is shown, and on which side it is flagged."""

    figure: Figure
    unit: Unit
    side: Side


# Figures about labels count labels of one kind only, silver if possible; those about texts count all cables.
OF_LABELS = {
    "mentions with a form not in old train": FigureRule(unseen_mentions, Unit.PERCENT, Side.HIGH),
    "forms not in old train": FigureRule(unseen_forms, Unit.PERCENT, Side.HIGH),
    "known forms with a new label": FigureRule(other_label, Unit.PERCENT, Side.HIGH),
    "total variation distance of labels": FigureRule(total_variation, Unit.PERCENT, Side.HIGH),
    "mentions per 100 tokens": FigureRule(mention_density, Unit.NUMBER, Side.BOTH),
}
WITHOUT_TRAIN = ("total variation distance of labels", "mentions per 100 tokens")  # those that tell of no training labels
OF_TEXTS = {
    "tokens in capitals": FigureRule(capitals, Unit.PERCENT, Side.BOTH),
    "tokens per cable": FigureRule(tokens_per_cable, Unit.NUMBER, Side.BOTH),
    "cables from new posts": FigureRule(of_new_posts, Unit.PERCENT, Side.HIGH),
    "cables with new TAGS": FigureRule(with_new_tags, Unit.PERCENT, Side.HIGH),
}
