"""What a scan finds in a source: the stretches that are not text itself, in order.

Text, spans and cuts are all made of this list.
"""

from enum import Enum, auto


class Kind(Enum):
    """What an event is, and what its `value` says."""

    TEXT = auto()  # the text that stands in its place, often none
    TAG = auto()  # a link to one of the cable's TAGS: the code
    BREAK = auto()  # a pilcrow that starts a paragraph: the number in digits
    ANNOTATION = auto()  # a whole annotation with nothing but words in it: the label
    OPEN = auto()  # the opening bracket of an annotation, with its label and one white space: the label
    SQUARE = auto()  # an opening bracket that is text
    CLOSE = auto()  # a closing bracket
    LOST = auto()  # here, the innermost open annotation is given up as never closed


# (Python 3.11 looks members of an enum up slowly, and these are compared once an event)
TEXT, TAG, BREAK, ANNOTATION, OPEN, SQUARE, CLOSE, LOST = Kind

# A stretch of the source that is not text itself: its kind, start and end as offsets of the source, and its value.
# (a plain tuple, because a named one takes five times as long to make)
Event = tuple[Kind, int, int, str]
