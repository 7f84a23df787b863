"""Why a cable is in no partition: the reasons, and their texts in convert.json and cables.jsonl."""

from enum import Enum
from functools import lru_cache
from typing import NamedTuple


class Reason(Enum):
    """Why a cable, or a paragraph of it, is in no partition. The value is the text; `{}` stands for partitions."""

    TWIN = "hand-checked twin is used instead"
    OTHER_PART = "other part of a hand-checked message"
    GOLD_ONLY = "only hand-checked labels are trained on"
    ALSO_SCORES = "is among those to score with, too"
    TWIN_TRAINED = "its twin is trained on, as every cable has a hand-checked one"
    TWIN_PARAGRAPH_TRAINED = "its twin is trained on"
    COPY_OF_EARLIER = "copy of a cable in {} since an earlier conversion"
    COPY = "copy of a cable in {}"
    MESSAGE_IS_EARLIER = "its message is in {} since an earlier conversion"
    UNCHECKED = "is not hand-checked, as others in {} are, where its message is since an earlier conversion"
    NOTHING = "nothing in {}"  # a cable without text, or without any for this partition
    UNKNOWN = "{}"  # the text of another version

    @property
    def is_about_earlier(self) -> bool:
        """Whether the cable is left out because of where an earlier conversion put others."""
        return self in (Reason.COPY_OF_EARLIER, Reason.MESSAGE_IS_EARLIER, Reason.UNCHECKED)


class WhyLeftOut(NamedTuple):
    """A reason, and the partitions that its text names, if it names any."""

    reason: Reason
    where: str = ""

    @property
    def text(self) -> str:
        """The text that is written into files."""
        return self.reason.value.format(self.where)


@lru_cache(maxsize=1024)
def why_left_out(text: str) -> WhyLeftOut:
    """Returns the reason that a text gives, the reverse of `WhyLeftOut.text`."""
    for reason in Reason:
        start, hole, end = reason.value.partition("{}")
        if text == start and not hole:
            return WhyLeftOut(reason)
        if hole and text.startswith(start) and text.endswith(end) and len(text) > len(start) + len(end):
            return WhyLeftOut(reason, text[len(start) : len(text) - len(end)])
    return WhyLeftOut(Reason.UNKNOWN, text)
