"""Which variations a sample gets: each by chance, in its share."""

from random import Random
from typing import NamedTuple

from .case import in_capitals, with_capital_lead, with_lower_heading
from .letters import with_other_letters
from .markings import with_other_marking
from .quotes import with_other_quotes
from .redactions import redacted
from .sample import TextSample
from .spaces import token_spaced, wrapped


class Shares(NamedTuple):
    """How often each variation is made, from 0 (never) to 1 (always), as a share of the samples it can be applied to.

    `word_dropout` is a share of the rare words in a sample instead. No sample gets both `capitals` and `capital_lead`.
    """

    cut: float = 0.0
    capitals: float = 0.0
    capital_lead: float = 0.0
    lower_headings: float = 0.0
    line_wraps: float = 0.0
    quotes: float = 0.0
    redactions: float = 0.0
    markings: float = 0.0
    token_spaced: float = 0.0
    word_dropout: float = 0.0


def varied(sample: TextSample, shares: Shares, common: frozenset[str], rng: Random) -> TextSample:
    """Returns the sample with each variation applied in its share, except `cut`, which makes several samples of one.

    `common` are the words, in lower case, that are not rare.
    """

    def falls(share: float) -> bool:
        return share > 0 and rng.random() < share

    if falls(shares.markings):
        sample = with_other_marking(sample, rng)
    if falls(shares.redactions):
        sample = redacted(sample, rng)
    if shares.word_dropout:  # before case and line ends change, because words are looked up as the corpus has them
        sample = with_other_letters(sample, common, rng, share=shares.word_dropout)
    chance = rng.random() if shares.capitals or shares.capital_lead else 1.0
    if chance < shares.capitals:
        sample = in_capitals(sample)
    elif chance < shares.capitals + shares.capital_lead:
        sample = with_capital_lead(sample)
    elif falls(shares.lower_headings):
        sample = with_lower_heading(sample, rng)
    if falls(shares.quotes):
        sample = with_other_quotes(sample, rng)
    if falls(shares.token_spaced):
        sample = token_spaced(sample)
    if falls(shares.line_wraps):
        sample = wrapped(sample, rng)
    return sample
