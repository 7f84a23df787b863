"""Invented identities of cables, and what a split says of them: for the tests of the corpus room."""

from hypothesis import strategies as st

from cable_ner.corpus.identity import Identity
from cable_ner.corpus.new_split import Placed
from cable_ner.corpus.reasons import Reason
from cable_ner.corpus.splits import SplitMode
from cable_ner.text import Mention, Paragraph

BY_MESSAGE, BY_RANK, BY_PARAGRAPH = SplitMode
TWIN, OTHER_PART, GOLD_ONLY = Reason.TWIN.value, Reason.OTHER_PART.value, Reason.GOLD_ONLY.value
SHARES = (0.8, 0.1, 0.1)


def cable(name, message="", text="", *, gold=False, side="", year=0):
    """Returns an identity: a message and a text of its own unless they are given."""
    return Identity(name, message or f"message {name}", text or f"text {name}", year, gold, side)


def cables(count, prefix="c", **kinds):
    return [cable(f"{prefix}{number}", **kinds) for number in range(count)]


def used(result):
    """Returns the sides of the cables that are not left out."""
    return [side for index, side in enumerate(result.sides) if index not in result.left_out]


def left_out(result):
    """Returns the text of the reason for each cable that is left out, by index."""
    return {index: why.text for index, why in result.left_out.items()}


def used_by_name(identities, result):
    return {(item.name, item.gold): result.sides[i] for i, item in enumerate(identities) if i not in result.left_out}


# Few messages and texts for many cables, so that sections, copies and twins are common.
_identities = st.builds(
    lambda name, message, text, year: Identity(f"n{name}", f"m{message}", f"t{text}", year),
    st.integers(0, 999),
    st.integers(0, 25),
    st.integers(0, 40),
    st.sampled_from([0, 0, 2005, 2009]),
)
ARCHIVES = st.lists(_identities, min_size=1, max_size=40, unique_by=lambda item: item.name)
MANY_MESSAGES = st.lists(st.integers(0, 10_000), min_size=4, max_size=60, unique=True)
SHARES_OF_ALL_KINDS = st.sampled_from(
    [(0.8, 0.1, 0.1), (0.4, 0.3, 0.3), (1.0, 1.0, 1.0), (0.5, 0.5, 0.0), (0.7, 0.0, 0.3), (8.0, 1.0, 1.0)]
)
SEEDS = st.integers(0, 5)


def with_twins(identities, twins, wishes):
    """Returns the archive, with a hand-checked twin of the cables at `twins`, one wish a message."""
    indices = sorted({index % len(identities) for index in twins})
    side = {identities[index].message: wishes[position % len(wishes)] for position, index in enumerate(indices)}
    return identities + [identities[index]._replace(gold=True, side=side[identities[index].message]) for index in indices]


def placed(identities, result):
    """Returns what a split says of cables, as the next one is told it."""
    return [
        Placed(item, "" if index in result.left_out else result.sides[index], result.left_out.get(index))
        for index, item in enumerate(identities)
    ]


def paragraphs_of(*specs):
    return [Paragraph(text, [Mention(0, 1, "LOC", 1)] if mentions else [], zone) for text, zone, mentions in specs]
