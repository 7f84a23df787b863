"""The labels of an annotation: which are wanted, and which of other schemes are recognised."""

from collections.abc import Mapping
from dataclasses import dataclass, field

LABELS = ("PER", "ORG", "LOC", "MISC")
# Labels of other well-known schemes: a bracket that opens with one is an annotation, not text.
FOREIGN_LABELS = frozenset(
    "CARDINAL DATE EVENT FAC FACILITY GPE LANGUAGE LAW LOCATION MONEY NORP ORDINAL ORGANIZATION"
    " ORGANISATION PERCENT PERSON PRODUCT QUANTITY TIME WORK_OF_ART".split()
)


@dataclass(frozen=True)
class Scheme:
    """Which labels are wanted, and which wanted label each label of another scheme maps to."""

    labels: tuple[str, ...] = LABELS
    label_map: Mapping[str, str] = field(default_factory=dict)

    def resolve(self, label: str) -> str | None:
        """Returns the wanted label for a label as written, or None if it is not wanted."""
        label = self.label_map.get(label, label)
        return label if label in self.labels else None

    def knows(self, label: str) -> bool:
        """Returns whether a bracket that starts with this word is an annotation in any file."""
        return label in self.labels or label in self.label_map or label in LABELS or label in FOREIGN_LABELS

    def known(self) -> frozenset[str]:
        """Returns every label that `knows` accepts."""
        return FOREIGN_LABELS.union(LABELS, self.labels, self.label_map)
