"""Classification markings at the start of a paragraph: `(S/NF)`."""

import re
from random import Random

from .sample import TextSample, edited, is_free

MARKINGS = ("U", "SBU", "C", "S", "C/NF", "S/NF", "S//NF", "SBU/NF")
_MARKING = re.compile(r"\s*(?:\d{1,3}\s?\.\s*)?(?P<marking>\(\s?(?:U|SBU|C|S|TS)(?://?[A-Z]{1,8})*\s?\))\s*")
_DROPPED, _SPACED = 0.2, 0.25  # of the markings


def with_other_marking(sample: TextSample, rng: Random) -> TextSample:
    """Returns the sample with another marking at its start, or with none; a sample without a marking unchanged.

    A model must not learn that names follow `(C)`: other archives have other markings.
    """
    match = _MARKING.match(sample.text)
    if not match or not is_free(sample, *match.span("marking")):
        return sample
    if match.end() < len(sample.text) and rng.random() < _DROPPED:
        return edited(sample, [(match.start("marking"), match.end(), "")])
    marking = rng.choice(MARKINGS)
    return edited(sample, [(*match.span("marking"), f"( {marking} )" if rng.random() < _SPACED else f"({marking})")])
