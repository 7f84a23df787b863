"""What a scan finds in a source: the stretches that are not text itself, in order.

The text of a block, its spans and the brackets to cut out are all computed from this list.
"""

from enum import Enum, auto


class Kind(Enum):
    """What an event is, and what its `value` says."""

    TEXT = auto()  # markup: the text that replaces it, often none
    TAG = auto()  # a link to one of the cable's TAGS: the code
    BREAK = auto()  # a pilcrow that starts a paragraph: the number in digits
    ANNOTATION = auto()  # a whole annotation with nothing but words in it: the label
    OPEN = auto()  # the opening bracket of an annotation, with its label and one white space: the label
    SQUARE = auto()  # an opening bracket that is text
    CLOSE = auto()  # a closing bracket
    LOST = auto()  # the innermost open annotation is given up here; it is never closed


# Looking up a member of an enum is slow in Python 3.11, and these are compared for every event.
TEXT, TAG, BREAK, ANNOTATION, OPEN, SQUARE, CLOSE, LOST = Kind

# A stretch of the source that is not text itself: its kind, start and end as offsets of the source, and its value.
# A plain tuple, because a named one takes several times as long to make.
Event = tuple[Kind, int, int, str]
