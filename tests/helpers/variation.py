"""Samples in brackets, samples of all kinds, and what holds for every sample."""

import re
from random import Random

from hypothesis import strategies as st

from cable_ner.training.variation import Shares, TextSample
from cable_ner.training.variation.sample import edited

PEOPLE = ("Ann Lee", "Bob Stone", "Cy Marsh", "Dora al-Hill", "Eve O'Dell", "Fay de la Tour")
PLACES = ("Milltown", "Oldtown", "Lake Chad", "Bern", "Libya", "U.S.", "the Hague")
COMMON = frozenset(("spoke", "about", "market"))


def rng(seed: int = 0) -> Random:
    """Returns random numbers that are the same in every run."""
    return Random(seed)  # noqa: S311


def mark(text: str) -> TextSample:
    """Returns a sample from a text with brackets: `[PER Ann Lee]`, and `[? Bern]` where the label is not known."""
    plain, at = "", 0
    spans: list[tuple[int, int, str]] = []
    missing: list[tuple[int, int]] = []
    for match in re.finditer(r"\[(\?|[A-Z]+) ([^\]]*)\]", text):
        plain += text[at : match.start()]
        place = (len(plain), len(plain) + len(match[2]))
        plain += match[2]
        at = match.end()
        if match[1] == "?":
            missing.append(place)
        else:
            spans.append((*place, match[1]))
    return TextSample(plain + text[at:], tuple(spans), tuple(missing))


def marked(sample: TextSample) -> str:
    """Returns the text with brackets again."""
    places = sorted([*sample.spans, *((start, end, "?") for start, end in sample.missing)])
    text, at = "", 0
    for start, end, label in places:
        text += f"{sample.text[at:start]}[{label} {sample.text[start:end]}]"
        at = end
    return text + sample.text[at:]


def mentions(sample: TextSample) -> list[tuple[str, str]]:
    """Returns text and label of the mentions."""
    return [(sample.text[start:end], label) for start, end, label in sample.spans]


def unknown(sample: TextSample) -> list[str]:
    """Returns the texts of unknown label."""
    return [sample.text[start:end] for start, end in sample.missing]


def assert_well_formed(sample: TextSample) -> None:
    """Asserts that places are in order, are not empty, and do not overlap."""
    places = sorted([*(span[:2] for span in sample.spans), *sample.missing])
    assert list(sample.spans) == sorted(sample.spans)
    assert list(sample.missing) == sorted(sample.missing)
    borders = [0, *(border for place in places for border in place), len(sample.text)]
    assert borders == sorted(borders)
    assert all(start < end for start, end in places)


_words = st.sampled_from(
    ("spoke", "about", "the", "of", "harvests", "Straße", "STATE", "HARVESTS", "e.g.", "don't", "Saif's", '"yes,"', "“no”")
    + ("(ref", "A)", "1996", "year.", "why?", "Mr.", "said:", '"', "'", "''", "--", "xxxxxxxxxxxx", "İzmir", "half-built")
) | st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=9)
_names = st.sampled_from(
    (*PEOPLE, *PLACES, "ANN LEE", "libya", "Libya's", "Growers'", 'the "Tiger"', "New\nYork", "USG", "ß")
)
_parts = st.one_of(
    st.tuples(st.just(""), _words),
    st.tuples(st.sampled_from(("PER", "LOC", "MISC", "X")), _names),
    st.tuples(st.just("?"), _names),
)
_gaps = st.sampled_from((" ", " ", " ", "  ", "\n", ". ", ", ", "", " \n\n ", '" ', "/"))
_starts = st.sampled_from(("", "", "1. (C) ", "( S/NF ) ", "(U) ", "12 . ( SBU )"))


@st.composite
def samples(draw: st.DrawFn) -> TextSample:
    """Any text with mentions and places of unknown label, some of them side by side."""
    text, spans, missing = draw(_starts), [], []
    for (label, part), gap in draw(st.lists(st.tuples(_parts, _gaps), max_size=14)):
        place = (len(text), len(text) + len(part))
        if label == "?":
            missing.append(place)
        elif label:
            spans.append((*place, label))
        text += part + gap
    return TextSample(text, tuple(spans), tuple(missing))


seeds = st.integers(0, 2**32)


def outside(sample: TextSample) -> str:
    """Returns the text with nothing in place of its mentions."""
    return edited(sample, [(start, end, "") for start, end, _ in sample.spans]).text


shares = st.builds(
    Shares, **{name: st.sampled_from((0.0, 0.5, 1.0)) for name in Shares._fields if not name.startswith("capital")}
).flatmap(lambda some: st.sampled_from([(0.0, 0.0), (0.5, 0.5), (1.0, 0.0), (0.0, 1.0)]).map(
    lambda pair: some._replace(capitals=pair[0], capital_lead=pair[1])
))  # fmt: skip
