"""A sample that was checked once, judged by later labels of the same cables."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from spacy.tokens import Doc

from ..corpus import GOLD
from .candidates import MENTION
from .checked_sample import CheckedPlace

_Span = tuple[int, int, str]  # character offsets of a Doc's text, and a label


class LaterLabels:
    """The mentions of Docs, hand-checked ones left out: how many there are, and which at a place.

    `untold` counts the places of which a person's answer does not tell what is right, though their labels have changed.
    `absent` counts those in paragraphs that are not among the Docs.
    """

    def __init__(self, docs: Iterable[Doc]):
        self.mentions = self.untold = self.absent = 0
        self._spans: dict[tuple[str, int], list[_Span]] = defaultdict(list)
        for doc in docs:
            if doc.user_data.get("labels") == GOLD:
                continue
            key = str(doc.user_data.get("cable", "")), int(doc.user_data.get("index", 0))
            self._spans[key] += [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]
            self.mentions += len(doc.ents)

    def judged(self, row: Mapping[str, str], checked: CheckedPlace, answer: str) -> CheckedPlace:
        """Returns the verdict on a row of the sample with the labels now; `checked` is that on the labels as drawn.

        An answer such as `b` does not tell what is right. Then changed labels count as wrong, which is on the safe side.
        Raises ValueError if the row's numbers are none.
        """
        start, end = int(row["start"]), int(row["end"])
        spans = self._spans.get((row["cable"], int(row["index"])))
        self.absent += spans is None
        here = {span for span in spans or () if span[0] < end and start < span[1]}
        drawn = {(start, end, row["stratum"])} if row["what"] == MENTION else set()
        if not checked.names:
            return CheckedPlace(0, 0)
        words = [word.upper() for word in answer.split()]
        label = row["stratum"] if checked.right else words[0] if len(words) == 1 and len(words[0]) > 1 else ""
        if label and label not in ("YES", "NO", "BOUNDARY"):
            return CheckedPlace(int((start, end, label) in here), checked.names)
        self.untold += here != drawn
        return CheckedPlace(0, checked.names)
