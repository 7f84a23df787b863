"""One training text -> the same text as another cable would have it: other case, quotes, spaces, line ends, new names.

Everything works on characters, so no variation needs to know how a text is tokenised. Labels stay, and so do mentions,
except those that are redacted or cut off, and the places whose label is not known.
"""

from .letters import common_words
from .mixing import Shares, varied
from .pieces import SIZES, cropped, piece_bounds, sentence_gaps
from .sample import TextSample

__all__ = [
    "SIZES",
    "Shares",
    "TextSample",
    "common_words",
    "cropped",
    "piece_bounds",
    "sentence_gaps",
    "varied",
]
