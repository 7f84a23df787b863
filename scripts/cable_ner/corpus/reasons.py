"""Why a cable is in no partition: the reasons, and their texts in convert.json and cables.jsonl."""

from enum import Enum
from functools import lru_cache
from typing import NamedTuple


class Reason(Enum):
    """Why a cable, or a paragraph of it, is in no partition. The value is the text; `{}` stands for partitions.

    The texts are in the files of every archive: when one changes, the earlier text goes into `_EARLIER_TEXTS`.
    """

    TWIN = "hand-checked twin is used instead"
    OTHER_PART = "other part of a hand-checked message"
    GOLD_ONLY = "only hand-checked labels are trained on"
    ALSO_SCORES = "is also used for scoring"
    TWIN_TRAINED = "its twin is used for training, because every cable has a hand-checked twin"
    TWIN_PARAGRAPH_TRAINED = "its twin is used for training"
    COPY_OF_EARLIER = "copy of an earlier cable in {}"
    COPY = "copy of a cable in {}"
    MESSAGE_IS_EARLIER = "its message is already in {}"
    UNCHECKED = "is silver, while its message is already in {}, which has gold"
    UNLABELLED = "has no annotation, so it is unlabelled"
    NOTHING = "nothing in {}"  # a cable without text, or without text for this partition
    UNKNOWN = "{}"  # a text written by another version

    @property
    def is_about_earlier(self) -> bool:
        """Whether the cable is left out because of where an earlier conversion put others."""
        return self in (Reason.COPY_OF_EARLIER, Reason.MESSAGE_IS_EARLIER, Reason.UNCHECKED)


# Texts that earlier versions wrote.
_EARLIER_TEXTS = {
    "is among those to score with, too": Reason.ALSO_SCORES,
    "its twin is trained on, as every cable has a hand-checked one": Reason.TWIN_TRAINED,
    "its twin is trained on": Reason.TWIN_PARAGRAPH_TRAINED,
    "copy of a cable in {} since an earlier conversion": Reason.COPY_OF_EARLIER,
    "its message is in {} since an earlier conversion": Reason.MESSAGE_IS_EARLIER,
    "is not hand-checked, as others in {} are, where its message is since an earlier conversion": Reason.UNCHECKED,
}


class WhyLeftOut(NamedTuple):
    """A reason, and the partitions that its text names, if any."""

    reason: Reason
    where: str = ""

    @property
    def text(self) -> str:
        """The text that is written into files."""
        return self.reason.value.format(self.where)


@lru_cache(maxsize=1024)
def why_left_out(text: str) -> WhyLeftOut:
    """Returns the reason for a text, the reverse of `WhyLeftOut.text`; also for texts that earlier versions wrote."""
    for template, reason in (*_EARLIER_TEXTS.items(), *((reason.value, reason) for reason in Reason)):
        start, hole, end = template.partition("{}")
        if text == start and not hole:
            return WhyLeftOut(reason)
        if hole and text.startswith(start) and text.endswith(end) and len(text) > len(start) + len(end):
            return WhyLeftOut(reason, text[len(start) : len(text) - len(end)])
    return WhyLeftOut(Reason.UNKNOWN, text)
